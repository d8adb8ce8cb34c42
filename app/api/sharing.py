"""The same question at the same time is answered once: for all who ask it while the first is being served."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from app.api.gate import ClientGone
from app.api.metrics import Meters

T = TypeVar("T")


class Sharing(Generic[T]):
    """For one event loop. What is shared must be whole: an answer that can be sent several times."""

    def __init__(self, meters: Meters) -> None:
        self._meters = meters
        self._others: dict[Hashable, list[asyncio.Future[T]]] = {}

    async def once(self, same: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """What ``make`` gives, or gave to the one who asked first. Raises what that raises."""
        while (others := self._others.get(same)) is not None:
            given: asyncio.Future[T] = asyncio.get_running_loop().create_future()
            others.append(given)
            try:
                shared = await given
            except ClientGone:
                continue  # who asked first has gone: now it is our turn, or that of one like us
            self._meters.shared.inc()
            return shared
        return await self._make(same, make)

    async def _make(self, same: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        others = self._others[same] = []
        outcome: T | Exception = ClientGone("The client has gone.")
        try:
            outcome = await make()
            return outcome
        except Exception as error:
            outcome = error
            raise
        finally:
            del self._others[same]
            for other in others:
                _settle(other, outcome)


def _settle(other: asyncio.Future[T], outcome: T | Exception) -> None:
    if other.done():
        return
    if isinstance(outcome, Exception):
        other.set_exception(outcome)
    else:
        other.set_result(outcome)
