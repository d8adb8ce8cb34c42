"""What was asked and how it went: counted and logged, outermost of all layers."""

import asyncio
import logging
import re
from time import perf_counter
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import logs
from app.api import problems
from app.api.metrics import Meters
from app.api.middleware import marks

#: Seconds from which the log names the query too, as it does where an answer failed.
SLOW = 0.5
#: For what no route was found.
NO_ROUTE = "none"
_PHASE = re.compile(rb"(?:^|, )([a-z]+);dur=([0-9.]+)")

log = logging.getLogger(__name__)


class Access:
    """Counts and logs every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen = _Seen(scope, send)
        try:
            await self.app(scope, receive, seen.send)
        except asyncio.CancelledError:
            if seen.status or not scope["state"]["connections"].draining:
                raise
            await _stopping(scope)(scope, receive, seen.send)
        finally:
            seen.tell()


def _stopping(scope: Scope) -> Response:
    """To a request that was still worked on when the server had to stop."""
    detail = "The server is stopping; try again in a moment."
    response = problems.problem(scope, status=503, code="stopping", title="Stopping", detail=detail)
    response.raw_headers = marks(response.raw_headers, scope[problems.REQUEST_ID])
    return response


class _Seen:
    """One answer on its way out."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._began = perf_counter()
        self._meters: Meters = scope["state"]["meters"]
        self._meters.in_flight.inc()
        self._size = 0
        self._phases: dict[str, float] = {}
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._phases = _phases(message["headers"])
        else:
            self._size += len(message.get("body", b""))
        await self._send(message)

    def tell(self) -> None:
        scope, meters, seconds = self._scope, self._meters, perf_counter() - self._began
        meters.in_flight.dec()
        route = getattr(scope.get("route"), "path", NO_ROUTE)
        meters.answered(route, scope["method"], self.status, seconds, self._size)
        for name, spent in self._phases.items():
            meters.phase(name, spent / 1000)
        if log.isEnabledFor(logging.INFO):
            log.info("request", extra={logs.FIELDS: self._fields(route, seconds)})

    def _fields(self, route: str, seconds: float) -> dict[str, Any]:
        scope = self._scope
        fields = {
            "request_id": scope.get(problems.REQUEST_ID, ""),
            "client": (scope.get("client") or ("",))[0],
            "method": scope["method"],
            "route": route,
            "path": scope["path"],
            "status": self.status,
            "ms": round(seconds * 1000, 1),
            "bytes": self._size,
            **{f"{name}_ms": spent for name, spent in self._phases.items()},
        }
        if seconds >= SLOW or self.status >= 500:
            fields["query"] = scope["query_string"].decode("latin-1")
        return fields


def _phases(headers: list[tuple[bytes, bytes]]) -> dict[str, float]:
    """Milliseconds of the parts of an answer, as its Server-Timing tells them."""
    told = (value for name, value in headers if name.lower() == b"server-timing")
    found = (pair for value in told for pair in _PHASE.findall(value))
    return {name.decode(): float(spent) for name, spent in found if name != b"total"}
