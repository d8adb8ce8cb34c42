"""The gate before the engine: few searches at a time, few waiting, the rest told to come back.

Those who wait are let in by turns: an asker after the other, however much each asks. Where no more can wait,
whoever waits most often gives way.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import perf_counter
from typing import NoReturn, TypeVar

from starlette.types import Scope

from app.api.connections import GONE
from app.api.metrics import GateMeters
from app.errors import SearchError

T = TypeVar("T")


class Overloaded(SearchError):
    code = "overloaded"
    title = "Too many requests at once"


class ClientGone(SearchError):
    """Nobody is there any more to be answered."""

    code = "clientGone"
    title = "The client has gone"


def _stays() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Asker:
    """Who wants a place. Those of one ``name`` share their turns; ``gone``: whether they still want it."""

    name: str = ""
    gone: Callable[[], bool] = _stays

    @classmethod
    def of(cls, scope: Scope) -> "Asker":
        return cls((scope.get("client") or ("",))[0], scope["state"].get(GONE, _stays))


SOMEBODY = Asker()


@dataclass(frozen=True, slots=True, eq=False)
class _Waiter:
    asker: Asker
    place: asyncio.Future[None]


class Gate:
    """``places`` searches run at a time, ``queue`` more wait, each at most ``wait`` seconds.

    Waiting happens on the event loop, so those who wait hold no thread. For one event loop.
    Close it when done.
    """

    def __init__(self, places: int, queue: int, wait: float, meters: GateMeters) -> None:
        self._free = places
        self._threads = ThreadPoolExecutor(places, "search")
        self._queue = queue
        self._wait = wait
        self._meters = meters
        #: By the asker's name; the first name is the next.
        self._waiting: dict[str, deque[_Waiter]] = {}
        self._queued = 0

    def __enter__(self) -> "Gate":
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown()

    async def run(self, work: Callable[[], T], asker: Asker = SOMEBODY) -> T:
        """Do the work in a thread, in a place. Raises Overloaded, ClientGone, and what the work raises."""
        async with self.place(asker):
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    @asynccontextmanager
    async def place(self, asker: Asker = SOMEBODY) -> AsyncIterator[None]:
        """Hold a place. Raises Overloaded when the queue is full or the wait too long; ClientGone."""
        if self._free:
            self._free -= 1
        else:
            await self._wait_for_turn(asker)
        self._meters.running.inc()
        try:
            yield
        finally:
            self._meters.running.dec()
            self._leave()

    async def _wait_for_turn(self, asker: Asker) -> None:
        if self._queued >= self._queue:
            self._make_room(asker)
        waiter = self._join(asker)
        began = perf_counter()
        try:
            async with asyncio.timeout(self._wait):
                await waiter.place
        except BaseException as error:
            self._give_up(waiter)
            if isinstance(error, TimeoutError):
                self._refuse("wait", "No place became free in time; try again in a moment.")
            raise
        finally:
            self._meters.waited.observe(perf_counter() - began)

    def _join(self, asker: Asker) -> _Waiter:
        waiter = _Waiter(asker, asyncio.get_running_loop().create_future())
        self._waiting.setdefault(asker.name, deque()).append(waiter)
        self._count(1)
        return waiter

    def _give_up(self, waiter: _Waiter) -> None:
        """It waits no longer; a place that it was just given goes to the next."""
        place = waiter.place
        if place.done() and not place.cancelled() and place.exception() is None:
            self._leave()
            return
        waiting = self._waiting.get(waiter.asker.name, deque())
        with suppress(ValueError):
            waiting.remove(waiter)
            self._count(-1)
        if not waiting:
            self._waiting.pop(waiter.asker.name, None)

    def _make_room(self, asker: Asker) -> None:
        """Raises Overloaded, unless somebody else waits more often than this one would."""
        most = max(self._waiting, key=lambda name: len(self._waiting[name]), default=asker.name)
        if most == asker.name or len(self._waiting[most]) <= len(self._waiting.get(asker.name, ())) + 1:
            self._refuse("queue", "Too many requests are waiting already; try again in a moment.")
        self._meters.refused("share")
        last = self._waiting[most].pop()
        self._count(-1)
        last.place.set_exception(Overloaded("Too many requests of yours are waiting; others come first."))

    def _leave(self) -> None:
        """The place goes to the next who still wants it."""
        while self._waiting:
            name = next(iter(self._waiting))
            waiting = self._waiting.pop(name)
            waiter = waiting.popleft()
            self._count(-1)
            if waiting:
                self._waiting[name] = waiting  # behind the others
            if waiter.place.done():
                continue
            if not waiter.asker.gone():
                waiter.place.set_result(None)
                return
            self._meters.refused("gone")
            waiter.place.set_exception(ClientGone("The client has gone."))
        self._free += 1

    def _count(self, more: int) -> None:
        self._queued += more
        self._meters.queued.inc(more)

    def _refuse(self, reason: str, why: str) -> NoReturn:
        self._meters.refused(reason)
        raise Overloaded(why)
