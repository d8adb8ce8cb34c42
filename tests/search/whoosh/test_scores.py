"""Scores are those of the in-memory engine, which has them by the book: all but those of phrases."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.search.analysis import Analyzer
from app.search.engine import Batch, Document, SearchRequest, Sort
from app.search.memory import MemoryEngine
from app.search.query.tree import (
    And,
    Boosted,
    During,
    Fuzzy,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Prefix,
    Repeat,
    Scoped,
    Word,
)
from app.search.whoosh import WhooshEngine
from tests.search.versus import documents

#: None of these is a phrase of several words. No two of them are the same word in an archive of one language
#: (U.N. and un): such count once where only that language is asked for, and the oracle asks for all.
WORDS = ["river", "elections", "élections", "happy", "U.N.", "Łódź", "lodz", "3.5", "the", "C++"]

_word = st.sampled_from(WORDS)
_leaves = st.one_of(
    _word.map(Word),
    st.sampled_from(["ri", "elect", "un"]).map(Prefix),
    st.sampled_from(["r?ver*", "ele*s", "h?ppy"]).map(Pattern),
    st.builds(Fuzzy, st.sampled_from(["rivre", "elction", "hapy"]), st.integers(1, 2)),
    st.builds(Near, st.lists(_word, min_size=2, max_size=3, unique=True).map(tuple), st.integers(0, 4)),
    st.builds(Repeat, _word, st.integers(1, 2)),
    st.builds(During, st.just("published"), st.just("*"), st.sampled_from([None, 0]), st.just(1_700_000_001)),
)
TREES: st.SearchStrategy[Node] = st.recursive(
    _leaves | st.builds(Scoped, st.sampled_from(["title", "author"]), _leaves),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(tuple).map(And)
        | st.lists(inner, min_size=1, max_size=3).map(tuple).map(Or)
        | inner.map(Not)
        | st.builds(Boosted, inner, st.sampled_from([0.3, 2.0]))
    ),
    max_leaves=5,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(documents(), min_size=1, max_size=10, unique_by=lambda document: document.id),
    st.lists(TREES, min_size=10, max_size=20),
)
def test_scores_are_those_of_the_engine_in_memory(
    tmp_path_factory: pytest.TempPathFactory, articles: list[Document], asked: list[Node]
) -> None:
    oracle = MemoryEngine(Analyzer())
    engine = WhooshEngine(tmp_path_factory.mktemp("scores") / "index", Analyzer())
    engine.discard()
    half = len(articles) // 2
    for sequence, some in enumerate((articles[:half], articles[half:]), 1):
        oracle.apply(Batch(sequence, some))
        engine.apply(Batch(sequence, some))
    for tree in asked:
        request = SearchRequest(tree, sort=Sort.RELEVANCE, limit=100)
        expected = {hit.id: hit.score for hit in oracle.search(request).hits}
        assert {hit.id: hit.score for hit in engine.search(request).hits} == pytest.approx(expected), tree
    engine.close()
