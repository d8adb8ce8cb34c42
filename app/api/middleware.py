"""What every request passes before the router, as plain ASGI, outermost first.

``Stamp`` (id, time taken, security headers) > ``Cors`` > ``LastResort`` > ``Target`` > ``Head``.
"""

import logging
import re
from time import perf_counter
from urllib.parse import parse_qsl
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api import problems
from app.errors import Fault

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
#: Anybody may read from any page; there are no cookies or credentials that could be abused.
CORS_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, Retry-After, Server-Timing, X-Request-ID",
}
PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-Modified-Since, If-None-Match, X-Request-ID",
    "Access-Control-Max-Age": "86400",
}
MAX_TARGET = 8 * 1024
_MAX_NAME = 40
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

log = logging.getLogger(__name__)


class Stamp:
    """Gives the request an id (the client's, when it is a decent one) and marks the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = perf_counter()
        request_id = scope[problems.REQUEST_ID] = _request_id(Headers(scope=scope).get("x-request-id", ""))

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = "max-age=31536000"
                headers["X-Request-ID"] = request_id
                headers.append("Server-Timing", f"total;dur={(perf_counter() - started) * 1000:.1f}")
            await send(message)

        await self.app(scope, receive, stamped)


class Cors:
    """Opens the API to pages of other sites, for reading and without credentials."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(CORS_HEADERS)
            await send(message)

        if scope["type"] == "http" and _is_preflight(scope):
            await Response(status_code=204, headers=PREFLIGHT_HEADERS)(scope, receive, opened)
        else:
            await self.app(scope, receive, opened)


class LastResort:
    """Turns a bug into a 500 that says nothing, and logs it once with the request's id."""

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
        except Exception:
            if scope["type"] != "http" or started:
                raise
            log.exception("request %s failed", scope.get(problems.REQUEST_ID))
            await problems.unexpected(scope)(scope, receive, send)


class Target:
    """Refuses a query that is no UTF-8 or holds NUL, an encoded slash, and an address beyond all measure."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = _refused(scope) if scope["type"] == "http" else None
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

        await self.app({**scope, "method": "GET"}, receive, without_body)


def _request_id(given: str) -> str:
    return given if _REQUEST_ID.fullmatch(given) else uuid4().hex


def _is_preflight(scope: Scope) -> bool:
    return scope["method"] == "OPTIONS" and "access-control-request-method" in Headers(scope=scope)


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


def _encoding_fault(query: bytes) -> Fault | None:
    """The first parameter whose name or value is no text. Latin-1 stands for the bytes as they are."""
    for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True, encoding="latin-1"):
        if fault := _unreadable(name) or _unreadable(value):
            return Fault(name.encode("latin-1").decode(errors="replace")[:_MAX_NAME], fault)
    return None


def _unreadable(raw: str) -> str:
    try:
        raw.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError as error:
        return f"is not valid UTF-8 (byte {error.start} after percent-decoding)"
    return "holds a NUL character" if "\0" in raw else ""
