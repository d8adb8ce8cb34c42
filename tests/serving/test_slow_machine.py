"""A disk that is slow, a processor that others take: a search ends in time or is told to come back."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.crashes.tracing import can_trace
from benchmarks.load.asking import ask
from benchmarks.load.client import Order
from tests.serving.running import Server, serving
from tests.waiting import wait_for

UNKEPT = {"KEPT_ANSWERS_BYTES": "0", "LOG_LEVEL": "warning"}
LIST = "/v1/articles?page_size=100"


@contextmanager
def slow_disk(server: Server, milliseconds: int) -> Iterator[None]:
    """Each call that reads a page of the database takes so much longer; calls in other threads go on."""
    delay = f"inject=pread64:delay_enter={milliseconds * 1000}"
    command = ["strace", "-f", "-p", str(server.process.pid), "-e", "trace=pread64", "-e", delay]
    with subprocess.Popen([*command, "-o", os.devnull], stderr=subprocess.PIPE) as tracing:
        assert tracing.stderr
        assert b"attached" in tracing.stderr.readline()
        try:
            yield
        finally:
            tracing.terminate()


@pytest.mark.skipif(not can_trace(), reason="needs strace, and leave to use it: apt-get install strace")
def test_on_a_slow_disk_searches_are_told_to_come_back_and_health_is_answered(data: Path) -> None:
    """J20: a hundred articles lie on more pages than can be read in the time of a search."""
    with serving(data, **UNKEPT) as server:
        with slow_disk(server, milliseconds=150):
            status, problem = server.get(LIST)
            assert (status, problem["code"]) == (503, "searchTimeout")
            assert server.get("/health/live")[0] == 200
        assert server.get(LIST)[0] == 200
        assert server.stop() == 0


@contextmanager
def starved(process: int) -> Iterator[None]:
    """It runs for a twentieth of the time."""
    enough = threading.Event()

    def starve() -> None:
        while not enough.wait(0.002):
            os.kill(process, signal.SIGSTOP)
            enough.wait(0.04)
            os.kill(process, signal.SIGCONT)

    starving = threading.Thread(target=starve)
    starving.start()
    try:
        yield
    finally:
        enough.set()
        starving.join()


def test_beside_a_neighbour_that_takes_the_processor_nothing_hangs(data: Path) -> None:
    """J20: more is asked than a server that hardly runs can answer."""
    targets = tuple(f"/v1/search?q=ferry+{number}&facets=source" for number in range(100))
    with serving(data, SEARCH_TIMEOUT="0.2", SEARCH_QUEUE_WAIT="0.2", **UNKEPT) as server:
        with starved(server.process.pid):
            outcome = ask(Order(server.port, targets, 200, 200, patience=60))
        assert set(outcome.statuses) == {200, 503}
        assert outcome.told == 1
        wait_for(lambda: 'dateline_gate_queued{gate="search"} 0.0' in server.get("/metrics")[1])
        assert server.get("/v1/search?q=ferry")[0] == 200
        assert server.stop() == 0
