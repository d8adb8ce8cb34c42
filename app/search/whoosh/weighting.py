"""Whoosh's BM25F with our constants and idf: its own never falls below 1, so stop words count too much."""

from whoosh import scoring
from whoosh.searching import Searcher

from app.search import bm25


class NewsWeighting(scoring.BM25F):
    """Scores a term in a field; fields are summed by the query that asks for them."""

    def __init__(self) -> None:
        super().__init__(B=bm25.B, K1=bm25.K1)

    def idf(self, searcher: Searcher, fieldname: str, text: str) -> float:
        whole = searcher.get_parent()
        return bm25.idf(whole.doc_frequency(fieldname, text), whole.doc_count_all())
