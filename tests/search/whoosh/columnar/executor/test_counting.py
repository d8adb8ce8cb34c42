"""Filters, facets and histograms against counting one by one."""

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query

from app.search.whoosh.columnar.executor import Filter, NumberFilter, TermFilter, facets
from tests.search.whoosh.columnar.corpus import WORDS
from tests.search.whoosh.columnar.executor.naive import Document
from tests.search.whoosh.columnar.executor.trees import (
    TREES,
    Index,
    as_dict,
    large_index,
    scored,
    small_indexes,
)

TERMS = st.lists(st.sampled_from([*WORDS, "nobody"]).map(str.encode), max_size=3)
FILTERS: st.SearchStrategy[Filter] = st.one_of(
    st.builds(TermFilter, st.sampled_from(["tag", "body", "form"]), TERMS, st.booleans()),
    st.builds(
        NumberFilter,
        st.just("day"),
        st.none() | st.integers(-6, 6),
        st.none() | st.integers(-6, 6),
        st.booleans(),
    ),
)


def _passes(wanted: Filter, held: Document) -> bool:
    if isinstance(wanted, TermFilter):
        return bool({term.decode() for term in wanted.terms} & held.terms(wanted.field)) != wanted.exclude
    number = held.numbers.get(wanted.column)
    low = wanted.low is None or (number is not None and number >= wanted.low)
    high = wanted.high is None or (number is not None and number < wanted.high)
    return (number is not None and low and high) != wanted.exclude


def _found(index: Index, asked: query.Query) -> list[Document]:
    return [index.segments[number][doc] for number, doc in scored(index, asked)]


@given(small_indexes(), TREES, st.lists(FILTERS, max_size=3))
def test_filters_keep_what_passes_them_all(index: Index, asked: query.Query, filters: list[Filter]) -> None:
    executor = index.executor()
    wanted = {
        place: score
        for place, score in scored(index, asked).items()
        if all(_passes(one, index.segments[place[0]][place[1]]) for one in filters)
    }
    before = executor.matches(asked, scored=True, filters=filters)
    after = executor.filtered(executor.matches(asked, scored=True), *filters)
    assert as_dict(before) == pytest.approx(wanted, rel=1e-9)
    assert as_dict(after) == pytest.approx(wanted, rel=1e-9)


@given(small_indexes(), TREES, st.none() | st.integers(0, 12))
def test_facets_count_every_match(index: Index, asked: query.Query, size: int | None) -> None:
    executor = index.executor()
    counted = Counter(term.encode() for held in _found(index, asked) for term in held.terms("tag"))
    expected = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    assert executor.facets(executor.matches(asked, scored=False), "tag", size) == expected[:size]


@given(small_indexes(), TREES)
def test_matches_that_hold_no_term_of_a_field_are_counted(index: Index, asked: query.Query) -> None:
    executor = index.executor()
    expected = sum(not held.terms("tag") for held in _found(index, asked))
    assert executor.without(executor.matches(asked, scored=False), "tag") == expected


@given(small_indexes(), TREES, st.integers(0, 4))
def test_facets_are_exact_where_the_segments_name_few_terms(
    index: Index, asked: query.Query, size: int
) -> None:
    executor = index.executor()
    matches = executor.matches(asked, scored=False)
    whole = executor.facets(matches, "tag", None)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"_FEW": 0, "_TIMES": 1, "_MORE": 1}.items():
            patch.setattr(facets, name, value)
        assert executor.facets(matches, "tag", size) == whole[:size]


@given(small_indexes(), TREES, st.sets(st.integers(-8, 8)))
def test_a_histogram_counts_every_match_between_its_edges(
    index: Index, asked: query.Query, edges: set[int]
) -> None:
    executor = index.executor()
    bounds = sorted(edges)
    days = [held.numbers["day"] for held in _found(index, asked)]
    expected = [
        sum(day is not None and low <= day < high for day in days) for low, high in itertools.pairwise(bounds)
    ]
    assert executor.histogram(executor.matches(asked, scored=False), "day", bounds) == expected


def test_facets_of_larger_segments_are_exact_where_some_documents_have_one_term_and_some_many() -> None:
    index = large_index(8)
    executor = index.executor()
    for asked in (query.Every(), query.Term("body", "ab"), query.Term("tag", "é")):
        counted = Counter(term.encode() for held in _found(index, asked) for term in held.terms("tag"))
        assert dict(executor.facets(executor.matches(asked, scored=False), "tag", None)) == counted
