"""More than can be answered: what is answered all the same, what the others hear, and how it ends."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.load.asking import Asking, Outcome, ask, took
from benchmarks.load.client import Order
from benchmarks.load.goals import Goal
from benchmarks.load.served import Served, questions, serving
from benchmarks.tables import Cell, Table

#: Times the rate at which a server is as busy as it can be.
TIMES = (0.5, 0.8, 1.0, 1.5, 3.0, 10.0)
#: Clients that ask again as soon as they are answered, to find that rate.
_CLIENTS = 8
#: Requests a second that are tried first, and at which a server is warmed up.
_FIRST, _WARMING = 120.0, 250.0
#: Seconds for which it is looked at afterwards.
_RECOVERED = 6
#: Addresses that requests come from.
CROWD = tuple(f"127.0.0.{number}" for number in range(2, 34))


def saturation(served: Served, targets: Sequence[str], seconds: float) -> float:
    """Requests a second that are answered when more are always waiting, but none refused."""
    best = 0.0
    for clients in (2, _CLIENTS):
        rate, answered = _FIRST, 0.0
        while answered > 0.9 * rate or not answered:
            rate = rate * 1.4 if answered else rate
            outcome = ask(served.order(targets, rate, seconds / 4, addresses=CROWD[:clients]))
            answered = outcome.goodput
            best = max(best, answered)
    return best


def warm(served: Served, targets: Sequence[str]) -> None:
    """Each is asked once."""
    ask(served.order(targets, _WARMING, len(targets) / _WARMING))


def run(data: Path, seconds: float) -> Iterator[Table | Goal]:
    targets = questions(data)
    with serving(data) as served:
        warm(served, targets)
        rate = saturation(served, targets, seconds)
        lines = [(times, _line(served, targets, rate * times, seconds)) for times in TIMES]
        yield _table(rate, lines, seconds)
        yield from _judged(rate, dict(lines))
        normal = took(ask(served.order(targets, rate / 2, 5, addresses=CROWD)).accepted)
        yield from recovery(served, targets, rate, normal)
        yield from retries(served, targets, rate, normal)
    with serving(data) as served:
        yield from burst(served, targets)
    yield from herd(data, targets, rate, _share(dict(lines)[1.0][0]))


def _line(served: Served, targets: Sequence[str], rate: float, seconds: float) -> tuple[Outcome, Outcome]:
    """What became of the requests, and of those that ask for its health meanwhile."""
    health = Asking(served.order(("/health/live", "/health/ready"), 10, seconds, keep=False))
    outcome = ask(served.order(targets, rate, seconds, addresses=CROWD))
    told = health.outcome()
    time.sleep(1)
    return outcome, told


def _table(rate: float, lines: Sequence[tuple[float, tuple[Outcome, Outcome]]], seconds: float) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for times, (outcome, health) in lines:
        accepted, refused = outcome.accepted, outcome.refused
        row: tuple[Cell, ...] = (times, outcome.goodput, took(accepted, 50), took(accepted))
        row += (len(refused) / outcome.seconds, took(refused, 50), took(refused), 100 * outcome.told)
        strange = ", ".join(f"{count} × {status}" for status, count in outcome.strange.items())
        rows.append((*row, strange or "none", took(health.accepted), outcome.late))
    columns = ("times saturation", "answered/s", "p50 ms", "p99 ms", "refused/s", "p50 ms", "p99 ms")
    more = ("told when to return, %", "other statuses", "health p99 ms", "client late p99 ms")
    note = (
        f"Open loop, {seconds:g} s a line from {len(CROWD)} addresses, at times fixed in advance; saturation "
        f"is {rate:.0f} requests a second. One server process, its memory of answers switched off. A client "
        "that is late itself measures itself."
    )
    return Table(
        "Load: more than can be answered", "mixed questions", (*columns, *more), tuple(rows), (note,)
    )


def _judged(rate: float, lines: dict[float, tuple[Outcome, Outcome]]) -> Iterator[Goal]:
    three, health = lines[3.0]
    # Of the same mixture: far beyond, only short questions are answered, and so more of them.
    peak = max(rate, *(outcome.goodput for times, (outcome, _) in lines.items() if times <= 3))
    yield Goal("LOAD-1", "answered at 3x, % of the most", ">= 90", 100 * three.goodput / peak)
    yield Goal("LOAD-1", "answered at 3x, p99 ms", "<= 1500", took(three.accepted))
    yield Goal("LOAD-1", "refused at 3x, p99 ms", "<= 50", took(three.refused))
    yield Goal("LOAD-1", "refusals with Retry-After, %", ">= 100", 100 * three.told)
    yield Goal("LOAD-1", "other statuses at 3x", "<= 0", float(sum(three.strange.values())))
    yield Goal("LOAD-9", "health at 3x, p99 ms", "<= 100", took(health.answers))
    yield Goal("LOAD-9", "health at 3x, not 200", "<= 0", float(len(health.answers) - len(health.accepted)))


def recovery(served: Served, targets: Sequence[str], rate: float, normal: float) -> Iterator[Goal]:
    """Three times too much for 5 s, then half: when is a second's 99 % as it was (``normal``, ms)?"""
    ask(served.order(targets, rate * 3, 5, addresses=CROWD))
    yield Goal("LOAD-2", "s until p99 is normal", "<= 5", _normal_after(served, targets, rate / 2, normal))


def retries(served: Served, targets: Sequence[str], rate: float, normal: float) -> Iterator[Goal]:
    """Everybody who is refused asks again at once, three times."""
    stormed = ask(served.order(targets, rate * 1.5, 5, addresses=CROWD, retries=3))
    after = _normal_after(served, targets, rate / 2, normal)
    yield Goal("J10", "s until p99 is normal after a storm of retries", "<= 5", after)
    yield Goal("J10", "answered at the first or a later try, %", "", 100 * _share(stormed))


def _share(outcome: Outcome) -> float:
    return len(outcome.accepted) / len(outcome.answers)


def _normal_after(served: Served, targets: Sequence[str], rate: float, normal: float) -> float:
    outcome = ask(served.order(targets, rate, _RECOVERED, addresses=CROWD))
    for second in range(_RECOVERED):
        part = outcome.between(second, second + 1)
        if took(part.accepted) <= 2 * max(normal, 20.0) and not part.refused:
            return float(second)
    return float(_RECOVERED)


def burst(served: Served, targets: Sequence[str]) -> Iterator[Goal]:
    """A thousand at once, after nothing."""
    outcome = ask(Order(served.port, targets, 0, 1000, addresses=CROWD))
    yield Goal("J02", "of 1,000 at once, answered", "", float(len(outcome.accepted)))
    yield Goal("J02", "p99 ms of these", "<= 1500", took(outcome.accepted))
    yield Goal("J02", "neither answered nor refused", "<= 0", float(sum(outcome.strange.values())))


def herd(data: Path, targets: Sequence[str], rate: float, usual: float) -> Iterator[Goal]:
    """Everybody is there already when it starts anew: nothing is warm.

    ``usual``: the share answered at this rate when all is. It is below one: the rate is the most that was
    answered for a moment.
    """
    with serving(data) as served:
        outcome = ask(served.order(targets, rate, 4, addresses=CROWD))
    share = _share(outcome)
    yield Goal("J09", "answered in the 4 s after a start, %", "", 100 * share)
    yield Goal("J09", "of what is answered when all is warm, %", ">= 90", 100 * share / usual)
    yield Goal("J09", "p99 ms of these", "<= 1500", took(outcome.accepted))
