"""Places near each other, held to trying all combinations."""

from collections.abc import Sequence
from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from app.search.nearby import Place, in_order, together

_places = st.builds(
    lambda first, length: Place(first, first + length, 10 * first, 10 * (first + length) + 5),
    st.integers(0, 12),
    st.integers(0, 2),
)
_parts = st.lists(st.lists(_places, max_size=4, unique=True), min_size=1, max_size=3)


def is_together(chosen: Sequence[Place], distance: int) -> bool:
    return max(place.first for place in chosen) - min(place.last for place in chosen) - 1 <= distance


def is_in_order(chosen: Sequence[Place], distance: int) -> bool:
    between = [after.first - before.last - 1 for before, after in pairwise(chosen)]
    return min(between, default=0) >= 0 and sum(between) <= distance


@given(_parts, st.integers(0, 5))
def test_all_that_is_together_is_found_and_nothing_else(parts: list[list[Place]], distance: int) -> None:
    near = [chosen for chosen in product(*parts) if is_together(chosen, distance)]
    found = set(together(parts, distance))
    assert found <= {place for chosen in near for place in chosen}
    assert bool(found) == bool(near)


@given(_parts, st.integers(0, 5))
def test_all_that_is_in_order_is_found_and_nothing_else(parts: list[list[Place]], distance: int) -> None:
    near = [chosen for chosen in product(*parts) if is_in_order(chosen, distance)]
    found = set(in_order(parts, distance))
    assert found <= {place for chosen in near for place in chosen}
    assert bool(found) == bool(near)
