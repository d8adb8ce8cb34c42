"""Requests per second and time to answer over HTTP, beside an endpoint that has the same bytes ready."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks import archives, workload
from benchmarks.client import Budget, Load
from benchmarks.measure import DATELINE, ROOT, Failed, percentile
from benchmarks.plan import Plan
from benchmarks.serving import fetch, free_port, server
from benchmarks.tables import Cell, Table

NAME = "http"
ABOUT = "requests per second and time to answer, beside an endpoint that has the same bytes ready"

CLIENTS = (1, 8)
#: Requests of one line at most.
MOST = 30_000
#: A slow engine shall be slow here, not refuse: both limits are far above the defaults.
RAISED = {
    "DATELINE_SEARCH_TIMEOUT": "30",
    "DATELINE_SEARCH_QUEUE_WAIT": "30",
    "DATELINE_LOG_LEVEL": "warning",
}
COLUMNS = (
    "query class",
    "clients",
    "requests per s",
    "p50 ms",
    "p95 ms",
    "refused or failed",
    "empty: requests per s",
    "empty: p50 ms",
    "empty: p95 ms",
    "share of empty, %",
)


@dataclass(frozen=True, slots=True)
class Servers:
    """Ports of the two sides."""

    dateline: int
    empty: int


def run(plan: Plan) -> Iterator[Table]:
    count = plan.pick(0, 1000) or None
    data_dir = archives.archive(plan, count)
    asked = workload.of_archive(data_dir).targets()
    budget = Budget(plan.seconds, MOST)
    with ExitStack() as running:
        servers = _start(running, plan, data_dir, asked)
        rows, busiest = _measure(servers, asked, budget)
    total = archives.lines(archives.articles(plan, count))
    yield Table(
        "HTTP: search and retrieval",
        f"{archives.REUTERS}, {total:,} articles; {_most(asked)} different requests a class, in turn",
        COLUMNS,
        tuple(rows),
        _notes(budget, busiest),
    )


def _most(asked: dict[str, tuple[str, ...]]) -> int:
    return max(map(len, asked.values()))


def _start(running: ExitStack, plan: Plan, data_dir: Path, asked: dict[str, tuple[str, ...]]) -> Servers:
    """Both servers; the empty one is given what Dateline answered."""
    servers = Servers(free_port(), free_port())
    command = [*DATELINE, "serve", "--port", str(servers.dateline)]
    environment = {"DATELINE_DATA_DIR": str(data_dir), **RAISED}
    running.enter_context(server(command, servers.dateline, plan.scratch / "dateline.log", environment))
    answers = {
        target: fetch(servers.dateline, target).decode() for targets in asked.values() for target in targets
    }
    file = plan.scratch / "answers.json"
    file.write_text(json.dumps(answers))
    command = [sys.executable, "-m", "benchmarks.empty_app", str(servers.empty), str(file)]
    running.enter_context(server(command, servers.empty, plan.scratch / "empty.log"))
    return servers


def _measure(
    servers: Servers, asked: dict[str, tuple[str, ...]], budget: Budget
) -> tuple[list[tuple[Cell, ...]], float]:
    """The rows, and the largest share of a core that the client itself used."""
    rows: list[tuple[Cell, ...]] = []
    busiest = 0.0
    for name, targets in asked.items():
        for clients in CLIENTS:
            ours, empty = (ask(port, clients, budget, targets) for port in (servers.dateline, servers.empty))
            rows.append(
                (name, clients, *_figures(ours), _trouble(ours), *_figures(empty), _share(ours, empty))
            )
            busiest = max(busiest, *(load.cpu / load.seconds for load in (ours, empty)))
    return rows, busiest


def ask(port: int, clients: int, budget: Budget, targets: Sequence[str]) -> Load:
    """Run the load client as a process of its own."""
    command = [sys.executable, "-m", "benchmarks.client", str(port), str(clients)]
    command += [str(budget.seconds), str(budget.requests)]
    told = subprocess.run(command, cwd=ROOT, input="\n".join(targets), capture_output=True, text=True)
    if told.returncode:
        raise Failed(f"the load client failed: {told.stderr[-2000:]}")
    said = json.loads(told.stdout)
    statuses = Counter({int(status): count for status, count in said.pop("statuses").items()})
    return Load(statuses=statuses, **said)


def _figures(load: Load) -> tuple[Cell, Cell, Cell]:
    if not load.latencies:
        return 0.0, None, None
    p50, p95 = (1000 * percentile(load.latencies, percent) for percent in (50, 95))
    return load.answered / load.seconds, p50, p95


def _trouble(load: Load) -> str:
    """``0``, or how many answers of which status other than 200."""
    told = (f"{count} × {status or 'none'}" for status, count in load.statuses.items() if status != 200)
    return ", ".join(told) or "0"


def _share(ours: Load, empty: Load) -> float:
    return 100 * (ours.answered / ours.seconds) / (empty.answered / empty.seconds)


def _notes(budget: Budget, busiest: float) -> tuple[str, ...]:
    raised = ", ".join(f"{name}={value}" for name, value in RAISED.items())
    return (
        f"Closed loop on keep-alive connections over 127.0.0.1, at most {budget.seconds:g} s or "
        f"{budget.requests:,} requests a line; server and client are one process each.",
        "Empty: the same answers ready in memory behind one `async def` endpoint of FastAPI on uvicorn.",
        f"Set above the defaults so that a slow engine is slow instead of refusing: {raised}.",
        f"The client used at most {100 * busiest:.0f} % of a core.",
    )
