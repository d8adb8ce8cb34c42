"""A worker from inside, in this process: it is killed at its end, so nobody could see what it ran."""

import gc
import os
import socket
import threading
from collections.abc import Iterator
from multiprocessing.connection import Pipe
from typing import Any

import pytest

from app.ingest.workers import DocumentLimits, Done, Failed, nursery, worker
from app.ingest.workers.messages import Pipe as Way
from app.ingest.workers.messages import receive_values, send
from tests.ingest.workers.tasks import deed, do


@pytest.fixture
def working(monkeypatch: pytest.MonkeyPatch) -> Iterator[Way]:
    """The way to a worker that is a thread here, and gives nothing up."""
    monkeypatch.setattr(worker, "confine", lambda limits: None)
    monkeypatch.setattr(worker, "allow_time", lambda seconds: None)
    usual = gc.get_threshold()
    ours, theirs = Pipe()
    thread = threading.Thread(target=worker.work, args=(theirs, _do, DocumentLimits()))
    thread.start()
    try:
        yield ours
    finally:
        ours.close()
        thread.join()
        theirs.close()
        gc.unfreeze()
        gc.set_threshold(*usual)


def _do(job: Any) -> Any:
    if job == "memory":
        raise MemoryError
    return do(job)


def ask(way: Way, job: Any) -> Any:
    send(way, job)
    return receive_values(way)


def test_a_worker_answers_one_job_after_another(working: Way) -> None:
    assert [ask(working, deed("add", number)) for number in (1, 2)] == [Done([2]), Done([3])]


def test_a_fault_of_ours_is_told_with_its_place_and_none_of_its_words(working: Way) -> None:
    """C14"""
    failed = ask(working, deed("raise"))
    assert (failed.reason, failed.detail.partition(", ")[0]) == ("parser_crash", "RuntimeError in tasks.py")
    assert ask(working, deed("add", 1)) == Done([2])


def test_a_worker_without_memory_says_so(working: Way) -> None:
    """C15"""
    assert ask(working, "memory") == Failed("memory")


class Ended(BaseException):
    """Instead of the end of this process."""


@pytest.mark.parametrize(("fault", "status"), [(None, 0), (RuntimeError("a fault"), 1)])
def test_what_is_forked_works_and_ends_there(
    fault: Exception | None, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It must never go on with what the nursery does: that would be a second nursery."""

    def work(pipe: Way, *told: object) -> None:
        worked.append((pipe.fileno(), *told))
        if fault:
            raise fault

    def end(code: int) -> None:
        raise Ended(code)

    worked: list[object] = []
    monkeypatch.setattr(os, "fork", lambda: 0)
    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(worker, "work", work)
    control, theirs = socket.socketpair()
    way, other = Pipe()
    descriptor = os.dup(way.fileno())
    with theirs, way, other, pytest.raises(Ended) as ended:
        nursery._start(descriptor, control, "task", "limits")
    assert ended.value.args == (status,)
    assert worked == [(descriptor, "task", "limits")]
    assert control.fileno() == -1
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)
