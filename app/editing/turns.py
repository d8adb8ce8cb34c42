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
        self._ended = threading.Condition()
        self._taken = False
        self._waiting: list[_Job] = []

    def take(self, work: Callable[[], T]) -> T:
        """Do the work in a turn; its result at the turn's end. Raises Busy, and what ``work`` raises."""
        job = _Job(work, Future())
        with self._ended:
            self._waiting.append(job)
            while self._taken and not job.outcome.done():
                self._ended.wait()
            leads = not job.outcome.done()
            if leads:
                self._taken = True
                jobs, self._waiting = self._waiting, []
        if leads:
            self._do_all(jobs)
        result: T = job.outcome.result()
        return result

    def _do_all(self, jobs: list[_Job]) -> None:
        try:
            with self._hold():
                for job in jobs:
                    job.do()
                self._finish()
        except BaseException as error:
            for job in jobs:
                if not job.outcome.done():
                    job.outcome.set_exception(error)
        finally:
            with self._ended:
                self._taken = False
                self._ended.notify_all()
