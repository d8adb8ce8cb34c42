"""What is slow when it is asked first is asked before anybody does."""

from collections.abc import Sequence

from app.search.analysis import Analyzer
from app.search.engine import Batch, SearchRequest, SearchResult, Suggested
from app.search.memory import MemoryEngine
from app.search.query.tree import Node, Phrase
from app.warming import Warmer
from tests.search.contract.base import doc


class Asked(MemoryEngine):
    """Notes what it was asked for."""

    def __init__(self) -> None:
        super().__init__(Analyzer())
        self.words: list[str] = []
        self.phrases: list[Node] = []

    def search(self, request: SearchRequest) -> SearchResult:
        self.phrases.append(request.query)
        return super().search(request)

    def corrections(self, word: str, size: int, timeout: float | None = None) -> Sequence[Suggested]:
        self.words.append(word)
        return super().corrections(word, size, timeout)


def test_words_are_looked_through_once_in_each_state_of_the_index() -> None:
    engine = Asked()
    warmer = Warmer(engine)
    counts = []
    for number in (1, 2):
        engine.apply(Batch(number, [doc(number)]))
        for _ in range(3):
            warmer.look()
        counts.append(len(engine.words))
    assert counts == [1, 2]


def test_without_an_index_there_is_nothing_to_look_through() -> None:
    engine = Asked()
    engine.withdraw()
    Warmer(engine).look()
    assert engine.words == []


def test_words_that_stand_in_the_archive_are_searched_for_too() -> None:
    """J09"""
    engine = Asked()
    engine.apply(Batch(1, [doc(1, body="A storm surge on the coast.")]))
    Warmer(engine).look()
    assert engine.phrases == [Phrase("storm surge")]


def test_where_there_is_no_word_it_is_searched_all_the_same() -> None:
    engine = Asked()
    engine.apply(Batch(1, []))
    Warmer(engine).look()
    assert len(engine.phrases) == 1
