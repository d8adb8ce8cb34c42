"""Ranking rules, over several segments."""

from pathlib import Path

import pytest

from app.search.analysis import Analyzer
from app.search.engine import Batch, Document, SearchRequest, Sort
from app.search.query.tree import And, Node, Or, Word
from app.search.whoosh import WhooshEngine


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    engine = WhooshEngine(tmp_path / "index", Analyzer())
    engine.discard()
    return engine


def ranked(engine: WhooshEngine, query: Node, limit: int = 10) -> list[int]:
    request = SearchRequest(query, sort=Sort.RELEVANCE, limit=limit)
    return [hit.id for hit in engine.search(request).hits]


def test_a_word_of_every_article_hardly_counts(engine: WhooshEngine) -> None:
    bodies = ["the the the the harbour", "the ferry sails", "the the the pier", "the the quay"]
    engine.apply(Batch(1, [Document(n, {"body": body}) for n, body in enumerate(bodies, 1)]))
    assert ranked(engine, Or((Word("the"), Word("ferry"))))[0] == 2


def test_the_best_hits_of_a_long_list_are_the_best_of_all(engine: WhooshEngine) -> None:
    """Whoosh's own collector drops some of them (whoosh-community issues 122 and 413)."""
    documents = [
        Document(
            n, {"title": "ferry" if n % 7 == 0 else "dam", "body": "ferry dam " * (n % 13) + "x " * (n % 29)}
        )
        for n in range(1, 800)
    ]
    for start in range(0, 800, 200):
        engine.apply(Batch(start + 200, documents[start : start + 200]))
    query = And((Word("ferry"), Word("dam")))
    assert ranked(engine, query, 10) == ranked(engine, query, 1000)[:10]


def test_scores_of_several_segments_can_be_compared(engine: WhooshEngine) -> None:
    engine.apply(Batch(1, [Document(1, {"body": "ferry pier"}), Document(2, {"body": "quay pier"})]))
    engine.apply(Batch(2, [Document(3, {"body": "ferry pier"})]))
    hits = engine.search(SearchRequest(Word("ferry"), sort=Sort.RELEVANCE)).hits
    assert [hit.id for hit in hits] == [3, 1], "equal scores: the larger id first"
    assert hits[0].score == pytest.approx(hits[1].score)
