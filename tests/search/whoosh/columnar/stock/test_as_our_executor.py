"""Our executor and Whoosh's searcher find the same documents in the same segments, with the same scores."""

import math
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.query import Query
from whoosh.scoring import BM25F, WeightingModel
from whoosh.searching import Searcher

from app.search import bm25
from app.search.whoosh.columnar.executor import Executor, Weighting
from app.search.whoosh.columnar.snapshot import Snapshot
from app.search.whoosh.columnar.stock import open_reader
from tests.search.whoosh.columnar.corpus import LAYOUT
from tests.search.whoosh.columnar.executor.trees import large_index
from tests.search.whoosh.columnar.stock.corpora import Corpus, corpora, found, snapshot_of
from tests.search.whoosh.columnar.stock.mended import mend
from tests.search.whoosh.columnar.stock.queries import defined_tree

WHOOSH = Weighting(1.2, 0.75, lambda holders, documents: math.log(documents / (holders + 1)) + 1)
NEWS = Weighting(bm25.K1, bm25.B, bm25.idf)


class NewsWeighting(BM25F):
    """Ours, as Whoosh's searcher asks for it."""

    def __init__(self) -> None:
        super().__init__(B=bm25.B, K1=bm25.K1)

    def idf(self, searcher: Searcher, fieldname: str, text: bytes) -> float:
        whole = searcher.get_parent()
        return bm25.idf(whole.doc_frequency(fieldname, text), whole.doc_count_all())


def executed(snapshot: Snapshot, weighting: Weighting, query: Query) -> dict[int, float]:
    """Scores by document number in the whole index."""
    executor = Executor(snapshot, weighting, lambda: None, expansion_limit=1000)
    scores: dict[int, float] = {}
    first = 0
    for match, segment in zip(executor.matches(query, scored=True), snapshot.segments, strict=True):
        assert match.scores is not None
        scores |= zip((first + match.docs.astype(int)).tolist(), match.scores.tolist(), strict=True)
        first += segment.count
    return scores


def assert_agreed(snapshot: Snapshot, whooshs: WeightingModel, ours: Weighting, queries: list[Query]) -> None:
    with Searcher(open_reader(snapshot, LAYOUT), weighting=whooshs) as stock:
        for query in queries:
            assert executed(snapshot, ours, query) == pytest.approx(found(stock, mend(query)), rel=1e-5)


both_weightings = pytest.mark.parametrize(("whooshs", "ours"), [(BM25F(), WHOOSH), (NewsWeighting(), NEWS)])


@both_weightings
@settings(max_examples=60, deadline=None)
@given(corpora, st.lists(defined_tree, min_size=1, max_size=5))
def test_executor_and_searcher_agree(
    whooshs: WeightingModel, ours: Weighting, corpus: Corpus, queries: list[Query]
) -> None:
    assert_agreed(snapshot_of(corpus), whooshs, ours, queries)


@both_weightings
@settings(max_examples=30, deadline=None)
@given(st.lists(defined_tree, min_size=1, max_size=3))
def test_executor_and_searcher_agree_in_larger_segments(
    whooshs: WeightingModel, ours: Weighting, queries: list[Query]
) -> None:
    assert_agreed(large_snapshot(), whooshs, ours, queries)


@cache
def large_snapshot() -> Snapshot:
    """Three segments with common and rare words, some documents deleted."""
    return large_index(seed=3, sizes=(300, 150, 50)).snapshot
