"""The connections of one server process: how many, which may be given up, and what was refused on them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from secrets import token_hex
from time import monotonic
from typing import Protocol

from starlette.types import Send

from app.api import problems
from app.api.middleware import RawHeader, marks
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class TransportLimits:
    """Bytes, numbers and seconds of one request; see the settings of the same names."""

    target_bytes: int
    header_bytes: int
    headers_bytes: int
    headers: int
    body_bytes: int
    connections: int
    header_seconds: float
    body_seconds: float
    write_seconds: float
    grace_seconds: float = 0.5

    @classmethod
    def of(cls, settings: Settings) -> "TransportLimits":
        return cls(
            target_bytes=settings.target_max_bytes,
            header_bytes=settings.header_max_bytes,
            headers_bytes=settings.headers_max_bytes,
            headers=settings.headers_max,
            body_bytes=max(settings.write_max_bytes, settings.write_max_batch_bytes),
            connections=settings.max_connections,
            header_seconds=settings.header_timeout,
            body_seconds=settings.body_timeout,
            write_seconds=settings.write_timeout,
        )


#: Stands for the id of a request in an answer that is written beforehand.
_NO_ID = b"0" * 32


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a client is told before it has made a request that could be handled."""

    status: int
    code: str
    detail: str

    def answer(self, *, last: bool = True) -> bytes:
        """The whole answer; ``last``: the connection is closed after it."""
        return _written(self, last).replace(_NO_ID, token_hex(len(_NO_ID) // 2).encode())

    async def send(self, send: Send) -> None:
        """The same as the answer of an application, after which the connection stays."""
        request_id = token_hex(len(_NO_ID) // 2).encode()
        headers, body = _told(self, False)
        marked = [(name, value.replace(_NO_ID, request_id)) for name, value in headers]
        await send({"type": "http.response.start", "status": self.status, "headers": marked})
        await send({"type": "http.response.body", "body": body.replace(_NO_ID, request_id)})


@cache
def _told(refusal: Refusal, last: bool) -> tuple[list[RawHeader], bytes]:
    """Headers and body with zeros for the id: while too much comes there is no time to make each anew."""
    problem = problems.problem(
        {"path": "", problems.REQUEST_ID: _NO_ID.decode()},
        status=refusal.status,
        code=refusal.code,
        title=HTTPStatus(refusal.status).phrase,
        detail=refusal.detail,
        headers={"Connection": "close"} if last else None,
    )
    return marks(problem.raw_headers, _NO_ID.decode()), bytes(problem.body)


@cache
def _written(refusal: Refusal, last: bool) -> bytes:
    headers, body = _told(refusal, last)
    first = f"HTTP/1.1 {refusal.status} {HTTPStatus(refusal.status).phrase}".encode()
    return b"\r\n".join([first, *(b": ".join(header) for header in headers), b"", body])


MALFORMED = Refusal(400, "requestMalformed", "This is no HTTP/1.1 request, or an ambiguous one.")
WRONG_VERSION = Refusal(505, "versionUnsupported", "HTTP/1.0 and HTTP/1.1 are spoken here.")
WRONG_CODING = Refusal(501, "codingUnsupported", "The one Transfer-Encoding that is read is chunked.")
TOO_MANY = Refusal(503, "overloaded", "Too many connections are open; try again in a moment.")
SWAMPED = Refusal(503, "overloaded", "Far more requests come than can be answered; try again in a moment.")
HEAD_TOO_SLOW = Refusal(408, "requestTimeout", "The head of the request took too long to come.")
BODY_TOO_SLOW = Refusal(408, "requestTimeout", "The body of the request took too long to come.")


#: Key of the ASGI scope's state: a function that tells whether the client has gone.
GONE = "gone"


#: Told a client's address, and whether it searches.
Swamped = Callable[[str, bool], bool]


class Yielding(Protocol):
    """A connection that can be given up."""

    def give_up(self) -> None: ...


class Connections:
    """For one event loop. ``draining``: told to stop, so nobody shall be sent here any more.

    ``is_swamped``: whether more comes than can be answered, so that this client would be refused; of who
    does not search (False), whether more comes than could even be looked at.
    """

    def __init__(self, limits: TransportLimits, is_swamped: Swamped = lambda _name, _searches: False) -> None:
        self.limits = limits
        self.is_swamped = is_swamped
        self.draining = False
        #: By status, and of connections that ended without an answer by what they waited for.
        self.refused: Counter[str] = Counter()
        #: Since when no request is worked on for them: idle, or the request not yet here. Oldest first.
        self._waiting: dict[Yielding, float] = {}
        #: Those of them of whose request a part has been read. Who sent it first is the first.
        self._begun: dict[Yielding, None] = {}

    def wait(self, connection: Yielding) -> None:
        self.work(connection)
        self._waiting[connection] = monotonic()

    def hear(self, connection: Yielding) -> None:
        """All that came was read, and it is a part only."""
        if connection in self._waiting:
            self._begun[connection] = None

    def work(self, connection: Yielding) -> None:
        self._waiting.pop(connection, None)
        self._begun.pop(connection, None)

    def has_room(self, number: int) -> bool:
        """Whether the last of so many open connections may stay. Another one goes for it."""
        if number <= self.limits.connections:
            return True
        yielding = self._who_yields()
        if yielding is None:
            return False
        self.refused["evicted"] += 1
        yielding.give_up()
        return True

    def _who_yields(self) -> Yielding | None:
        """Who waits longest. If that one came a moment ago, its request may be here, and we have not come to
        read it yet: then who sent a part of one first.
        """
        oldest = next(iter(self._waiting), None)
        if oldest and monotonic() - self._waiting[oldest] >= self.limits.grace_seconds:
            return oldest
        return next(iter(self._begun), None)
