"""Bad company: hostile questions, one client that takes everything, a large ingest, a backup, writes."""

import json
import os
import statistics
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.load import slow
from benchmarks.load.asking import Asking, Outcome, ask, millis, took
from benchmarks.load.client import Answer
from benchmarks.load.goals import Goal
from benchmarks.load.overload import warm
from benchmarks.load.served import HOSTILE, Served, questions, serving
from benchmarks.load.writing import Writer, article
from benchmarks.measure import DATELINE, ROOT

#: Requests a second of somebody who asks for simple things.
_SIMPLE = 30.0
#: The same of many, and for how many seconds how often, beside backups.
_BUSY, _TURN, _TURNS = 100.0, 2.5, 3
_EVIL = tuple(f"127.0.1.{number}" for number in range(1, 5))


def run(data: Path, seconds: float, scratch: Path) -> Iterator[Goal]:
    targets = [target for target in questions(data) if "/search" in target]
    with serving(data) as served:
        warm(served, targets)
        yield from hostile(served, targets, seconds)
        yield from greedy(served, targets, seconds)
        yield from backup(served, targets, scratch)
        yield from ingest(served, targets, seconds, scratch)
        yield from writes(served, seconds)
        yield from write_burst(served)
    with serving(data) as served:
        yield from slow.run(served, targets)


def hostile(served: Served, targets: Sequence[str], seconds: float) -> Iterator[Goal]:
    """Four who ask for the dearest things as fast as they can."""
    dear = served.order(HOSTILE, 16, seconds + 1, addresses=_EVIL)
    ask(served.order(HOSTILE, 4, 1))
    idle = ask(served.order(targets, _SIMPLE, seconds))
    asking = Asking(dear)
    time.sleep(0.5)
    busy = ask(served.order(targets, _SIMPLE, seconds, seed=2))
    others = asking.outcome()
    yield Goal("J05", "simple searches alone, p99 ms", "", took(idle.accepted))
    yield Goal("J05", "beside 4 hostile clients, p99 ms", "", took(busy.accepted))
    yield Goal("INP-4", "times as long", "<= 2", took(busy.accepted) / took(idle.accepted))
    yield Goal("J05", "simple searches refused", "<= 0", float(len(busy.answers) - len(busy.accepted)))
    yield Goal("INP-3", "hostile searches, p99 ms", "", took(others.accepted))


def greedy(served: Served, targets: Sequence[str], seconds: float) -> Iterator[Goal]:
    """One client asks for more than there is; another one asks modestly."""
    most = Asking(served.order(targets, 1200, seconds + 1, addresses=("127.0.2.1",)))
    time.sleep(0.5)
    modest = ask(served.order(targets, 10, seconds))
    most.outcome()
    yield Goal("J06", "answered to a modest client beside a greedy one, %", ">= 99", _percent(modest))
    yield Goal("J06", "p99 ms of these", "<= 1500", took(modest.accepted))


def _percent(outcome: Outcome) -> float:
    return 100 * len(outcome.accepted) / len(outcome.answers)


def ingest(served: Served, targets: Sequence[str], seconds: float, scratch: Path) -> Iterator[Goal]:
    """A large ingest by the command, at full speed, into the archive that is served."""
    file = scratch / "more.jsonl"
    name = f"{time.time():.0f}"
    file.write_bytes(b"\n".join(json.dumps(article(name, number)).encode() for number in range(40_000)))
    idle = ask(served.order(targets, _SIMPLE, seconds))
    command = ["nice", *DATELINE, "ingest", str(file)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "DATELINE_DATA_DIR": str(served.data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as filling:
        time.sleep(1)
        busy = ask(served.order(targets, _SIMPLE, seconds, seed=3))
        while_filling = filling.poll() is None
        filling.wait()
    yield Goal("J07", "searches alone, p99 ms", "", took(idle.accepted))
    yield Goal("J07", "while an ingest runs (niced), p99 ms", "", took(busy.accepted))
    yield Goal("J07", "times as long", "<= 2", took(busy.accepted) / took(idle.accepted))
    yield Goal("J07", "the ingest ran all the while (1) or not (0)", "", float(while_filling))


def backup(served: Served, targets: Sequence[str], scratch: Path) -> Iterator[Goal]:
    """One copy after the other is made by the command; by turns with none, so that both see the same."""
    alone: list[Answer] = []
    beside: list[Answer] = []
    copies: list[float] = []
    for turn in range(_TURNS):
        order = served.order(targets, _BUSY, _TURN, seed=turn)
        alone += ask(order).answers
        asking = Asking(order)
        ends = time.monotonic() + _TURN
        while (began := time.monotonic()) < ends:
            _back_up(served, scratch / "archive.backup")
            copies.append(time.monotonic() - began)
        beside += asking.outcome().answers
    yield Goal("DUR-10", "searches alone, p99 ms", "", took(alone))
    yield Goal("DUR-10", "while backups are made, p99 ms", "", took(beside))
    yield Goal("DUR-10", "times as long", "<= 1.1", took(beside) / took(alone))
    yield Goal("DUR-10", "seconds of a backup, median", "", statistics.median(copies))


def _back_up(served: Served, target: Path) -> None:
    environment = {**os.environ, "DATELINE_DATA_DIR": str(served.data)}
    command = [*DATELINE, "backup", str(target)]
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)


def writes(served: Served, seconds: float) -> Iterator[Goal]:
    """A hundred writes a second from ten clients; how far is the index behind, what is acknowledged found?"""
    lags: list[float] = []
    with Writer(served) as first:
        writers = [first, *(Writer(served, first.key) for _ in range(9))]
        ends = time.monotonic() + seconds

        def write(writer: Writer, place: int) -> None:
            due = time.monotonic() + place / 100
            while due < ends:
                time.sleep(max(0.0, due - time.monotonic()))
                writer.write(1)
                due += 0.1

        threads = [threading.Thread(target=write, args=each) for each in zip(writers, range(10), strict=True)]
        for thread in threads:
            thread.start()
        while time.monotonic() < ends:
            lags.append(float(str(served.check("lag")["changes"])))
            time.sleep(0.1)
        for thread in threads:
            thread.join()
        taken = sum((writer.statuses for writer in writers), Counter())
        times = [spent for writer in writers for spent in writer.spent]
    yield Goal("DUR-9", "writes a second, acknowledged", "", taken[201] / seconds)
    yield Goal("DUR-9", "until acknowledged and found, p99 ms", "<= 1000", millis(times, 99))
    yield Goal("DUR-9", "changes not indexed yet, most seen", "", max(lags))


def write_burst(served: Served) -> Iterator[Goal]:
    """10,000 articles in 200 requests at once from 50 clients: nothing acknowledged is lost."""
    with Writer(served) as first:
        writers = [Writer(served, first.key) for _ in range(50)]
        threads = [threading.Thread(target=writer.batches, args=(4, 50)) for writer in writers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    statuses = sum((writer.statuses for writer in writers), Counter())
    acknowledged = [number for writer in writers for number in writer.ids]
    lost = sum(served.get(f"/v1/articles/{number}")[0] != 200 for number in acknowledged[::20])
    yield Goal("J08", "of 10,000 articles in 200 requests, acknowledged", "", float(len(acknowledged)))
    yield Goal("J08", "requests neither 200 nor 429 or 503", "<= 0", _strange(statuses))
    yield Goal("J08", "acknowledged and lost, of every twentieth", "<= 0", float(lost))


def _strange(statuses: Counter[int]) -> float:
    return float(sum(count for status, count in statuses.items() if status not in (200, 429, 503)))
