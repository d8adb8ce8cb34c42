"""Did you mean: within its time, and never in the way of an answer."""

from collections.abc import Sequence

import pytest

from app.corrections import MAX_WORDS, Correction, correct
from app.errors import SearchTimeout
from app.search.analysis import Analyzer
from app.search.engine import Batch, Document, SearchRequest, Suggested
from app.search.memory import MemoryEngine
from app.search.query.tree import And, Not, Word


@pytest.fixture
def engine() -> MemoryEngine:
    engine = MemoryEngine(Analyzer())
    engine.apply(Batch(1, [Document(1, {"body": "the ferry and the storm"})]))
    return engine


def test_every_word_is_put_right_but_those_excluded(engine: MemoryEngine) -> None:
    found = correct(SearchRequest(And((Word("feryr"), Word("strom"), Not(Word("feryr"))))), engine)
    assert found == Correction(And((Word("ferry"), Word("storm"), Not(Word("feryr")))), 1)


def test_what_finds_nothing_either_is_not_suggested(engine: MemoryEngine) -> None:
    assert correct(SearchRequest(And((Word("feryr"), Not(Word("storm"))))), engine) is None
    assert correct(SearchRequest(Word("xyzzyx")), engine) is None


def test_only_the_first_words_are_looked_at(engine: MemoryEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def none(word: str, size: int, timeout: float | None = None) -> Sequence[Suggested]:
        asked.append(word)
        return ()

    monkeypatch.setattr(engine, "corrections", none)
    assert correct(SearchRequest(And(tuple(Word(f"w{n}") for n in range(30)))), engine) is None
    assert len(asked) == MAX_WORDS


def test_time_that_is_over_is_no_suggestion(engine: MemoryEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """G27."""
    left: list[float | None] = []

    def slow(word: str, size: int, timeout: float | None = None) -> Sequence[Suggested]:
        left.append(timeout)
        raise SearchTimeout("the search took longer than its time limit")

    monkeypatch.setattr(engine, "corrections", slow)
    assert correct(SearchRequest(Word("feryr"), timeout=0.5), engine, clock=iter([0.0, 2.0]).__next__) is None
    assert left == [0.0]
