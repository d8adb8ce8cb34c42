"""Send orders from processes of their own, and say what became of them."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from benchmarks.load.client import Answer, Order
from benchmarks.measure import ROOT, Failed, percentile

#: What a client is told that comes at a bad moment.
REFUSALS = (429, 503)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one order. ``seconds``: how long requests were sent."""

    answers: tuple[Answer, ...]
    seconds: float

    @property
    def accepted(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.status == 200]

    @property
    def refused(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.status in REFUSALS]

    @property
    def statuses(self) -> Counter[int]:
        return Counter(answer.status for answer in self.answers)

    @property
    def strange(self) -> dict[int, int]:
        """How often which status came that is neither an answer nor a refusal."""
        return {status: count for status, count in self.statuses.items() if status not in (200, *REFUSALS)}

    @property
    def goodput(self) -> float:
        """Answers a second."""
        return len(self.accepted) / self.seconds

    @property
    def told(self) -> float:
        """The share of refusals that say when to come back."""
        refused = self.refused
        return sum(answer.retry_after for answer in refused) / len(refused) if refused else 1.0

    @property
    def late(self) -> float:
        """Milliseconds by which the client itself was late, 99 %: much of it, and it measured itself."""
        return millis([answer.late for answer in self.answers], 99)

    def between(self, first: float, last: float) -> "Outcome":
        chosen = tuple(answer for answer in self.answers if first <= answer.at < last)
        return Outcome(chosen, last - first)


def millis(seconds: Sequence[float], percent: float) -> float:
    return 1000 * percentile(seconds, percent) if seconds else 0.0


def took(answers: Sequence[Answer], percent: float = 99) -> float:
    """Milliseconds that this share of the answers did not exceed."""
    return millis([answer.took for answer in answers], percent)


class Asking:
    """An order that is being carried out."""

    def __init__(self, order: Order) -> None:
        self._order = order
        command = [sys.executable, "-m", "benchmarks.load.client"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        assert self._process.stdin
        self._process.stdin.write(json.dumps(asdict(order)))
        self._process.stdin.close()
        self._process.stdin = None

    def outcome(self) -> Outcome:
        """Wait for all answers. Raises Failed."""
        out, errors = self._process.communicate()
        if self._process.returncode:
            raise Failed(f"the load client failed: {errors[-2000:]}")
        answers = tuple(Answer(*each) for each in json.loads(out))
        return Outcome(answers, self._order.count / self._order.rate if self._order.rate else 1.0)


def ask(order: Order) -> Outcome:
    return Asking(order).outcome()


@contextmanager
def asking(*orders: Order) -> Iterator[list[Asking]]:
    """Orders that are carried out while the block runs."""
    yield [Asking(order) for order in orders]
