"""The executor finds what each query means, with its score, in any nesting."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query

from app.search.whoosh.columnar.executor import Match
from tests.search.whoosh.columnar.executor.trees import (
    TREES,
    Index,
    as_dict,
    large_index,
    scored,
    small_indexes,
)

_large = cache(large_index)


def _agrees(index: Index, asked: query.Query) -> None:
    wanted = scored(index, asked)
    executor = index.executor()
    found = executor.matches(asked, scored=True)
    assert as_dict(found) == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    unscored = executor.matches(asked, scored=False)
    assert [match.docs.tolist() for match in unscored] == [match.docs.tolist() for match in found]
    assert all(match.scores is None for match in unscored)
    assert all(_ascending(match) for match in found)


def _ascending(match: Match) -> bool:
    return match.docs.tolist() == sorted(set(match.docs.tolist()))


@settings(max_examples=300)
@given(small_indexes(), TREES)
def test_any_tree_over_any_small_index_means_what_it_says(index: Index, asked: query.Query) -> None:
    _agrees(index, asked)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1), TREES)
def test_any_tree_over_larger_segments_means_what_it_says(seed: int, asked: query.Query) -> None:
    _agrees(_large(seed), asked)
