"""The thread that keeps the index in step while serving: what it does at each look, and what it says."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from app.errors import Busy, DiskFull, IndexUnavailable, Interrupted, ReadOnly
from app.syncing import Syncer


class Indexer:
    """Writes down what it is asked; ``steps`` batches wait, and ``failing`` is raised instead of healing."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.steps = 0
        self.forgettable = False
        self.gone = False
        self.failing: BaseException | None = None
        self.meanwhile: Callable[[], None] = lambda: None

    def lag(self) -> int:
        if self.gone:
            raise IndexUnavailable("there is none")
        return self.steps

    def has_forgettable(self) -> bool:
        return self.forgettable

    def heal(self, progress: Callable[[int], None]) -> bool:
        self.asked.append("heal")
        if self.failing:
            raise self.failing
        self.gone = False
        self.meanwhile()
        progress(1)
        return False

    def step(self) -> int:
        self.asked.append("step")
        self.steps -= self.steps > 0
        return self.steps

    def forget_changes(self) -> None:
        self.asked.append("forget")
        self.forgettable = False


@pytest.fixture
def indexer() -> Indexer:
    return Indexer()


class Looking:
    """A syncer that looks when it is told to."""

    def __init__(self, indexer: Indexer) -> None:
        self.taken = 0
        self.rested = 0
        self.syncer = Syncer(indexer, self.writing, interval=0.0, at_rest=self.rest)

    @contextmanager
    def writing(self) -> Iterator[None]:
        self.taken += 1
        yield

    def rest(self) -> None:
        self.rested += 1

    def look(self) -> None:
        self.syncer._try(self.syncer._look)


def test_at_first_the_lock_is_taken_in_any_case_and_then_only_when_there_is_something_to_do(
    indexer: Indexer,
) -> None:
    looking = Looking(indexer)
    looking.look()
    assert (looking.taken, looking.rested, indexer.asked) == (1, 0, ["heal", "step", "forget"])
    looking.look()
    assert (looking.taken, looking.rested) == (1, 1)
    indexer.steps = 3
    looking.look()
    assert (looking.taken, indexer.steps, indexer.asked[3:]) == (
        2,
        0,
        ["heal", "step", "step", "step", "forget"],
    )
    indexer.forgettable = True
    looking.look()
    assert (looking.taken, looking.rested) == (3, 1)
    indexer.gone = True
    looking.look()
    assert (looking.taken, looking.rested) == (4, 1)
    looking.look()
    assert (looking.taken, looking.rested) == (4, 2)


def test_a_look_that_failed_is_no_first_look(indexer: Indexer, caplog: pytest.LogCaptureFixture) -> None:
    looking = Looking(indexer)
    indexer.failing = DiskFull("the disk is full")
    looking.look()
    looking.look()
    assert (looking.taken, len(caplog.messages)) == (2, 1), "the same is said once"
    assert caplog.messages == ["the index could not be brought in step: the disk is full"]
    indexer.failing = DiskFull("another disk is full")
    looking.look()
    assert len(caplog.messages) == 2
    indexer.failing = None
    looking.look()
    indexer.failing, indexer.gone = DiskFull("another disk is full"), True
    looking.look()
    assert len(caplog.messages) == 3, "it was well in between"


@pytest.mark.parametrize("error", [Busy("x"), ReadOnly("x")])
def test_where_another_process_writes_nothing_is_said(
    indexer: Indexer, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    """H29, H30"""
    indexer.failing = error
    Looking(indexer).look()
    assert caplog.messages == []


def test_what_was_not_expected_is_logged_each_time(
    indexer: Indexer, caplog: pytest.LogCaptureFixture
) -> None:
    indexer.failing = RuntimeError("surprise")
    looking = Looking(indexer)
    looking.look()
    looking.look()
    assert caplog.messages == ["the index could not be brought in step"] * 2


def test_when_it_is_stopped_it_does_not_begin_another_batch(
    indexer: Indexer, caplog: pytest.LogCaptureFixture
) -> None:
    looking = Looking(indexer)
    indexer.steps = 3
    indexer.meanwhile = looking.syncer._stop.set
    looking.look()
    assert indexer.asked == ["heal"], "it was healing"
    with pytest.raises(Interrupted, match=r"^stopped$"):
        looking.syncer._go_on(1)
    assert "could not be" not in caplog.text
    looking = Looking(indexer)
    indexer.meanwhile = lambda: None
    step = indexer.step

    def stopping() -> int:
        looking.syncer._stop.set()
        return step()

    indexer.step = stopping
    indexer.asked.clear()
    looking.look()
    assert indexer.asked == ["heal", "step", "forget"]


def test_it_looks_again_and_again_in_a_thread_of_its_own_until_the_block_ends(indexer: Indexer) -> None:
    looked = threading.Event()
    seen: list[tuple[str, bool]] = []

    @contextmanager
    def writing() -> Iterator[None]:
        yield

    def rest() -> None:
        seen.append((threading.current_thread().name, threading.current_thread().daemon))
        if len(seen) > 3:
            looked.set()

    with Syncer(indexer, writing, interval=0.001, at_rest=rest):
        assert looked.wait(30)
    assert set(seen) == {("syncer", True)}
    assert "syncer" not in {thread.name for thread in threading.enumerate()}
