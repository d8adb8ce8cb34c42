"""A million articles: in constant memory, killed in the middle, and gone on with."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from app.settings import Settings
from benchmarks.measure import DATELINE, ROOT, Failed, size_of
from benchmarks.memory import watched
from benchmarks.plan import Plan
from benchmarks.tables import Cell, Table

MILLION = 1_000_000
_WORDS = 20_000
_READ = re.compile(r"([\d,]+) read\b.*?([\d,]+) added")


@dataclass
class Watched:
    """One run. ``steps``: seconds, records read, articles added, as told; ``memory`` in bytes by process."""

    code: int = 0
    seconds: float = 0.0
    steps: list[tuple[float, int, int]] = field(default_factory=list)
    memory: dict[str, int] = field(default_factory=dict)

    def rate(self, first: float, last: float) -> float:
        """Articles added a second between two shares of what was added in all, as near as it was told."""
        told = [(0.0, 0), *((at, added) for at, _, added in self.steps)]
        few, many = (share * told[-1][1] for share in (first, last))
        start = max((each for each in told if each[1] <= few), default=told[0])
        end = min((each for each in told if each[1] >= many and each > start), default=told[-1])
        return (end[1] - start[1]) / max(end[0] - start[0], 0.001)


def tables(plan: Plan, count: int) -> Iterator[Table]:
    """Ingest so many made-up articles, killed when half are in, once more to the end, and compare."""
    source, data_dir = plan.folder("kinds") / "million.jsonl", plan.folder("kinds") / "million"
    with source.open("w") as file:
        file.writelines(made_up(count))
    shutil.rmtree(data_dir, ignore_errors=True)
    killed, whole = _watched(source, data_dir, count // 2), _watched(source, data_dir)
    corpus = f"{count:,} made-up articles of 88 words, {size_of(source) / 1e6:.0f} MB"
    settings = Settings(data_dir=data_dir)
    database, index = size_of(settings.database) / 1e6, size_of(settings.index_dir) / 1e6
    yield Table(
        "Ingest: a million",
        corpus,
        ("run", "read", "s", "articles added a second: first tenth", "last tenth"),
        (_row("killed (SIGKILL) in the middle", killed), _row("once more, to the end", whole)),
        (
            f"Database {database:.0f} MB, index {index:.0f} MB.",
            f"`dateline verify` afterwards: {_verified(data_dir, count)}.",
        ),
    )
    names = list(dict.fromkeys([*killed.memory, *whole.memory]))
    rows = [(name, *(run.memory.get(name, 0) / 1e6 for run in (killed, whole))) for name in names]
    yield Table("Ingest: memory", corpus, ("process", "MB at most, to the kill", "to the end"), tuple(rows))


def _row(name: str, run: Watched) -> tuple[Cell, ...]:
    return (name, run.steps[-1][1], run.seconds, run.rate(0, 0.1), run.rate(0.9, 1))


def _verified(data_dir: Path, count: int) -> str:
    """Raises Failed where an article is lost, there twice, or not in the index as it should be."""
    environment = {**os.environ, "DATELINE_DATA_DIR": str(data_dir)}
    told = subprocess.run(
        [*DATELINE, "verify", "--json"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    found = json.loads(told.stdout or "{}")
    if told.returncode or found.get("articles") != count:
        raise Failed(f"verify: {told.stdout} {told.stderr[-2000:]}")
    return f"{count:,} articles, each once, database and index agree"


def _watched(source: Path, data_dir: Path, kill_at: int | None = None) -> Watched:
    """``dateline ingest``, killed once it tells that ``kill_at`` articles are added."""
    run, began = Watched(), time.monotonic()
    with subprocess.Popen(
        [*DATELINE, "ingest", str(source)],
        cwd=ROOT,
        env={**os.environ, "DATELINE_DATA_DIR": str(data_dir)},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        root = process.pid
        with watched(root, lambda pid, command: _called(command, pid == root)) as run.memory:
            for line in process.stderr:
                if match := _READ.search(line):
                    read, added = (int(number.replace(",", "")) for number in match.groups())
                    run.steps.append((time.monotonic() - began, read, added))
                    if kill_at is not None and added >= kill_at:
                        process.send_signal(signal.SIGKILL)
    run.code, run.seconds = process.wait(), time.monotonic() - began
    if run.code not in (0, -signal.SIGKILL if kill_at else 0):
        raise Failed(f"ingest ended with {run.code}")
    return run


def _called(command: bytes, is_root: bool) -> str:
    """What a process of an ingest does: workers and where they are forked from have one command line."""
    if b"nursery" in command:
        return "a worker: reads records, normalises"
    return "reads inputs, decides, stores" if is_root else "indexes"


def made_up(count: int) -> Iterator[str]:
    """Lines of articles of some 80 words; the same each time."""
    chance = random.Random(count)
    words = [
        f"{chance.choice('bdfklmnprst')}{chance.getrandbits(32):x}"[: 3 + at % 6] for at in range(_WORDS)
    ]
    weights = list(accumulate(1 / (rank + 10) for rank in range(_WORDS)))
    for number in range(count):
        text = chance.choices(words, cum_weights=weights, k=88)
        record = {
            "title": " ".join(text[:8]),
            "body": " ".join(text[8:]),
            "date": f"20{number % 20 + 5:02}-{number % 12 + 1:02}-{number % 28 + 1:02}",
            "source": f"Gazette {number % 300}",
            "url": f"https://gazette-{number % 300}.example/{number}",
        }
        yield json.dumps(record) + "\n"
