"""The gate before the engine: few searches at a time, few waiting, the rest told to come back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

import anyio

from app.errors import SearchError

T = TypeVar("T")


class Overloaded(SearchError):
    code = "overloaded"
    title = "Too many searches at once"


class Gate:
    """``places`` searches run at a time, ``queue`` more wait, each at most ``wait`` seconds.

    Waiting happens on the event loop, so those who wait hold no thread. For one event loop.
    Close it when done.
    """

    def __init__(self, places: int, queue: int, wait: float) -> None:
        self._places = anyio.CapacityLimiter(places)
        self._threads = ThreadPoolExecutor(places, "search")
        self._queue = queue
        self._wait = wait

    def __enter__(self) -> "Gate":
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown()

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work in a thread, in a place. Raises Overloaded, and what the work raises."""
        async with self.place():
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place. Raises Overloaded when the queue is full or the wait too long."""
        holder = object()
        await self._enter(holder)
        try:
            yield
        finally:
            self._places.release_on_behalf_of(holder)

    async def _enter(self, holder: object) -> None:
        with suppress(anyio.WouldBlock):
            self._places.acquire_on_behalf_of_nowait(holder)
            return
        if self._places.statistics().tasks_waiting >= self._queue:
            raise Overloaded("Too many searches are waiting already; try again in a moment.")
        with anyio.move_on_after(self._wait) as waiting:
            await self._places.acquire_on_behalf_of(holder)
        if waiting.cancelled_caught:
            raise Overloaded("No place became free in time; try again in a moment.")
