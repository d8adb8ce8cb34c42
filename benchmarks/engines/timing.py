"""Questions put to several engines in turn, so that what else the machine does troubles all alike."""

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.engines.side import Ask, Question, Searcher

#: Asked again within one turn until this long has passed, or so often.
_TURN_SECONDS = 0.004
_TURN_TIMES = 20


@dataclass(frozen=True, slots=True)
class Effort:
    """``turns`` of each question; after ``budget`` seconds on a class an engine sits out further turns."""

    turns: int
    budget: float


@dataclass(frozen=True, slots=True)
class Found:
    """Medians over the questions of a class: seconds, and matches where the engine tells them."""

    seconds: float  # of CPU
    total: float | None


def compare(
    searchers: Mapping[str, Searcher], questions: Sequence[Question], effort: Effort
) -> dict[str, Found]:
    """By engine; those that have no such thing are left out."""
    asks = {
        name: prepared
        for name, searcher in searchers.items()
        if (prepared := [ask for question in questions if (ask := searcher.prepare(question))])
    }
    times: dict[str, list[list[float]]] = {name: [[] for _ in each] for name, each in asks.items()}
    spent = dict.fromkeys(asks, 0.0)
    for turn in range(effort.turns):
        for number in range(len(questions)):
            for name, each in asks.items():
                if turn == 0 or spent[name] < effort.budget:
                    took = _turn(each[number])
                    times[name][number] += took
                    spent[name] += sum(took)
    return {name: Found(_median_of_medians(times[name]), _total(each)) for name, each in asks.items()}


def _turn(ask: Ask) -> list[float]:
    """CPU seconds of each run of one turn: others on the machine hardly count.

    The first of several only warms the caches after another engine.
    """
    times: list[float] = []
    while len(times) < _TURN_TIMES and sum(times) < _TURN_SECONDS:
        began = time.process_time()
        ask()
        times.append(time.process_time() - began)
    return times[1:] or times


def _median_of_medians(times: Sequence[Sequence[float]]) -> float:
    return statistics.median(map(statistics.median, times))


def _total(asks: Sequence[Ask]) -> float | None:
    totals = [answer.total for answer in (ask() for ask in asks) if answer.total is not None]
    return statistics.median(totals) if totals else None
