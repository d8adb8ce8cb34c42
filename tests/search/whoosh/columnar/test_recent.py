"""What was decoded last is kept, within bounds."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.search.whoosh.columnar.recent import Recent


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 60))))
def test_what_is_kept_is_what_was_put_and_never_more_than_twice_the_limit(
    puts: list[tuple[int, int]],
) -> None:
    recent: Recent[np.ndarray] = Recent(100)
    last: dict[int, np.ndarray] = {}
    for key, size in puts:
        if recent.get(key) is None:
            last[key] = np.zeros(size, np.uint8)
            recent.put(key, last[key])
        assert recent.get(key) is last[key]
        held = {**recent._older, **recent._newer}
        assert sum(array.nbytes for array in held.values()) <= 2 * (100 + 60)


def test_what_is_asked_for_again_outlives_what_is_not() -> None:
    recent: Recent[np.ndarray] = Recent(10)
    recent.put("often", np.zeros(4, np.uint8))
    for number in range(50):
        recent.put(number, np.zeros(4, np.uint8))
        assert recent.get("often") is not None
    assert recent.get(0) is None
