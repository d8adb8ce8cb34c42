"""``python -m tests.fuzz.campaign``: what the tests do with a few inputs, done with very many.

- every golden file cut at every byte and changed --mutations times (INP-8);
- --records records, one of a hundred hostile, ingested and counted (INP-6);
- each of the worst documents read in a worker, its time and memory and our own measured (INP-5).

Prints what it did; ends with 1 where something was not as declared.
"""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.ingest.decide import Outcome
from app.ingest.draft import REASONS
from app.ingest.finding import Skipped
from app.ingest.jobs import Rejected
from app.ingest.normalise import load_model
from app.ingest.opening import find_inputs
from app.ingest.readers import AUTO
from app.pipeline import IngestOptions, Tally
from app.runtime import Runtime, open_runtime
from app.settings import Settings
from tests.fuzz.entries import NOW, read_as
from tests.fuzz.hostile import WORST
from tests.fuzz.mixing import Mixed, write
from tests.fuzz.mutations import mutations, truncations
from tests.fuzz.seeds import TESTS, golden_files

#: What the worst document may cost: seconds of CPU, ours and the worker's; bytes that we may grow by.
CPU, GROWTH = 10.0, 64 * 2**20
#: Where Linux is told, by a 5, that the most memory a process had is what it has now.
CLEAR_PEAK = Path("/proc/self/clear_refs")
#: An input that makes us load what we load for any: a page, read in a worker.
DUMMY = TESTS / "ingest" / "html" / "golden" / "open_graph.html"


class Told:
    """Keeps the reasons of rejects."""

    def __init__(self) -> None:
        self.reasons: list[str] = []

    def opened(self, source: object) -> None: ...
    def advanced(self, tally: Tally) -> None: ...
    def skipped(self, skipped: Skipped) -> None: ...
    def rejected(self, rejected: Rejected) -> None:
        self.reasons.append(rejected.reason)


def run(runtime: Runtime, path: Path) -> tuple[Tally, Told]:
    """An ingest of ``path``, to its end."""
    told = Told()
    with runtime.writing():
        tally = runtime.pipeline().run(find_inputs([str(path)], look=False), IngestOptions(), told)
    return tally, told


def ingested(runtime: Runtime, folder: Path, mixed: Mixed) -> list[str]:
    """What is wrong after an ingest of ``folder``: good records that are not in, bad ones not told of."""
    tally, told = run(runtime, folder)
    held = {stored.article.external_id for stored in runtime.articles.all_articles(batch=500)}
    wrong = [f"not in: {name}" for name in sorted(mixed.good - held)]
    wrong += [f"invented: {name}" for name in sorted(held - mixed.good, key=str)]
    wrong += [f"no such reason: {reason}" for reason in told.reasons if reason not in REASONS]
    counted = tally.outcomes[Outcome.ADDED], tally.outcomes[Outcome.REJECTED], len(told.reasons)
    if counted != (len(mixed.good), mixed.bad, mixed.bad):
        wrong.append(f"added, rejected, told: {counted}, of {len(mixed.good)} good and {mixed.bad} bad")
    return wrong


def damaged(task: tuple[Path, int]) -> list[str]:
    """What a golden file does when it is cut anywhere, and changed so many times."""
    path, count = task
    data, check = path.read_bytes(), read_as(AUTO, path.name)
    found = []
    for place, changed in enumerate((*truncations(data), *mutations(data, count, seed=count))):
        try:
            check(changed)
        except Exception:
            found.append(f"{path.relative_to(TESTS)}, number {place}: {traceback.format_exc(limit=-2)}")
    return found


def worst(names: Iterable[str], size: float = 1.0) -> Iterator[tuple[str, bool, str]]:
    """Each of the worst documents: its name, whether it cost no more than it may, and what it cost."""
    # One process for each: the most memory that one has had would hide what the next one takes.
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        yield from pool.imap(cost_of, [(name, size) for name in names])


def cost_of(task: tuple[str, float]) -> tuple[str, bool, str]:
    name, size = task
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, name)
        path.write_bytes(WORST[name](size))
        with open_runtime(Settings(data_dir=Path(scratch, "data")), clock=lambda: NOW) as runtime:
            load_model()  # that of languages, once for all inputs
            run(runtime, DUMMY)  # what is loaded by then is loaded for any input
            memory, cpu, began = _resident(), _spent(), time.monotonic()
            CLEAR_PEAK.write_text("5")
            tally, told = run(runtime, path)
            took, wall, grown = _spent() - cpu, time.monotonic() - began, _resident("VmHWM") - memory
    counts = f"{sum(tally.outcomes.values())} records, {tally.outcomes[Outcome.REJECTED]} rejected"
    cost = f"{took:.1f} s of CPU, {wall:.1f} s, {grown / 2**20:.0f} MB more; {counts}"
    return name, took <= CPU and grown <= GROWTH, " ".join((cost, *sorted(set(told.reasons))))


def _resident(line: str = "VmRSS") -> int:
    """The memory that this process has, in bytes; ``VmHWM``: the most that it had since ``CLEAR_PEAK``."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(text.split()[1]) * 1024 for text in status if text.startswith(f"{line}:"))


def _spent() -> float:
    """Seconds of CPU that this process and the workers it waited for have used."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--mutations", type=int, default=10_000, help="of each golden file")
    options.add_argument("--records", type=int, default=100_000)
    options.add_argument("--size", type=float, default=1.0, help="of the worst documents; 1: the worst")
    options.add_argument("--processes", type=int, default=multiprocessing.cpu_count())
    asked = options.parse_args()
    wrong = [*_worst(asked.size), *_mixed(asked.records), *_damaged(asked.mutations, asked.processes)]
    print(*wrong, sep="\n")
    return 1 if wrong else 0


def _worst(size: float) -> list[str]:
    found = []
    for name, good, cost in worst(WORST, size):
        print(f"{name}: {cost}{'' if good else '  TOO DEAR'}", flush=True)
        found += [] if good else [f"{name}: {cost}"]
    return found


def _mixed(records: int) -> list[str]:
    with tempfile.TemporaryDirectory() as scratch:
        mixed = write(Path(scratch, "mixed"), records)
        with open_runtime(Settings(data_dir=Path(scratch, "data")), clock=lambda: NOW) as runtime:
            wrong = ingested(runtime, Path(scratch, "mixed"), mixed)
    print(
        f"{records:,} records: {len(mixed.good):,} good, {mixed.bad:,} hostile, {len(wrong)} wrong",
        flush=True,
    )
    return wrong


def _damaged(count: int, processes: int) -> list[str]:
    files = golden_files()
    with multiprocessing.Pool(processes) as pool:
        found = [
            wrong
            for many in pool.imap_unordered(damaged, [(path, count) for path in files])
            for wrong in many
        ]
    cuts = sum(path.stat().st_size for path in files)
    print(
        f"{len(files)} golden files: {cuts:,} cuts, {count * len(files):,} changes, {len(found)} wrong",
        flush=True,
    )
    return found


if __name__ == "__main__":
    sys.exit(main())
