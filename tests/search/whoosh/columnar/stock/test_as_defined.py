"""Whoosh's searcher over our segments finds what each query means, with its score."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.query import Query
from whoosh.scoring import BM25F

from tests.search.whoosh.columnar.executor.naive import Naive, document
from tests.search.whoosh.columnar.stock.corpora import Corpus, corpora, found, searcher
from tests.search.whoosh.columnar.stock.mended import mend
from tests.search.whoosh.columnar.stock.queries import defined_tree


def meaning(corpus: Corpus, query: Query) -> dict[int, float]:
    held = [document(prepared, deleted) for _, prepared, deleted in corpus.numbered()]
    naive = Naive(held)
    scores = {number: naive.score(query, one) for number, one in enumerate(held) if not one.deleted}
    return {number: score for number, score in scores.items() if score is not None}


@settings(max_examples=100, deadline=None)
@given(corpora, st.lists(defined_tree, min_size=1, max_size=5))
def test_every_query_finds_what_it_means(corpus: Corpus, queries: list[Query]) -> None:
    with searcher(corpus, BM25F()) as stock:
        for query in queries:
            assert found(stock, mend(query)) == pytest.approx(meaning(corpus, query), rel=1e-9)
