"""Our executor and Whoosh's searcher find the same documents in the same segments, with the same scores."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.query import Query
from whoosh.scoring import BM25F, WeightingModel
from whoosh.searching import Searcher

from app.search import bm25
from app.search.whoosh.columnar.executor import Executor, Weighting
from tests.search.whoosh.columnar.stock.corpora import Corpus, corpora, found, searcher, snapshot
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


def executed(corpus: Corpus, weighting: Weighting, query: Query) -> dict[int, float]:
    """Scores by document number in the whole index."""
    executor = Executor(snapshot(corpus), weighting, lambda: None, expansion_limit=1000)
    scores: dict[int, float] = {}
    first = 0
    matches = executor.matches(query, scored=True)
    for match, segment in zip(matches, corpus.segments, strict=True):
        assert match.scores is not None
        scores |= zip((first + match.docs.astype(int)).tolist(), match.scores.tolist(), strict=True)
        first += len(segment)
    return scores


@pytest.mark.parametrize(("whooshs", "ours"), [(BM25F(), WHOOSH), (NewsWeighting(), NEWS)])
@settings(max_examples=60, deadline=None)
@given(corpora, st.lists(defined_tree, min_size=1, max_size=5))
def test_executor_and_searcher_agree(
    whooshs: WeightingModel, ours: Weighting, corpus: Corpus, queries: list[Query]
) -> None:
    with searcher(corpus, whooshs) as stock:
        for query in queries:
            assert executed(corpus, ours, query) == pytest.approx(found(stock, mend(query)), rel=1e-5)
