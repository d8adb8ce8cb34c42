"""What is slow when it is asked first is asked before anybody does."""

import threading
from collections.abc import Sequence

from app.runtime import Runtime
from app.search.analysis import Analyzer
from app.search.engine import Batch, Suggested
from app.search.memory import MemoryEngine
from app.syncing import Syncer
from app.warming import Warmer
from tests.search.contract.base import doc


class Asked(MemoryEngine):
    """Notes which corrections it was asked for."""

    def __init__(self) -> None:
        super().__init__(Analyzer())
        self.words: list[str] = []

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


def test_a_server_looks_through_them_as_it_starts(runtime: Runtime) -> None:
    looked = threading.Event()
    with Syncer(runtime.indexer, runtime.writing, interval=1000, at_first=looked.set):
        assert looked.wait(20)
