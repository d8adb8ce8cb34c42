"""The gate before the engine: few searches at a time, few waiting, the rest told to come back.

Those who wait are let in by turns: an asker after the other, however much each asks. Where no more can wait,
whoever waits most often gives way. Searches that take long wait by themselves and leave a place to the
others, so that what is quick stays quick. Nobody is kept waiting who could not be let in in time: told at
once, a client can do something else.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import NoReturn, TypeVar

from app.api.costs import Costs, Mean
from app.api.lines import SOMEBODY, Asker, Line, Waiter
from app.api.metrics import GateMeters
from app.errors import SearchError

__all__ = ["SOMEBODY", "Asker", "ClientGone", "Gate", "Overloaded"]

T = TypeVar("T")


class Overloaded(SearchError):
    code = "overloaded"
    title = "Too many requests at once"


class ClientGone(SearchError):
    """Nobody is there any more to be answered."""

    code = "clientGone"
    title = "The client has gone"


@dataclass(slots=True)
class _Lane:
    """Searches that take about as long. ``room``: how many may wait; ``places``: how many may run."""

    room: int
    places: int
    running: int = 0
    line: Line = field(default_factory=Line)
    #: How long each holds its place.
    held: Mean = field(default_factory=Mean)

    @property
    def may_run(self) -> bool:
        return self.running < self.places

    def wait_of(self, name: str) -> float:
        """Seconds that another one of this asker would wait, as things go."""
        return (self.line.before(name) + 1) * self.held.seconds / self.places


class Gate:
    """``places`` searches run at a time, all but one of them long ones; ``queue`` more wait.

    Who would wait for longer than ``wait`` seconds is refused at once, who does for twice as long is too.
    Waiting happens on the event loop, so those who wait hold no thread. For one event loop.
    Close it when done.
    """

    def __init__(self, places: int, queue: int, wait: float, meters: GateMeters) -> None:
        self._free = places
        self._threads = ThreadPoolExecutor(places, "search")
        self._wait = wait
        self._meters = meters
        self._costs = Costs()
        self._short = _Lane(queue - queue // 4, places)
        self._long = _Lane(max(1, queue // 4), max(1, places - 1))
        self._last = self._long

    def __enter__(self) -> "Gate":
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown()

    def is_full(self, name: str) -> bool:
        """Whether an asker of this name would be refused now, unless there is an answer without a search."""
        lane = self._short
        if self._free:
            return False
        crowded = len(lane.line) >= lane.room and not lane.line.can_push_in(name)
        return crowded or lane.wait_of(name) > self._wait

    async def run(self, work: Callable[[], T], asker: Asker = SOMEBODY) -> T:
        """Do the work in a thread, in a place. Raises Overloaded, ClientGone, and what the work raises."""
        spent = Mean()

        def timed() -> T:
            # The time it computes, not the time it takes: that depends on what else is running.
            began = time.thread_time()
            try:
                return work()
            finally:
                spent.add(time.thread_time() - began)

        async with self.place(asker):
            try:
                return await asyncio.get_running_loop().run_in_executor(self._threads, timed)
            finally:
                self._costs.add(asker.kind, spent.seconds)

    @asynccontextmanager
    async def place(self, asker: Asker = SOMEBODY) -> AsyncIterator[None]:
        """Hold a place. Raises Overloaded when the queue is full or the wait too long; ClientGone."""
        lane = self._long if self._costs.is_long(asker.kind) else self._short
        if self._free and lane.may_run:
            self._take(lane)
        else:
            await self._wait_for_turn(asker, lane)
        began = perf_counter()
        self._meters.running.inc()
        try:
            yield
        finally:
            self._meters.running.dec()
            lane.held.add(perf_counter() - began)
            self._leave(lane)

    async def _wait_for_turn(self, asker: Asker, lane: _Lane) -> None:
        if lane.wait_of(asker.name) > self._wait:
            self._refuse("pace", "Too many requests are waiting already; try again in a moment.")
        if len(lane.line) >= lane.room:
            self._make_room(asker, lane)
        waiter = lane.line.join(asker)
        self._meters.queued.inc()
        began = perf_counter()
        try:
            async with asyncio.timeout(2 * self._wait):
                await waiter.place
        except BaseException as error:
            self._give_up(waiter, lane)
            if isinstance(error, TimeoutError):
                self._refuse("wait", "No place became free in time; try again in a moment.")
            raise
        finally:
            self._meters.queued.dec()
            self._meters.waited.observe(perf_counter() - began)

    def _give_up(self, waiter: Waiter, lane: _Lane) -> None:
        """It waits no longer; a place that it was just given goes to the next."""
        place = waiter.place
        if place.done() and not place.cancelled() and place.exception() is None:
            self._leave(lane)
            return
        lane.line.leave(waiter)

    def _make_room(self, asker: Asker, lane: _Lane) -> None:
        """Raises Overloaded, unless somebody else waits more often than this one would."""
        if not lane.line.can_push_in(asker.name):
            self._refuse("queue", "Too many requests are waiting already; try again in a moment.")
        last = lane.line.give_way()
        if last.place.done():
            return  # it has given up itself, and only has not been told yet
        self._meters.refused("share")
        last.place.set_exception(Overloaded("Too many requests of yours are waiting; others come first."))

    def _take(self, lane: _Lane) -> None:
        self._free -= 1
        lane.running += 1
        self._last = lane

    def _leave(self, lane: _Lane) -> None:
        """The place goes to the next who still wants it."""
        self._free += 1
        lane.running -= 1
        while self._free and (following := self._next_lane()):
            waiter = following.line.next()
            if waiter is None or waiter.place.done():
                continue
            if waiter.asker.gone():
                self._meters.refused("gone")
                waiter.place.set_exception(ClientGone("The client has gone."))
            else:
                self._take(following)
                waiter.place.set_result(None)

    def _next_lane(self) -> _Lane | None:
        """Short ones first; but a long one is let in when none is running, unless the last was one, too."""
        short, long = self._short, self._long
        long_waits = len(long.line) > 0 and long.may_run
        if long_waits and not long.running and self._last is not long:
            return long
        if len(short.line):
            return short
        return long if long_waits else None

    def _refuse(self, reason: str, why: str) -> NoReturn:
        self._meters.refused(reason)
        raise Overloaded(why)
