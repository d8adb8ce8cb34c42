"""What Whoosh's searcher offers beside matching, over our segments."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query
from whoosh.scoring import BM25F, TF_IDF
from whoosh.searching import Searcher
from whoosh.sorting import FieldFacet
from whoosh.util.times import datetime_to_long

from app.search.whoosh.columnar.build import build_segment
from app.search.whoosh.columnar.columns import Prepared
from app.search.whoosh.columnar.layout import Layout
from app.search.whoosh.columnar.segment import Segment
from app.search.whoosh.columnar.snapshot import Snapshot
from app.search.whoosh.columnar.stock import open_reader
from tests.search.whoosh.columnar.corpus import LAYOUT, WORDS
from tests.search.whoosh.columnar.stock.corpora import Corpus, corpora, found, searcher
from tests.search.whoosh.columnar.stock.harbour import harbour


@pytest.fixture
def stock() -> Iterator[Searcher]:
    with Searcher(open_reader(harbour(), LAYOUT)) as opened:
        yield opened


def test_sorted_by_a_number_column(stock: Searcher) -> None:
    by_day = stock.search(query.Every(), sortedby="day")
    assert [hit.docnum for hit in by_day] == [1, 0, 3, 4]
    latest = stock.search(query.Every(), sortedby=FieldFacet("day", reverse=True), limit=2)
    assert [hit.docnum for hit in latest] == [4, 0]


def test_grouped_by_terms_and_numbers(stock: Searcher) -> None:
    by_tag = stock.search(query.Every(), groupedby=FieldFacet("tag", allow_overlap=True)).groups("tag")
    assert {tag: sorted(numbers) for tag, numbers in by_tag.items()} == {
        "ports": [0, 1, 3],
        "storms": [1],
        None: [4],
    }
    by_day = stock.search(query.Every(), groupedby="day").groups("day")
    assert {day: sorted(numbers) for day, numbers in by_day.items()} == {3: [0, 3], -1: [1], 7: [4]}


def test_filtered_and_masked(stock: Searcher) -> None:
    asked = query.Term("body", "ferry")
    assert {hit.docnum for hit in stock.search(asked, filter=query.NumericRange("day", 0, 5))} == {0, 3}
    assert {hit.docnum for hit in stock.search(asked, mask=query.Term("title", "ferries"))} == {0, 1}


def test_matched_terms_are_told(stock: Searcher) -> None:
    results = stock.search(query.Or([query.Term("body", "late"), query.Term("tag", "ports")]), terms=True)
    assert {hit.docnum: sorted(hit.matched_terms()) for hit in results} == {
        0: [("body", b"late"), ("tag", b"ports")],
        1: [("tag", b"ports")],
        3: [("tag", b"ports")],
        4: [("body", b"late")],
    }


def test_documents_by_what_they_hold(stock: Searcher) -> None:
    assert stock.document_number(tag="storms") == 1
    assert list(stock.document_numbers(tag="ports", day=3)) == [0, 3]
    assert stock.document_number(tag="absent") is None


def test_words_near_one_another(stock: Searcher) -> None:
    words = [query.Term("body", "storm"), query.Term("body", "ferry")]
    assert list(stock.docs_for_query(query.SpanNear2(words, slop=101))) == [1]
    assert list(stock.docs_for_query(query.SpanNear2(words, slop=50))) == []
    first = query.SpanFirst(query.Term("body", "late"), limit=0)
    assert list(stock.docs_for_query(first)) == []


def test_other_weightings_work() -> None:
    with Searcher(open_reader(harbour(), LAYOUT), weighting=TF_IDF()) as stock:
        assert stock.search(query.Term("body", "ferry"))[0].docnum == 0


def test_dates_kept_as_whoosh_counts_them_are_found_by_date_ranges() -> None:
    layout = Layout(fields=(), numbers=("id", "published"))
    days = [datetime(1986, 2, day, tzinfo=UTC) for day in (26, 27, 28)]
    documents = [
        Prepared(numbers={"id": n, "published": datetime_to_long(day)}) for n, day in enumerate(days)
    ]
    segment = Segment("dated", layout, *build_segment(layout, documents))
    with Searcher(open_reader(Snapshot((segment,)), layout)) as stock:
        asked = query.DateRange("published", days[1], None)
        assert list(stock.docs_for_query(asked)) == [1, 2]
        asked = query.DateRange("published", days[0], days[2], startexcl=True, endexcl=True)
        assert list(stock.docs_for_query(asked)) == [1]


@settings(max_examples=60, deadline=None)
@given(corpora, st.sampled_from(("title", "body", "tag")), st.sampled_from(WORDS), st.integers(1, 5))
def test_blocks_are_left_out_only_when_nothing_in_them_counts(
    corpus: Corpus, field: str, word: str, limit: int
) -> None:
    """With its block quality Whoosh finds the best scores of a term, as it does without."""
    with searcher(corpus, BM25F()) as stock:
        asked = query.Term(field, word)
        best = sorted(found(stock, asked).values(), reverse=True)[:limit]
        assert [hit.score for hit in stock.search(asked, limit=limit)] == best
