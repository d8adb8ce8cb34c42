"""Sets of documents against Python's sets, in all proportions."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.docs import intersect, member, places, subtract

COUNT = 65_536
FEW = st.sets(st.integers(0, COUNT - 1), max_size=8)
MANY = st.builds(
    lambda few, step, start: few | set(range(start, COUNT, step)),
    FEW,
    st.sampled_from([1, 7, 400]),
    st.integers(0, 300),
)
SETS = FEW | MANY


def _docs(numbers: set[int]) -> Array:
    return np.array(sorted(numbers), np.uint16)


@given(SETS, SETS)
def test_what_is_in_both(one: set[int], other: set[int]) -> None:
    assert intersect(_docs(one), _docs(other), COUNT).tolist() == sorted(one & other)
    held = member(_docs(one), _docs(other), COUNT).tolist()
    assert held == [number in other for number in sorted(one)]


@given(SETS, SETS)
def test_some_of_a_set_are_found_in_it_and_taken_out_of_it(one: set[int], other: set[int]) -> None:
    both = one & other
    assert subtract(_docs(one), _docs(both), COUNT).tolist() == sorted(one - other)
    found = _docs(one).take(places(_docs(one), _docs(both), COUNT))
    assert found.tolist() == sorted(both)
