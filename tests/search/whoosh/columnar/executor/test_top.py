"""Order, pages and cursors: exact, with ties by id, and MISSING last both ways."""

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query

from app.search.whoosh.columnar.executor import BY_SCORE, Hit, Order
from app.search.whoosh.columnar.layout import MISSING
from tests.search.whoosh.columnar.executor.naive import Document
from tests.search.whoosh.columnar.executor.trees import TREES, Index, large_index, scored, small_indexes

ORDERS = st.sampled_from([BY_SCORE, Order("day"), Order("day", False), Order("id"), Order("id", False)])
QUERIES = st.sampled_from(
    [
        query.Every(),
        query.Term("body", "a"),
        query.Or([query.Term("body", "ab"), query.Term("title", "a")]),
        query.ConstantScoreQuery(query.Term("tag", "b")),
        query.Term("body", "é"),
        query.NullQuery,
    ]
)

_large = cache(large_index)


def _expected(index: Index, asked: query.Query, order: Order) -> list[int]:
    """Ids in order, everything sorted in Python. Equal scores are those that are computed the same."""
    executor = index.executor()
    hits = [
        (float(score), index.segments[number][doc])
        for number, match in enumerate(executor.matches(asked, scored=True))
        for doc, score in zip(match.docs.tolist(), match.scores.tolist(), strict=True)
    ]
    assert len(hits) == len(scored(index, asked))
    return [held.numbers["id"] for score, held in sorted(hits, key=_key(order))]


def _key(order: Order) -> Callable[[tuple[float, Document]], tuple[float, ...]]:
    sign = -1 if order.descending else 1

    def key(hit: tuple[float, Document]) -> tuple[float, ...]:
        score, held = hit
        value = score if order.column is None else held.numbers.get(order.column)
        ident = held.numbers["id"]
        assert ident is not None
        return (1, 0, sign * ident) if value is None else (0, sign * value, sign * ident)

    return key


@given(small_indexes(), TREES, ORDERS, st.integers(0, 5), st.integers(0, 8))
def test_a_page_of_a_small_index_is_a_slice_of_the_whole_order(
    index: Index, asked: query.Query, order: Order, offset: int, limit: int
) -> None:
    expected = _expected(index, asked, order)
    executor = index.executor()
    total, hits = executor.top(executor.matches(asked, scored=True), order, offset, limit)
    assert total == len(expected)
    assert [hit.id for hit in hits] == expected[offset : offset + limit]


@settings(deadline=None, max_examples=60)
@given(QUERIES, ORDERS, st.integers(0, 700), st.sampled_from([1, 3, 20, 100, 900]))
def test_a_page_of_a_larger_index_is_a_slice_of_the_whole_order(
    asked: query.Query, order: Order, offset: int, limit: int
) -> None:
    index = _large(3)
    expected = _expected(index, asked, order)
    executor = index.executor()
    total, hits = executor.top(executor.matches(asked, scored=True), order, offset, limit)
    assert total == len(expected)
    assert [hit.id for hit in hits] == expected[offset : offset + limit]


@settings(deadline=None, max_examples=60)
@given(QUERIES, ORDERS, st.sampled_from([7, 50, 333]))
def test_pages_joined_by_their_cursors_are_the_whole_order(
    asked: query.Query, order: Order, limit: int
) -> None:
    index = _large(4)
    executor = index.executor()
    matches = executor.matches(asked, scored=order is BY_SCORE)
    ids: list[int] = []
    page: list[Hit] = []
    while not ids or page:
        total, page = executor.top(matches, order, 0, limit, page[-1].key if page else None)
        ids += [hit.id for hit in page]
        if not page:
            break
    assert total == len(ids)
    assert ids == _expected(index, asked, order)


def test_a_hit_says_where_it_is_and_what_it_was_ordered_by() -> None:
    index = _large(5)
    executor = index.executor()
    for scored_too in (True, False):
        matches = executor.matches(query.Every("day"), scored=scored_too)
        _, hits = executor.top(matches, Order("day"), 0, 10)
        for hit in hits:
            held = index.segments[hit.segment][hit.doc]
            assert hit.key == (held.numbers["day"], held.numbers["id"])
            assert hit.id == held.numbers["id"]
            assert hit.score == (1.0 if scored_too else None)


def test_documents_without_a_number_come_last_and_are_paged_by_cursor() -> None:
    executor = _large(6).executor()
    matches = executor.matches(query.Every(), scored=False)
    total, hits = executor.top(matches, Order("day", descending=False), 0, 10**6)
    missing = [hit.key[0] == MISSING for hit in hits]
    assert missing == sorted(missing)
    assert True in missing
    middle = missing.index(True) + 1
    _, rest = executor.top(matches, Order("day", descending=False), 0, 10**6, hits[middle].key)
    assert rest == hits[middle + 1 :]
    assert total == len(hits)


def test_no_hits_are_asked_for_and_none_are_given_but_the_total_is() -> None:
    executor = _large(6).executor()
    total, hits = executor.top(executor.matches(query.Every(), scored=False), BY_SCORE, 0, 0)
    assert total > 0
    assert hits == []


def test_an_order_by_score_needs_scores() -> None:
    executor = _large(6).executor()
    with pytest.raises(ValueError, match="no scores"):
        executor.top(executor.matches(query.Every(), scored=False), BY_SCORE, 0, 1)
