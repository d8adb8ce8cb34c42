"""The same question at the same time is answered once: for all who ask it while the first is being served."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable

from starlette.requests import Request
from starlette.responses import Response

from app.api.gate import ClientGone
from app.api.metrics import Meters

#: Headers that an answer depends on, beside its address.
_HEADERS = frozenset({b"accept", b"host", b"if-modified-since", b"if-none-match"})


class Sharing:
    """For one event loop. What is shared must be whole: a response that can be sent several times."""

    def __init__(self, meters: Meters) -> None:
        self._meters = meters
        self._others: dict[Hashable, list[asyncio.Future[Response]]] = {}

    async def once(self, same: Hashable, make: Callable[[], Awaitable[Response]]) -> Response:
        """What ``make`` gives, or gave to the one who asked first. Raises what that raises."""
        while (others := self._others.get(same)) is not None:
            given: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
            others.append(given)
            try:
                response = await given
            except ClientGone:
                continue  # who asked first has gone: now it is our turn, or that of one like us
            self._meters.shared.inc()
            return response
        return await self._make(same, make)

    async def _make(self, same: Hashable, make: Callable[[], Awaitable[Response]]) -> Response:
        others = self._others[same] = []
        outcome: Response | Exception = ClientGone("The client has gone.")
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


def _settle(other: asyncio.Future[Response], outcome: Response | Exception) -> None:
    if other.done():
        return
    if isinstance(outcome, Exception):
        other.set_exception(outcome)
    else:
        other.set_result(outcome)


def sameness(request: Request) -> Hashable:
    """All that an answer depends on, beside the archive as it stands."""
    scope = request.scope
    headers = tuple(header for header in scope["headers"] if header[0] in _HEADERS)
    return scope["path"], scope["query_string"], scope["scheme"], scope.get("root_path"), headers
