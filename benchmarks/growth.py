"""How search slows as the archive grows: the same queries, in process, at two sizes."""

import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from app.runtime import Runtime, open_runtime
from app.search.criteria import Criteria, SearchLimits, read_criteria
from app.search.engine import SearchRequest
from app.settings import Settings
from benchmarks import archives, workload
from benchmarks.measure import percentile
from benchmarks.plan import Plan
from benchmarks.tables import Cell, Table

NAME = "growth"
ABOUT = "time of a search in process, by class, as the archive grows"

#: Searches of one class at most.
_SEARCHES = 200


def run(plan: Plan) -> Iterator[Table]:
    sizes: list[int | None] = [300, 1000] if plan.quick else [1000, None]
    asked = workload.of_archive(archives.archive(plan, sizes[-1])).searches
    measured = [_measured(plan, size, asked) for size in sizes]
    rows: list[tuple[Cell, ...]] = []
    for name in asked:
        middles = [statistics.median(times[name]) for times, _ in measured]
        last = [percentile(times[name], 95) for times, _ in measured]
        figures = [1000 * figure for pair in zip(middles, last, strict=True) for figure in pair]
        rows.append((name, *figures, middles[-1] / middles[0]))
    counts = [f"{count:,}" for _, count in measured]
    columns = [f"{count}: {figure} ms" for count in counts for figure in ("p50", "p95")]
    yield Table(
        "Growth: engine, in process",
        f"{archives.REUTERS}, the first {' and '.join(counts)} articles",
        ("query class", *columns, "times slower"),
        tuple(rows),
        (
            "`engine.search`, the first 20 hits, exact total; without rows, highlights and HTTP; one thread. "
            "The queries are chosen in the larger archive and are the same at both sizes.",
        ),
    )


def _measured(
    plan: Plan, size: int | None, asked: dict[str, tuple[Criteria, ...]]
) -> tuple[dict[str, list[float]], int]:
    """Seconds of each search by class, and how many articles are indexed."""
    settings = Settings(data_dir=archives.archive(plan, size))
    with open_runtime(settings) as runtime:
        times = {
            name: _times(runtime, _requests(settings, each), plan.seconds) for name, each in asked.items()
        }
        return times, runtime.engine.stats().documents


def _requests(settings: Settings, asked: Sequence[Criteria]) -> list[SearchRequest]:
    limits = SearchLimits(values=settings.page_size_max)
    now = datetime.now(UTC)
    return [read_criteria(criteria, limits=limits, now=now).request for criteria in asked]


def _times(runtime: Runtime, requests: Sequence[SearchRequest], seconds: float) -> list[float]:
    for request in requests:
        runtime.engine.search(request)
    times: list[float] = []
    deadline = time.perf_counter() + seconds
    while len(times) < _SEARCHES and time.perf_counter() < deadline:
        began = time.perf_counter()
        runtime.engine.search(requests[len(times) % len(requests)])
        times.append(time.perf_counter() - began)
    return times
