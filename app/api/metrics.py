"""What a person on call asks, in numbers for Prometheus (text format 0.0.4).

Counted in memory, by prometheus_client. With several server processes it counts in files of a folder that
``dateline serve`` makes for them (``PROMETHEUS_MULTIPROC_DIR``), and whichever is asked adds them all up.
Labels have few values: routes, never paths; reasons and phases that the code names.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from app import logs
from app.api.connections import Connections
from app.errors import DatelineError
from app.runtime import Runtime

#: Variable that prometheus_client reads when it is imported.
SHARED = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
#: Seconds.
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class GateMeters:
    """What a gate counts; ``refused`` takes the reason."""

    running: Gauge
    queued: Gauge
    waited: Histogram
    refused: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class KeptMeters:
    """What is counted of answers that are kept."""

    hits: Counter
    misses: Counter
    bytes: Gauge


class Meters:
    """What one server process counts. Safe to share between threads."""

    def __init__(self) -> None:
        #: What counts in files must not be collected twice.
        self._own = None if SHARED in os.environ else CollectorRegistry()
        self._requests = Counter(
            "dateline_requests", "Requests answered.", ("route", "method", "status"), registry=self._own
        )
        self._seconds = self._histogram("dateline_request_seconds", "Time to the last byte.", "route")
        self._phases = self._histogram("dateline_phase_seconds", "Time of the parts of an answer.", "phase")
        self._bytes = Counter("dateline_response_bytes", "Bytes of bodies sent.", registry=self._own)
        self.in_flight = self._gauge("dateline_requests_in_flight", "Requests being answered.")
        self._running = self._gauge("dateline_gate_running", "Requests in a place.", "gate")
        self._queued = self._gauge("dateline_gate_queued", "Requests that wait for a place.", "gate")
        self._waited = self._histogram("dateline_gate_wait_seconds", "Time that they waited.", "gate")
        self._refused = Counter(
            "dateline_gate_refused", "Requests without a place.", ("gate", "reason"), registry=self._own
        )
        self.shared = Counter(
            "dateline_searches_shared", "Answers that one search gave to several.", registry=self._own
        )
        self.kept = KeptMeters(
            Counter("dateline_kept_hits", "Answers given again from memory.", registry=self._own),
            Counter("dateline_kept_misses", "Answers that were not there.", registry=self._own),
            self._gauge("dateline_kept_bytes", "Bytes of answers that are kept."),
        )
        self._refused_requests = Counter(
            "dateline_connections_refused",
            "Requests refused, or connections closed, before there was a request.",
            ("reason",),
            registry=self._own,
        )
        self.stalls = Counter(
            "dateline_event_loop_stalls", "Times that the event loop stood still.", registry=self._own
        )
        self._dropped = Counter("dateline_log_lines_dropped", "Lines that nobody took.", registry=self._own)
        self._told: dict[str, int] = {}

    def gate(self, name: str) -> "GateMeters":
        return GateMeters(
            self._running.labels(name),
            self._queued.labels(name),
            self._waited.labels(name),
            lambda reason: self._refused.labels(name, reason).inc(),
        )

    def answered(self, route: str, method: str, status: int, seconds: float, size: int) -> None:
        """``route``: as it is written in the code, so that there are few."""
        named = method if method in _METHODS else "other"
        self._requests.labels(route, named, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        self._bytes.inc(size)

    def phase(self, name: str, seconds: float) -> None:
        self._phases.labels(name).observe(seconds)

    def text(self, runtime: Runtime, connections: Connections) -> bytes:
        """All of it, of all server processes."""
        self._add(connections)
        registry = self._own or CollectorRegistry()
        if self._own is None:
            MultiProcessCollector(registry)
        here = _Here(runtime, connections)
        registry.register(here)
        try:
            return generate_latest(registry)
        finally:
            registry.unregister(here)

    def _add(self, connections: Connections) -> None:
        """Counted elsewhere without us: what has been added since we last looked."""
        for reason, number in list(connections.refused.items()):
            self._refused_requests.labels(reason).inc(self._since(reason, number))
        self._dropped.inc(self._since("log lines", logs.dropped()))

    def _since(self, what: str, number: int) -> int:
        before, self._told[what] = self._told.get(what, 0), number
        return number - before

    def _histogram(self, name: str, about: str, label: str) -> Histogram:
        return Histogram(name, about, (label,), buckets=_BUCKETS, registry=self._own)

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(name, about, labels, registry=self._own, multiprocess_mode="livesum")


class _Here(Collector):
    """What is looked up when somebody asks: of the archive, and of this process and its siblings."""

    def __init__(self, runtime: Runtime, connections: Connections) -> None:
        self._runtime = runtime
        self._connections = connections

    def collect(self) -> Iterator[Metric]:
        for name, (about, read) in _ARCHIVE.items():
            try:
                yield GaugeMetricFamily(name, about, value=read(self._runtime))
            except (DatelineError, OSError):
                continue  # what cannot be told is absent, which an alert can ask for
        yield from _processes()


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _index_bytes(runtime: Runtime) -> int:
    return sum(_size(path) for path in runtime.settings.index_dir.rglob("*"))


_ARCHIVE: dict[str, tuple[str, Callable[[Runtime], float]]] = {
    "dateline_store_sequence": (
        "Number of the last change.",
        lambda runtime: runtime.articles.last_sequence(),
    ),
    "dateline_store_bytes": ("Size of the database.", lambda runtime: _size(runtime.settings.database)),
    "dateline_store_wal_bytes": (
        "Size of its write-ahead log.",
        lambda runtime: _size(runtime.settings.database.with_name(runtime.settings.database.name + "-wal")),
    ),
    "dateline_index_sequence": (
        "Number of the last change applied.",
        lambda runtime: runtime.engine.sequence(),
    ),
    "dateline_index_lag": ("Changes not applied yet.", lambda runtime: runtime.indexer.lag()),
    "dateline_index_lag_seconds": (
        "Time that the oldest change not applied yet has waited.",
        lambda runtime: runtime.indexer.seconds_behind(runtime.clock()),
    ),
    "dateline_index_unindexable": (
        "Articles that this process could not index.",
        lambda runtime: len(runtime.indexer.unindexable),
    ),
    "dateline_index_documents": ("Articles indexed.", lambda runtime: runtime.engine.stats().documents),
    "dateline_index_segments": ("Segments of the index.", lambda runtime: runtime.engine.stats().segments),
    "dateline_index_compared": (
        "Articles compared with the database in the rolling check.",
        lambda runtime: runtime.rolling.drift().checked,
    ),
    "dateline_index_differing": (
        "Of these, those that the index holds otherwise.",
        lambda runtime: runtime.rolling.drift().differing,
    ),
    "dateline_index_bytes": ("Size of the index.", _index_bytes),
}


def _processes() -> Iterator[Metric]:
    memory = GaugeMetricFamily("dateline_process_resident_bytes", "Memory in use.", labels=["pid"])
    files = GaugeMetricFamily("dateline_process_open_files", "Open file descriptors.", labels=["pid"])
    threads = GaugeMetricFamily("dateline_process_threads", "Threads.", labels=["pid"])
    for pid in _siblings():
        own = Path("/proc") / pid
        try:
            status = own.joinpath("status").read_text()
            opened = len(list(own.joinpath("fd").iterdir()))
        except OSError:
            continue  # gone meanwhile, or no Linux
        told = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        memory.add_metric([pid], int(told["VmRSS"].split()[0]) * 1024)
        files.add_metric([pid], opened)
        threads.add_metric([pid], int(told["Threads"]))
    yield from (memory, files, threads)


def _siblings() -> set[str]:
    """The server processes that count in the shared folder, or this one."""
    shared = Path(os.environ[SHARED]).glob("*_*.db") if SHARED in os.environ else ()
    return {path.stem.rpartition("_")[2] for path in shared} | {str(os.getpid())}
