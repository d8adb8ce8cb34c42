"""Our segments against the same documents written by Whoosh in its own format: nothing may differ.

Whoosh keeps lengths in a byte, so above ten words they are not exact: here they are left out of the
scores (B is 0). ``test_as_defined`` takes them in.
"""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.query import Query
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from tests.search.whoosh.columnar.stock.corpora import Corpus, corpora, found, searcher, whole_whoosh
from tests.search.whoosh.columnar.stock.queries import any_tree


def outcome(searcher: Searcher, query: Query) -> Any:
    """Scores, and documents found without; or that it fails: Whoosh steps past the end in some trees."""
    try:
        return found(searcher, query), list(searcher.docs_for_query(query))
    except IndexError:
        return IndexError


@settings(max_examples=40, deadline=None)
@given(corpora, st.lists(any_tree, min_size=1, max_size=6))
def test_every_query_gives_the_same_documents_and_scores(corpus: Corpus, queries: list[Query]) -> None:
    with searcher(corpus, BM25F(B=0.0)) as ours, whole_whoosh(corpus, BM25F(B=0.0)) as theirs:
        for query in queries:
            wanted = outcome(theirs, query)
            assert wanted is IndexError or outcome(ours, query) == wanted
