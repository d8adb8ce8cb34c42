"""Time of processes and of code, and how runs are repeated."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.memory import watched

ROOT = Path(__file__).parent.parent
#: The ``dateline`` command of this source tree, installed or not.
DATELINE = (sys.executable, "-c", "from app.cli import main; main()")


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds: ``cpu`` is user and system time, of a process with the children it waited for.

    ``memory``: bytes that the process had at most, or the largest of its children; 0 if not measured.
    """

    cpu: float
    wall: float
    memory: float = 0.0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.cpu + other.cpu, self.wall + other.wall, max(self.memory, other.memory))


class Failed(Exception):
    """A process that was measured did not end well."""


def time_process(
    command: Sequence[str], environment: Mapping[str, str] | None = None, *, ok: tuple[int, ...] = (0,)
) -> Spent:
    """Run a command to its end. Raises Failed for an exit code that is not among ``ok``."""
    began = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr
        with watched(process.pid) as memory:
            said = process.stderr.read().decode(errors="replace")
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in ok:
        raise Failed(f"{' '.join(command[:6])} ended with {process.returncode}: {said[-2000:]}")
    return Spent(used.ru_utime + used.ru_stime, wall, max(memory.values(), default=0))


class Stopwatch:
    """Measures the blocks it is told of; ``spent`` has their sum by name."""

    def __init__(self) -> None:
        self.spent: dict[str, Spent] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        cpu, wall = time.process_time(), time.perf_counter()
        try:
            yield
        finally:
            spent = Spent(time.process_time() - cpu, time.perf_counter() - wall)
            self.spent[name] = self.spent.get(name, Spent(0, 0)) + spent


def alternately(
    sides: Mapping[str, Callable[[], Spent]], *, runs: int, budget: float
) -> dict[str, list[Spent]]:
    """Each side in turn, ``runs`` times; no new turn once ``budget`` seconds have passed."""
    began = time.monotonic()
    spent: dict[str, list[Spent]] = {name: [] for name in sides}
    for _ in range(runs):
        for name, side in sides.items():
            spent[name].append(side())
        if time.monotonic() - began > budget:
            break
    return spent


def median(spent: Sequence[Spent]) -> Spent:
    return Spent(
        statistics.median(one.cpu for one in spent),
        statistics.median(one.wall for one in spent),
    )


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least ``percent`` per cent of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100).__trunc__() - 1)]


def size_of(path: Path) -> int:
    """Bytes of a file with what SQLite keeps beside it, or of all files in a folder."""
    files = path.rglob("*") if path.is_dir() else path.parent.glob(path.name + "*")
    return sum(file.stat().st_size for file in files if file.is_file())
