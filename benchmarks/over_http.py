"""Requests per second and time to answer over HTTP: beside endpoints that do nothing, beside Datasette.

Dateline is measured twice: as it comes, which gives an answer again while nothing changes, and with that
switched off, so that each question is searched for as if nobody had asked it before.
"""

import json
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path

from benchmarks import archives, datasette, workload
from benchmarks.client import Budget, Load
from benchmarks.measure import DATELINE, ROOT, Failed, percentile
from benchmarks.plan import Plan
from benchmarks.serving import cpu_of, fetch, free_port, server
from benchmarks.tables import Cell, Table

NAME = "http"
ABOUT = "requests per second and time to answer, beside endpoints that do nothing, and beside Datasette"

CLIENTS = (1, 8)
#: Different queries of a class, asked in turn.
EACH = 300
#: Turns of each side of a line: they alternate, so that whatever else runs is shared fairly.
TURNS = 4
#: Requests of one line at most.
MOST = 30_000
#: A slow engine shall be slow here, not refuse: both limits are far above the defaults.
RAISED = {
    "DATELINE_SEARCH_TIMEOUT": "30",
    "DATELINE_SEARCH_QUEUE_WAIT": "30",
    "DATELINE_LOG_LEVEL": "warning",
}
SHOWN = {"page_size": "10", "highlight": "true"}
COUNTED = {"facets": "source,section,agency,language", "timeline": "month"}
BARE, DECLARED = "/bare", "/declared"
#: How often a question of the two tables was asked.
AGAIN, FRESH = "asked again", "fresh questions"
#: Nothing of an answer is kept.
SEARCHED = {"DATELINE_KEPT_ANSWERS_BYTES": "0"}


@dataclass(frozen=True, slots=True)
class Side:
    """A server, and what stands before the targets that all sides are asked for."""

    pid: int
    port: int
    before: str = ""


@dataclass(frozen=True, slots=True)
class Ours:
    """Dateline as it comes, and Dateline that keeps no answer."""

    keeping: Side
    searching: Side


def run(plan: Plan) -> Iterator[Table]:
    count = plan.pick(0, 1000) or None
    data_dir = archives.archive(plan, count, archives.LEADS)
    total = archives.lines(archives.articles(plan, count, archives.LEADS))
    asked = workload.of_archive(data_dir, plan.pick(EACH, 8))
    corpus = (
        f"{archives.LEADS}, {total:,} articles; up to {plan.pick(EACH, 8)} different queries a class, in turn"
    )
    with ExitStack() as running:
        ours = Ours(
            _dateline(running, plan, data_dir, "keeping"),
            _dateline(running, plan, data_dir, "searching", SEARCHED),
        )
        yield from _beside_empty(running, plan, ours, asked.targets(SHOWN), corpus)
        yield _extras(plan, ours.searching, asked, corpus)
        peer = Side(*running.enter_context(datasette.serving(plan, data_dir)))
        yield _beside_datasette(plan, ours, peer, asked, corpus)


def _dateline(
    running: ExitStack, plan: Plan, data_dir: Path, name: str, settings: Mapping[str, str] | None = None
) -> Side:
    port = free_port()
    command = [*DATELINE, "serve", "--port", str(port), "--workers", "1"]
    environment = {"DATELINE_DATA_DIR": str(data_dir), **RAISED, **(settings or {})}
    log = plan.scratch / f"{name}.log"
    return Side(running.enter_context(server(command, port, log, environment, "/health/ready")), port)


def _beside_empty(
    running: ExitStack, plan: Plan, ours: Ours, asked: Mapping[str, Sequence[str]], corpus: str
) -> Iterator[Table]:
    """A table for questions asked again, and one for fresh ones, from the same turns."""
    yardsticks = _empty(running, plan, ours, asked)
    again: list[tuple[Cell, ...]] = []
    fresh: list[tuple[Cell, ...]] = []
    for name, targets in asked.items():
        others = yardsticks if "/search" in targets[0] else yardsticks[:1]
        for clients in CLIENTS[-1:] if plan.quick else CLIENTS:
            sides = [(side, targets) for side in (ours.keeping, ours.searching, *others)]
            keeping, searching, *empty = _in_turn(plan, clients, sides)
            again.append((name, clients, *_row(keeping, empty)))
            fresh.append((name, clients, *_row(searching, empty)))
    for how, rows in ((AGAIN, again), (FRESH, fresh)):
        yield Table(
            f"HTTP: search beside an empty endpoint, {how}", corpus, _COLUMNS, tuple(rows), _notes(plan, how)
        )


_COLUMNS = (
    *("query class", "clients", "requests per s", "p50 ms", "p95 ms", "refused or failed"),
    *("empty: requests per s", "share of empty, %", "of empty with parameters, %"),
    *(f"CPU µs: {side}" for side in ("Dateline", "empty", "with parameters")),
)


def _row(load: Load, empty: Sequence[Load]) -> tuple[Cell, ...]:
    """The figures of a line beside those of the empty endpoint and, where there is one, with parameters."""
    rest = [None] * (2 - len(empty))
    shares = [*(_share(load, other) for other in empty), *rest]
    cpu = [_cpu(load), *map(_cpu, empty), *rest]
    return (*_figures(load), _trouble(load), *_figures(empty[0])[:1], *shares, *cpu)


def _share(ours: Load, other: Load) -> float:
    return 100 * (ours.answered / ours.seconds) / (other.answered / other.seconds)


def _cpu(load: Load) -> float | None:
    """Microseconds of CPU that the server used for one request."""
    return 1e6 * load.served / load.statuses.total() if load.served else None


def _empty(running: ExitStack, plan: Plan, ours: Ours, asked: Mapping[str, Sequence[str]]) -> list[Side]:
    """The yardsticks, given what Dateline answered: both of ours have been asked everything then."""
    everything = [target for targets in asked.values() for target in targets]
    answers = {target: fetch(ours.keeping.port, target).decode() for target in everything}
    for target in everything:
        fetch(ours.searching.port, target)
    file = plan.scratch / "answers.json"
    file.write_text(json.dumps(answers))
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.empty_app", str(port), str(file)]
    pid = running.enter_context(server(command, port, plan.scratch / "empty.log"))
    return [Side(pid, port, before) for before in (BARE, DECLARED)]


def _extras(plan: Plan, ours: Side, asked: workload.Workload, corpus: str) -> Table:
    """What highlights cost a hit, and counts a search; at one client, as times of one request."""
    variants = ({"page_size": "10"}, SHOWN, SHOWN | COUNTED)
    rows: list[tuple[Cell, ...]] = []
    for name, each in asked.searches.items():
        targets = [[workload.target(criteria, variant) for criteria in each] for variant in variants]
        loads = _in_turn(plan, 1, [(ours, some) for some in targets])
        bare, marked, counted = (1000 * statistics.median(load.latencies) for load in loads)
        rows.append((name, bare, marked, 1000 * (marked - bare) / 10, counted, counted / marked))
    columns = ("query class", "p50 ms", "with highlights", "µs a hit", "with counts too", "times")
    counts = ", ".join(f"{name}={value}" for name, value in COUNTED.items())
    note = f"Page of 10, one client, no answer kept. Counts: {counts}."
    return Table("HTTP: what highlights and counts cost", corpus, columns, tuple(rows), (note,))


def _beside_datasette(plan: Plan, ours: Ours, peer: Side, asked: workload.Workload, corpus: str) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name, each in asked.searches.items():
        if any(criteria.filters for criteria in each):
            continue
        mine = [workload.target(criteria, SHOWN) for criteria in each]
        theirs = [datasette.target(criteria.q or "") for criteria in each]
        sides = [(ours.keeping, mine), (ours.searching, mine), (peer, theirs)]
        *loads, other = _in_turn(plan, 8, sides)
        for how, load in zip((AGAIN, FRESH), loads, strict=True):
            rate, p50, p95 = _figures(load)
            peer_rate, peer_p50, peer_p95 = _figures(other)
            times = peer_p95 / p95 if peer_p95 and p95 else None
            peers = (peer_rate, peer_p50, peer_p95, _cpu(other))
            trouble = ", ".join(map(_trouble, (load, other)))
            rows.append((name, how, rate, p50, p95, _cpu(load), *peers, times, trouble))
    columns = (
        "query class",
        "Dateline",
        *(f"{side}: {figure}" for side in ("Dateline", "Datasette") for figure in _FIGURES),
    )
    note = (
        f"Eight clients. Datasette {datasette.RELEASE} unless another was named, one process as it comes, "
        "but with its time limit raised and no facets suggested: ten rows of a table with FTS5 (porter), by "
        "id, and their number. Dateline: ten by relevance with highlights, and their number."
    )
    titles = (*columns, "p95: times faster", "refused or failed")
    return Table("HTTP: search beside Datasette", corpus, titles, tuple(rows), (note, *_HOW.values()))


_FIGURES = ("requests per s", "p50 ms", "p95 ms", "CPU µs")


def _in_turn(plan: Plan, clients: int, sides: Sequence[tuple[Side, Sequence[str]]]) -> list[Load]:
    """The load of each side, gathered in several turns."""
    number = plan.pick(TURNS, 1)
    budget = Budget(plan.seconds / number, MOST // number)
    turns = [[_ask(side, clients, budget, targets) for side, targets in sides] for _ in range(number)]
    return [reduce(add, loads) for loads in zip(*turns, strict=True)]


def _ask(side: Side, clients: int, budget: Budget, targets: Sequence[str]) -> Load:
    """Run the load client as a process of its own."""
    command = [sys.executable, "-m", "benchmarks.client", str(side.port), str(clients)]
    command += [str(budget.seconds), str(budget.requests)]
    asked = "\n".join(side.before + target for target in targets)
    before = cpu_of(side.pid)
    told = subprocess.run(command, cwd=ROOT, input=asked, capture_output=True, text=True)
    after = cpu_of(side.pid)
    if told.returncode:
        raise Failed(f"the load client failed: {told.stderr[-2000:]}")
    said = json.loads(told.stdout)
    statuses = Counter({int(status): count for status, count in said.pop("statuses").items()})
    served = after - before if before is not None and after is not None else 0.0
    return Load(statuses=statuses, served=served, **said)


def _figures(load: Load) -> tuple[float, float | None, float | None]:
    if not load.latencies:
        return 0.0, None, None
    p50, p95 = (1000 * percentile(load.latencies, percent) for percent in (50, 95))
    return load.answered / load.seconds, p50, p95


def _trouble(load: Load) -> str:
    """``0``, or how many answers of which status other than 200."""
    told = (f"{count} × {status or 'none'}" for status, count in load.statuses.items() if status != 200)
    return ", ".join(told) or "0"


_HOW = {
    AGAIN: f"{AGAIN.capitalize()}: Dateline as it comes. Each question has been asked before and nothing has "
    "changed since, so its answer is there.",
    FRESH: f"{FRESH.capitalize()}: Dateline keeps no answer (DATELINE_KEPT_ANSWERS_BYTES=0), so each is "
    "searched, read and marked. The index is warm.",
}


def _notes(plan: Plan, how: str) -> tuple[str, ...]:
    raised = ", ".join(f"{name}={value}" for name, value in RAISED.items())
    return (
        _HOW[how],
        f"Closed loop on keep-alive connections over 127.0.0.1, {plan.seconds:g} s a line and side "
        f"in {TURNS} turns; server and client are one process each. Search: page of 10, highlights, "
        "no facets.",
        "Empty: the same answers ready in memory behind one `async def` endpoint of FastAPI on uvicorn, "
        "which takes the request as it is; with parameters: the same, but it declares those that search has.",
        "CPU: what the server process used for one request, which a busy machine changes less than times.",
        f"Set above the defaults so that a slow engine is slow instead of refusing: {raised}.",
    )
