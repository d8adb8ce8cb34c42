"""More than can be answered, and a disk that takes nothing: what has to hold on any machine."""

import fcntl
import resource
import sqlite3
from contextlib import closing
from pathlib import Path

from benchmarks.load.asking import Asking, ask
from benchmarks.load.client import Order
from tests.serving.running import Server, serving

#: A search that takes a while, so that few are enough on any machine.
SLOW = """
import time
from app.finder import Finder
find = Finder.find
def slow(*words, **more):
    time.sleep(0.05)
    return find(*words, **more)
Finder.find = slow
"""
FEW = {"SEARCH_CONCURRENCY": "2", "SEARCH_QUEUE": "8", "SEARCH_QUEUE_WAIT": "5", "LOG_LEVEL": "warning"}
QUESTIONS = tuple(f"/v1/search?q=ferry+{number}" for number in range(1000))


def test_what_is_too_much_is_refused_and_told_when_to_come_back(data: Path) -> None:
    """J01, J02, J10, LOAD-1, LOAD-2, LOAD-9, I26: far more than 40 a second can be answered, and at once."""
    with serving(data, before=SLOW, **FEW) as server:
        health = Asking(Order(server.port, ("/health/live", "/health/ready"), 10, 30))
        outcome = ask(Order(server.port, QUESTIONS, 200, 400, patience=60))
        assert set(outcome.statuses) == {200, 503}
        assert outcome.told == 1
        assert set(health.outcome().statuses) == {200}
        burst = ask(Order(server.port, QUESTIONS, 0, 300, patience=60, retries=3, seed=2))
        assert set(burst.statuses) == {200, 503}
        assert len(burst.accepted) >= 8
        assert 'dateline_gate_queued{gate="search"} 0.0' in server.get("/metrics")[1]
        assert server.get("/v1/search?q=ferry")[0] == 200
        assert server.stop() == 0


def test_everybody_at_once_after_a_start_is_answered_or_told_to_come_back(data: Path) -> None:
    """J09"""
    with serving(data) as server:
        outcome = ask(Order(server.port, QUESTIONS, 0, 100, patience=60))
        assert set(outcome.statuses) <= {200, 503}
        assert outcome.accepted
        assert server.stop() == 0


#: Notes in the log what is done before the first request.
NOTING = """
import gc, logging
from app.warming import Warmer
def noting(name, real):
    def noted(*words):
        logging.getLogger("app").warning(name)
        return real(*words)
    return noted
gc.freeze = noting("settled", gc.freeze)
Warmer.look = noting("warm", Warmer.look)
"""


def test_it_is_ready_once_it_is_warm_and_nothing_is_left_to_look_through(data: Path) -> None:
    """J09, LOAD-9: looking for garbage among all that was loaded would stop every answer for long."""
    with serving(data, before=NOTING, SYNC_INTERVAL="60") as server:
        events = [line["event"] for line in server.log()]
        assert [event for event in events if event in ("warm", "settled")] == ["warm", "settled"]
        assert server.stop() == 0


def test_a_server_that_cannot_read_ahead_serves_all_the_same(data: Path) -> None:
    with serving(data, before="from app.warming import Warmer; Warmer.look = None") as server:
        assert server.get("/v1/search?q=ferry")[0] == 200
        assert any("could not be read ahead" in line["event"] for line in server.log())


READ = ("/v1/search?q=ferry", "/v1/articles", "/v1/articles/7", "/v1/export?format=csv", "/v1/sources")


def all_are_read(server: Server) -> None:
    assert {path: server.get(path)[0] for path in READ} == dict.fromkeys(READ, 200)


def test_reading_goes_on_while_others_hold_every_lock(data: Path) -> None:
    """LOAD-8"""
    with (
        serving(data) as server,
        closing(sqlite3.connect(data / "dateline.db", isolation_level=None)) as other,
        (data / "writer.lock").open("a") as lock,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        other.execute("BEGIN IMMEDIATE")
        all_are_read(server)
        assert server.get("/health/ready")[0] == 200


def test_reading_goes_on_while_the_disk_takes_nothing(data: Path) -> None:
    """LOAD-8: no file may grow, as on a full disk."""
    with serving(data) as server:
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, 0))
        all_are_read(server)
