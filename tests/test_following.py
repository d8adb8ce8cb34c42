"""The process that indexes while an ingest goes on."""

import os
import pickle
import signal
import threading
from multiprocessing.connection import Pipe
from pathlib import Path

import pytest

from app import following
from app.errors import IndexUnavailable
from app.following import ENOUGH, Follower
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
