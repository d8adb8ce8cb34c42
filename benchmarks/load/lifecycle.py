"""Starting, stopping and being killed, under load."""

import os
import random
import signal
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from benchmarks.load.asking import Asking, took
from benchmarks.load.client import BROKEN
from benchmarks.load.goals import Goal
from benchmarks.load.served import questions, serving, start, until

_RATE = 30.0


def run(data: Path, stops: int, kills: int) -> Iterator[Goal]:
    targets = questions(data)
    yield from starting(data)
    yield from stopping(data, targets, stops)
    yield from killing(data, targets, kills)


def starting(data: Path, times: int = 5) -> Iterator[Goal]:
    """From the command to being alive, and to being ready."""
    alive, ready = [], []
    for _ in range(times):
        began = time.monotonic()
        served = start(data)
        served.wait_for("/health/live")
        alive.append(1000 * (time.monotonic() - began))
        served.wait_for("/health/ready")
        ready.append(1000 * (time.monotonic() - began))
        served.stop()
    yield Goal("LOAD-5", "start to alive, median ms", "<= 300", statistics.median(alive))
    yield Goal("LOAD-5", "start to ready, median ms", "<= 2000", statistics.median(ready))


def stopping(data: Path, targets: Sequence[str], trials: int) -> Iterator[Goal]:
    """SIGTERM at any moment under load: what had been sent is answered."""
    chance, slowest, codes, broken, sent = random.Random(1), 0.0, 0, 0, 0
    for trial in range(trials):
        with serving(data) as served:
            asking = Asking(served.order(targets, _RATE, 1.5, seed=trial, keep=False))
            time.sleep(0.5 + chance.random())
            code, seconds = served.stop()
            outcome = asking.outcome()
        slowest, codes = max(slowest, seconds), codes + (code != 0)
        broken += outcome.statuses[BROKEN]
        sent += len(outcome.answers) - outcome.statuses[0]
    yield Goal("LOAD-4", f"of {trials} stops under load, exit code not 0", "<= 0", float(codes))
    yield Goal("LOAD-4", "slowest, s", "<= 10", slowest)
    yield Goal("LOAD-4", f"of {sent} requests begun, dropped", "<= 0", float(broken))


def killing(data: Path, targets: Sequence[str], kills: int) -> Iterator[Goal]:
    """A server process is killed every second."""
    chance = random.Random(1)
    with serving(data, "--workers", "2") as served:
        until(served, lambda: len(served.workers()) == 2)
        once = Asking(served.order(targets, _RATE, kills))
        again = Asking(served.order(targets, _RATE, kills, retries=1, seed=2))
        for _ in range(kills):
            time.sleep(1)
            if workers := served.workers():
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(workers), signal.SIGKILL)
        first, second = once.outcome(), again.outcome()
    fine = 100 * len(first.accepted) / len(first.answers)
    fine_again = 100 * len(second.accepted) / len(second.answers)
    yield Goal("LOAD-7", f"answered while {kills} processes are killed, %", "", fine)
    yield Goal("LOAD-7", "of clients that try again once, %", ">= 99.9", fine_again)
    yield Goal("LOAD-7", "p99 ms of these", "", took(second.accepted))
