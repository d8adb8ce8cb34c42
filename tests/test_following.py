"""The process that indexes while an ingest goes on."""

import os
import pickle
import signal
import threading
from multiprocessing.connection import Pipe
from pathlib import Path

import pytest

from app import following
from app.errors import DatelineError, IndexUnavailable
from app.following import ENOUGH, Follower, _applied, can_follow
from app.search.analysis import Analyzer
from app.search.engine import Batch, Document
from app.search.whoosh import WhooshEngine


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    made = WhooshEngine(tmp_path / "index", Analyzer())
    made.discard()
    return made


def document(number: int, title: str = "Harbour opens") -> Document:
    return Document(number, {"title": title})


def test_what_was_added_is_found_here_after_the_end(engine: WhooshEngine) -> None:
    with Follower(engine) as follower:
        follower.add([document(1), document(2)], 2)
        follower.add([document(3)], 3)
        assert follower.finish()
    assert (engine.stats().documents, engine.sequence()) == (3, 3)


def test_an_article_written_twice_is_indexed_as_it_is_last(engine: WhooshEngine) -> None:
    with Follower(engine) as follower:
        follower.add([document(1)], 1)
        follower.add([document(1, "Harbour closes")], 2)
        assert follower.finish()
    assert (engine.stats().documents, engine.sequence()) == (1, 2)


def test_many_documents_are_sent_before_the_end(engine: WhooshEngine) -> None:
    with Follower(engine) as follower:
        follower.add(map(document, range(1, ENOUGH + 1)), ENOUGH)
        follower.add([document(ENOUGH + 1)], ENOUGH + 1)
        assert follower.finish()
    assert engine.stats().documents == engine.sequence() == ENOUGH + 1


def test_when_the_process_is_killed_the_rest_is_left_to_the_change_log(
    engine: WhooshEngine, caplog: pytest.LogCaptureFixture
) -> None:
    with Follower(engine) as follower:
        os.kill(follower.pid, signal.SIGKILL)
        follower.add([document(1)], 1)
        assert not follower.finish()
    assert engine.sequence() == 0
    assert "brought in step at the end" in caplog.text


def test_a_failure_of_the_index_is_raised_here(tmp_path: Path) -> None:
    with Follower(WhooshEngine(tmp_path / "none", Analyzer())) as follower:
        follower.add([document(1)], 1)
        with pytest.raises(IndexUnavailable, match="there is no index"):
            follower.finish()


def test_the_process_ends_with_the_block(engine: WhooshEngine) -> None:
    assert Follower(engine).pid == 0
    with Follower(engine) as follower:
        follower.add([document(1)], 1)
    assert not Path(f"/proc/{follower.pid}").exists()


def test_an_interrupted_batch_leaves_the_index_as_it_was(engine: WhooshEngine) -> None:
    engine.apply(Batch(1, [document(1)]))
    with Follower(engine) as follower:
        follower.add(map(document, range(2, ENOUGH + 2)), ENOUGH + 1)
    assert engine.sequence() in (1, ENOUGH + 1)
    assert engine.stats().documents == engine.sequence()


def test_indexing_gives_way_to_those_who_search(engine: WhooshEngine) -> None:
    """J07"""
    with Follower(engine) as follower:
        follower.add([document(1)], 1)
        assert follower.finish()
        assert os.getpriority(os.PRIO_PROCESS, follower.pid) > os.getpriority(os.PRIO_PROCESS, 0)


def test_who_writes_waits_for_an_index_that_comes_slowly(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """J07: an ingest slows down before much waits for the index."""
    monkeypatch.setattr(following, "ENOUGH", 1)
    monkeypatch.setattr(following, "MOST", 2)
    with Follower(engine) as follower:
        os.kill(follower.pid, signal.SIGSTOP)
        follower.add([document(1)], 1)
        follower.add([document(2)], 2)
        writing = threading.Thread(target=follower.add, args=([document(3)], 3))
        writing.start()
        writing.join(0.3)
        assert writing.is_alive()
        os.kill(follower.pid, signal.SIGCONT)
        writing.join()
        assert follower.finish()
    assert engine.stats().documents == 3


def test_the_process_ends_by_itself_when_its_parent_has_gone(engine: WhooshEngine) -> None:
    ours, theirs = Pipe()
    pid = os.fork()
    if pid == 0:
        ours.close()
        following._serve(engine, theirs)
    theirs.close()
    ours.send_bytes(pickle.dumps(Batch(1, [document(1)])))
    assert ours.recv() is None
    ours.send_bytes(pickle.dumps(None))
    assert ours.recv() is None
    ours.close()
    assert os.waitpid(pid, 0)[1] == 0
    assert (engine.stats().documents, engine.sequence()) == (1, 1)


def test_what_the_index_refuses_is_told_and_not_the_end_of_the_process(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "none", Analyzer())
    assert isinstance(following._applied(engine, Batch(1, [document(1)])), IndexUnavailable)


class OtherEnd:
    """The other end: takes what is sent, and answers when it is let."""

    def __init__(self) -> None:
        self.batches: list[Batch | None] = []
        self.answers: list[DatelineError | None] = []
        self.ready = False
        self.broken = False

    def poll(self) -> bool:
        return self.ready

    def send_bytes(self, data: bytes) -> None:
        if self.broken:
            raise BrokenPipeError
        self.batches.append(pickle.loads(data))

    def recv(self) -> DatelineError | None:
        if self.broken:
            raise EOFError
        return self.answers.pop(0) if self.answers else None

    @property
    def sent(self) -> list[tuple[list[int], int]]:
        return [([each.id for each in batch.puts], batch.sequence) for batch in self.batches if batch]


@pytest.fixture
def pipe() -> OtherEnd:
    return OtherEnd()


@pytest.fixture
def follower(engine: WhooshEngine, pipe: OtherEnd, monkeypatch: pytest.MonkeyPatch) -> Follower:
    """One that sends two documents as soon as it can, and four or 30 characters in any case."""
    monkeypatch.setattr("app.following.ENOUGH", 2)
    monkeypatch.setattr("app.following.MOST", 4)
    monkeypatch.setattr("app.following._MOST_TEXT", 30)
    made = Follower(engine)
    made._pipe = pipe
    return made


def short(*numbers: int) -> list[Document]:
    return [document(number, "Sea") for number in numbers]


def test_documents_wait_while_the_process_is_busy_but_not_too_many(
    follower: Follower, pipe: OtherEnd
) -> None:
    follower.add(short(1), 1)
    assert pipe.sent == []
    follower.add(short(2), 2)
    assert pipe.sent == [([1, 2], 2)]
    follower.add(short(3, 4), 4)
    assert len(pipe.sent) == 1, "it is busy"
    follower.add(short(5), 5)
    follower.add(short(6), 6)
    assert pipe.sent[1:] == [([3, 4, 5, 6], 6)], "no more may wait"
    pipe.ready = True
    follower.add(short(7), 7)
    assert len(pipe.sent) == 2
    follower.add(short(8), 8)
    assert pipe.sent[2:] == [([7, 8], 8)], "it is done with the former ones"
    assert follower.finish()
    assert pipe.batches[3:] == [None]


def test_long_documents_do_not_wait_for_others(follower: Follower, pipe: OtherEnd) -> None:
    """H36"""
    follower.add([document(1, "x" * 29)], 1)
    assert pipe.sent == []
    follower.add([document(1, "x")], 2)
    assert pipe.sent == [([1], 2)], "30 characters in all"
    follower.add([Document(3, {"title": "x" * 29, "body": ""})], 3)
    assert len(pipe.sent) == 1
    assert follower.finish()
    assert pipe.sent[1:] == [([3], 3)]


def test_nothing_is_sent_to_a_process_that_was_lost(
    follower: Follower, pipe: OtherEnd, caplog: pytest.LogCaptureFixture
) -> None:
    pipe.broken = True
    follower.add(short(1, 2), 2)
    pipe.broken = False
    follower.add(short(3, 4), 4)
    assert not follower.finish()
    assert (pipe.batches, len(caplog.messages)) == ([], 1)


def test_a_process_that_ends_before_it_answers_is_lost(
    follower: Follower, pipe: OtherEnd, caplog: pytest.LogCaptureFixture
) -> None:
    follower.add(short(1, 2), 2)
    pipe.broken = True
    assert not follower.finish()
    assert (len(pipe.batches), len(caplog.messages)) == (1, 1)


def test_what_the_process_raised_is_raised_once(follower: Follower, pipe: OtherEnd) -> None:
    follower.add(short(1, 2), 2)
    pipe.answers = [IndexUnavailable("broken")]
    with pytest.raises(IndexUnavailable, match="broken"):
        follower.finish()
    assert follower.finish()


def test_the_process_gathers_and_settles_and_gives_back_what_the_index_says() -> None:
    asked: list[Batch | None] = []

    class Engine:
        def gather(self, batch: Batch) -> None:
            asked.append(batch)

        def settle(self) -> None:
            asked.append(None)
            raise IndexUnavailable("broken")

    batch = Batch(3)
    assert _applied(Engine(), batch) is None
    assert str(_applied(Engine(), None)) == "broken"
    assert asked == [batch, None]


def test_a_process_with_other_threads_is_not_forked() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    alone = can_follow()
    thread.start()
    beside = can_follow()
    stop.set()
    thread.join()
    assert (alone, beside) == (threading.active_count() == 1, False)


class Ended(Exception):
    """Instead of the end of the process."""


def test_the_process_waits_for_its_parent_to_stop_it_and_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """J07. What is asked of the system, told without a process: it ends with its parent, and not before."""
    asked: list[tuple[object, ...]] = []

    class System:
        @staticmethod
        def prctl(*arguments: object) -> None:
            asked.append(("prctl", *arguments))

    def end(status: int) -> None:
        raise Ended(status)

    monkeypatch.setattr(following.signal, "signal", lambda *given: asked.append(("signal", *given)))
    monkeypatch.setattr(following.ctypes, "CDLL", lambda name: System if name is None else None)
    monkeypatch.setattr(following.os, "nice", lambda by: asked.append(("nice", by)))
    monkeypatch.setattr(following.os, "_exit", end)

    class Engine:
        def gather(self, batch: Batch) -> None:
            asked.append(("gather", batch.sequence))

        def settle(self) -> None:
            raise IndexUnavailable("broken")

    class Parent:
        def __init__(self) -> None:
            self.batches = [pickle.dumps(Batch(7)), pickle.dumps(None)]
            self.answers: list[DatelineError | None] = []

        def recv_bytes(self) -> bytes:
            if not self.batches:
                raise EOFError
            return self.batches.pop(0)

        def send(self, answer: DatelineError | None) -> None:
            self.answers.append(answer)

    parent = Parent()
    with pytest.raises(Ended, match=r"^0$"):
        following._serve(Engine(), parent)
    assert asked == [
        ("signal", signal.SIGINT, signal.SIG_IGN),
        ("signal", signal.SIGTERM, signal.SIG_IGN),
        ("prctl", 1, signal.SIGKILL, 0, 0, 0),
        ("nice", following._NICER),
        ("gather", 7),
    ]
    assert [str(answer) for answer in parent.answers] == ["None", "broken"]
