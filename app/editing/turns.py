"""Taking turns at the writer lock: whoever comes while another one writes shares the next turn.

The lock, and bringing the index in step, cost the same for one change as for fifty. So requests that arrive
together are done together, each in a transaction of its own, and nobody is answered before all of it is
durable and can be found.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[], Any]
    outcome: Future[Any]

    def do(self) -> None:
        try:
            self.outcome.set_result(self.work())
        except BaseException as error:
            self.outcome.set_exception(error)


class Turns:
    """``hold`` holds the writer lock; ``finish`` is done at the end of each turn and must not raise."""

    def __init__(self, hold: Callable[[], AbstractContextManager[None]], finish: Callable[[], None]) -> None:
        self._hold = hold
        self._finish = finish
        self._turn = threading.Lock()
        self._adding = threading.Lock()
        self._waiting: list[_Job] = []

    def take(self, work: Callable[[], T]) -> T:
        """Do the work in a turn; its result at the turn's end. Raises Busy, and what ``work`` raises."""
        job = _Job(work, Future())
        with self._adding:
            self._waiting.append(job)
        with self._turn:
            if not job.outcome.done():
                self._do_all()
        result: T = job.outcome.result()
        return result

    def _do_all(self) -> None:
        with self._adding:
            jobs, self._waiting = self._waiting, []
        try:
            with self._hold():
                for job in jobs:
                    job.do()
                self._finish()
        except BaseException as error:
            for job in jobs:
                if not job.outcome.done():
                    job.outcome.set_exception(error)
