"""What a merge looks up in several steps, so that its memory does not grow with what is merged."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.whoosh.columnar import merge
from app.search.whoosh.columnar.columns import runs

RUNS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)))


@pytest.mark.parametrize("at_a_time", [1, 4, 1 << 22])
@given(asked=RUNS)
def test_runs_of_values_are_the_same_however_many_are_looked_up_at_once(
    at_a_time: int, asked: list[tuple[int, int]]
) -> None:
    values = np.arange(100, 150, dtype=np.uint8)
    starts = np.array([start for start, _ in asked], np.int64)
    lengths = np.array([length for _, length in asked], np.uint8)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(merge, "_AT_A_TIME", at_a_time)
        found = merge._runs_of(values, starts, lengths)
    expected = [value for start, length in asked for value in values[start : start + length].tolist()]
    assert (found.tolist(), found.dtype) == (expected, values.dtype)


def test_places_beyond_four_bytes_are_counted_in_eight() -> None:
    assert runs(np.array([2**31 - 1]), np.array([3])).tolist() == [2**31 - 1, 2**31, 2**31 + 1]
    assert runs(np.array([5, 0]), np.array([2, 1])).dtype == np.int32
