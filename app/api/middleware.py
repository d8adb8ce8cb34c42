"""What every request passes before the router, as plain ASGI, outermost first.

``Access`` (counts and logs, in a module of its own) > ``Stamp`` (id, time taken, headers of every answer)
> ``LastResort`` > ``Target`` > ``Head`` > ``Compress`` (in a module of its own).
"""

import logging
import re
from collections.abc import Collection, Iterable
from secrets import token_hex
from time import perf_counter
from urllib.parse import parse_qsl, unquote_to_bytes

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api import problems
from app.errors import Fault, is_shortage

#: Headers of every answer that does not say otherwise.
DEFAULT_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
}
#: Anybody may read from any page; there are no cookies or credentials that could be abused.
OPEN_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allow, Content-Disposition, ETag, Last-Modified, Link, Retry-After, "
    "Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Server-Timing, WWW-Authenticate, "
    "X-Request-ID, X-Total-Count",
    "Timing-Allow-Origin": "*",
}
METHODS = "DELETE, GET, HEAD, OPTIONS, POST, PUT"
#: Other pages may read; who writes does so from a program, or from our own.
SHARED_METHODS = "GET, HEAD, OPTIONS"
PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Methods": SHARED_METHODS,
    "Access-Control-Allow-Headers": "Accept, Authorization, If-Modified-Since, If-None-Match, X-Request-ID",
    "Access-Control-Max-Age": "86400",
}
#: Key of the ASGI scope of a HEAD that is answered as GET: a long body need not be written.
WITHOUT_BODY = "dateline.without_body"
MAX_TARGET = 8 * 1024
_MAX_NAME = 40
#: A name or address, and a port.
_HOST = re.compile(r"([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_ANY_HOST = ("/health/live", "/health/ready")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

log = logging.getLogger(__name__)

RawHeader = tuple[bytes, bytes]


def _raw(headers: dict[str, str]) -> tuple[RawHeader, ...]:
    return tuple((name.lower().encode(), value.encode()) for name, value in headers.items())


_DEFAULTS, _OPEN = _raw(DEFAULT_HEADERS), _raw(OPEN_HEADERS)
_HSTS = (b"strict-transport-security", b"max-age=31536000")


class Stamp:
    """Gives the request an id (the client's, when it is a decent one) and marks the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = perf_counter()
        request_id = scope[problems.REQUEST_ID] = _request_id(scope)

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                total = f"total;dur={(perf_counter() - started) * 1000:.1f}"
                message["headers"] = [
                    *marks(message["headers"], request_id),
                    *((_HSTS,) if scope["scheme"] == "https" else ()),
                    (b"server-timing", total.encode()),
                ]
            await send(message)

        await (_asked_first(scope) or self.app)(scope, receive, stamped)


def marks(headers: Iterable[RawHeader], request_id: str) -> list[RawHeader]:
    """The headers of an answer with those that every answer carries."""
    own = list(headers)
    given = {name for name, _ in own}
    defaults = (header for header in _DEFAULTS if header[0] not in given)
    return [*own, *defaults, *_OPEN, (b"x-request-id", request_id.encode())]


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else token_hex(16)


def _asked_first(scope: Scope) -> Response | None:
    """The answer to a browser that asks before it asks (CORS), and to a question about the server as such."""
    if scope["method"] != "OPTIONS":
        return None
    if "access-control-request-method" in Headers(scope=scope):
        return Response(status_code=204, headers=PREFLIGHT_HEADERS)
    return Response(status_code=204, headers={"Allow": METHODS}) if scope["path"] == "*" else None


class LastResort:
    """Turns a bug into a 500 that says nothing, and a lack of memory into 503; logs it once, with the id."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http" or started:
                raise
            log.exception("request %s failed", scope.get(problems.REQUEST_ID))
            told = problems.out_of_memory if is_shortage(error) else problems.unexpected
            await told(scope)(scope, receive, send)


class Target:
    """Refuses what is not meant for us, or meant badly: another host's name, a query that is no UTF-8 or
    holds NUL, an encoded slash, an address beyond all measure.

    ``hosts``: names that we answer to, in small letters; none: to any.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        self.app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = None
        if scope["type"] == "http":
            refusal = _refused(scope) or _misdirected(scope, self._hosts)
        await (refusal or self.app)(scope, receive, send)


class Head:
    """Answers HEAD wherever GET is answered: the same headers, no body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        asked = {**scope, "method": "GET", WITHOUT_BODY: True}
        try:
            await self.app(asked, receive, without_body)
        finally:
            scope["route"] = asked.get("route")  # which the outer layers want to know


def _refused(scope: Scope) -> Response | None:
    query: bytes = scope["query_string"]
    if len(query) + len(scope["path"]) > MAX_TARGET:
        detail = f"The address is longer than {MAX_TARGET} bytes."
        return problems.problem(scope, status=414, code="uriTooLong", title="Address too long", detail=detail)
    if b"%2f" in scope.get("raw_path", b"").lower():
        # Decoded it would be another path than the one that a proxy in front of us has judged.
        return problems.nothing_here(scope)
    fault = _encoding_fault(query)
    if fault:
        detail = f"{fault.parameter}: {fault.detail}"
        return problems.problem(
            scope, status=400, code="encodingInvalid", title="Wrong encoding", detail=detail, faults=(fault,)
        )
    return None


def _misdirected(scope: Scope, hosts: frozenset[str]) -> Response | None:
    """Who asks about health may call us as they like: they mostly know an address only."""
    given = [value for name, value in scope["headers"] if name == b"host"]
    if not given and scope["http_version"] == "1.0":
        return None
    found = _HOST.fullmatch(given[0].decode("latin-1")) if len(given) == 1 else None
    if found and (not hosts or found[1].lower() in hosts or scope["path"] in _ANY_HOST):
        return None
    return problems.problem(
        scope,
        status=400,
        code="hostInvalid",
        title="Wrong host",
        detail="The Host header must name this service, once."
        if found
        else "There must be one valid Host header.",
    )


def _encoding_fault(query: bytes) -> Fault | None:
    """The first parameter whose name or value is no text. Latin-1 stands for the bytes as they are."""
    if not _unreadable(unquote_to_bytes(query)):
        return None  # as a whole it is text, so all of its parts are
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    parts = ((name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs)
    faults = (
        Fault(name.decode(errors="replace")[:_MAX_NAME], fault)
        for name, value in parts
        if (fault := _unreadable(name) or _unreadable(value))
    )
    return next(faults, None)


def _unreadable(raw: bytes) -> str:
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return f"is not valid UTF-8 (byte {error.start} after percent-decoding)"
    return "holds a NUL character" if b"\0" in raw else ""
