"""Half an hour of everything at once: does anything grow?"""

import json
import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.load.asking import Asking, Outcome, took
from benchmarks.load.served import HOSTILE, Process, Served, questions, serving
from benchmarks.load.writing import Writer
from benchmarks.tables import Table

#: Seconds of one step, requests a second in it, writes a second.
STEP, RATE, WRITES = 30.0, 40.0, 4
_OTHERS = (
    "/v1/export?q=lighthouse&format=csv",
    "/v1/sources",
    "/v1/articles",
    "/health/ready",
    "/metrics",
    "/v1/search?q=(",
)


def run(data: Path, minutes: float) -> Iterator[Table]:
    """Search, read, export and write, and now and then what is dear or wrong."""
    targets = (*questions(data) * 4, *HOSTILE, *_OTHERS)
    with serving(data) as served, Writer(served) as writer:
        steps = max(2, round(minutes * 60 / STEP))
        rows = [_step(served, writer, targets, number) for number in range(steps)]
    yield _table(rows, minutes)


def _step(served: Served, writer: Writer, targets: tuple[str, ...], number: int) -> dict[str, float]:
    mixed = list(targets)
    random.Random(number).shuffle(mixed)
    asking = Asking(served.order(mixed, RATE, STEP, seed=number))
    ends = time.monotonic() + STEP
    while time.monotonic() < ends:
        writer.write(WRITES)
        time.sleep(1)
    return _told(asking.outcome(), served.used(), served, writer)


def _told(outcome: Outcome, used: Process, served: Served, writer: Writer) -> dict[str, float]:
    index = [path for path in (served.data / "index").rglob("*") if path.is_file()]
    told: dict[str, float] = {
        "memory": used.memory / 2**20,
        "files": used.files,
        "threads": used.threads,
        "index files": len(index),
        "index MB": sum(path.stat().st_size for path in index) / 1e6,
        "p50": took(outcome.accepted, 50),
        "p99": took(outcome.accepted),
        "refused": len(outcome.refused),
        "strange": sum(count for status, count in outcome.strange.items() if status != 400),
        "written": writer.statuses[201],
    }
    print(json.dumps({name: round(value, 1) for name, value in told.items()}), flush=True)
    return told


def _table(rows: list[dict[str, float]], minutes: float) -> Table:
    warm = rows[len(rows) // 6 :]
    half = len(warm) // 2
    lines = []
    for name in rows[0]:
        first, last = (statistics.median(row[name] for row in part) for part in (warm[:half], warm[half:]))
        drift = 100 * (last / first - 1) if first else 0.0
        most = max(row[name] for row in rows)
        lines.append((name, rows[0][name], first, last, drift, most))
    columns = ("of the server", "first step", "median, earlier half", "later half", "drift, %", "most")
    notes = (
        f"{minutes:g} minutes in steps of {STEP:g} s; the first sixth, in which it warms up, counts not.",
    )
    return Table("Soak", f"{RATE:g} requests and {WRITES} writes a second", columns, tuple(lines), notes)
