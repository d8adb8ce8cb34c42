"""uvicorn's protocol with limits: what has to be refused before there is a request for an application.

ASGI tells of a request when its head is complete, and hands over a body when it is asked for: too late to cut
off a client that sends headers for ever, or a byte a second. So the limits are here, around llhttp (which is
strict about framing and ten times as fast as a parser in Python). An ambiguous request always ends its
connection: what follows it there is never read as another one.
"""

import asyncio
from functools import partial
from typing import Any, NoReturn, cast

import httptools
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from app.api.connections import (
    BODY_TOO_SLOW,
    GONE,
    HEAD_TOO_SLOW,
    MALFORMED,
    SWAMPED,
    TOO_MANY,
    WRONG_CODING,
    WRONG_VERSION,
    Connections,
    Refusal,
)

#: Seconds that a client which was refused may take to read why, while what it still sends is thrown away.
_LINGER = 1.0
#: Seconds that who is idle has to ask something yet, once the server was told to stop.
_LAST_MOMENT = 0.3
_LINGER_BYTES = 64 * 1024
#: Requests that may wait on one connection for those before them.
_PIPELINED = 20
#: What is not let in while the server is swamped.
_SHED, _SEARCH = b"/v1/", b"/v1/search"
#: Headers that tell of a body.
_FRAMED = frozenset({b"content-length", b"transfer-encoding", b"expect"})
#: Bytes that the framing of a body may take, and times its length: sizes of chunks, extensions, trailers.
_FRAMING, _FRAMING_TIMES = 64 * 1024, 8


class _Refused(Exception):
    """Ends the parsing."""


class GuardedProtocol(HttpToolsProtocol):
    """One connection. The lifespan of the application must leave ``Connections`` in its state."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._application: ASGIApp = config.loaded_app
        self._open: Connections = app_state["connections"]
        self._limits = self._open.limits
        self._refusal: Refusal | None = None
        self._over = False
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.TimerHandle | None = None
        self._in_head = self._in_body = self._shed = False
        self._came = self._head = self._body = 0

    # The connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast(asyncio.Transport, transport))
        if not self._open.has_room(len(self.connections)):
            self._refuse(TOO_MANY)
            return
        self._open.wait(self)
        self._within(self._limits.header_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        self._over = True
        self._open.work(self)
        self._disarm()
        self._stop_watching()
        super().connection_lost(exc)
        self._unset_keepalive_if_required()

    def give_up(self) -> None:
        """Somebody else needs the place."""
        self._open.work(self)
        self.transport.abort()

    def shutdown(self) -> None:
        """Told to stop: a request may be on its way, so who is idle has a moment left."""
        self._open.draining = True
        if self._is_busy():
            self.cycle.keep_alive = False
        else:
            self.loop.call_later(_LAST_MOMENT, self._end_idle)

    def _end_idle(self) -> None:
        if not (self._is_busy() or self._in_body or self.transport.is_closing()):
            self.transport.close()

    def _is_busy(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def eof_received(self) -> None:
        if self._over:
            self.transport.close()

    # What comes in

    def data_received(self, data: bytes) -> None:
        self._came += len(data)
        if self._over:
            if self._came > _LINGER_BYTES:
                self.flow.pause_reading()
            return
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
            self._check_unfinished()
        except httptools.HttpParserUpgrade:
            self._finish()
        except (httptools.HttpParserError, _Refused):
            self._refuse(self._refusal or MALFORMED)
        else:
            self._await_rest()

    def _check_unfinished(self) -> None:
        """llhttp tells of a header when it is complete, and never of what frames a body."""
        limits = self._limits
        if self._in_head and self._came > limits.target_bytes + limits.headers_bytes + 1024:
            self._reject(_too_many_headers(limits.headers_bytes))
        if self._in_body and self._came - self._head - self._body > _FRAMING + _FRAMING_TIMES * self._body:
            self._reject(MALFORMED)

    def _await_rest(self) -> None:
        """Of a request that is here in part only, the rest has to come in time."""
        if self._in_head or self._in_body:
            self._open.hear(self)
        if self._timer:
            return
        if self._in_body:
            self._within(self._limits.body_seconds)
        elif self._in_head or not (self._is_busy() or self.timeout_keep_alive_task):
            self._within(self._limits.header_seconds)

    def on_message_begin(self) -> None:
        if len(self.pipeline) >= _PIPELINED:
            self._reject(MALFORMED)
        self._unset_keepalive_if_required()
        super().on_message_begin()
        self._in_head = True
        self._came = self._head = self._body = 0

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > self._limits.target_bytes:
            detail = f"The address is longer than {self._limits.target_bytes} bytes."
            self._reject(Refusal(414, "uriTooLong", detail))

    def on_header(self, name: bytes, value: bytes) -> None:
        size = len(name) + len(value)
        self._head += size
        limits = self._limits
        if size > limits.header_bytes:
            self._reject(Refusal(431, "headersTooLarge", f"A header exceeds {limits.header_bytes} bytes."))
        if self._head > limits.headers_bytes:
            self._reject(_too_many_headers(limits.headers_bytes))
        if self._in_head:  # a trailer must not look like a header
            super().on_header(name, value)
            if len(self.headers) > limits.headers:
                self._reject(Refusal(431, "headersTooMany", f"There are more than {limits.headers} headers."))

    def on_headers_complete(self) -> None:
        self._disarm()
        self._stop_watching()
        self._check_framing()
        self._shed = self._must_shed()
        self._in_head, self._in_body = False, True
        self._head += len(self.url)
        if self._shed:
            return
        self.app = cast(ASGI3Application, self._let_in if self.url.startswith(_SHED) else self._application)
        super().on_headers_complete()
        if self._open.draining:
            self.cycle.keep_alive = False
        self.scope["state"][GONE] = partial(getattr, self.cycle, "disconnected")

    def _must_shed(self) -> bool:
        """Whether a question is turned away before an application hears of it. Health is always told."""
        if not (self.url.startswith(_SHED) and self._is_swamped(self.url)):
            return False
        if not self._is_plain():
            self._reject(SWAMPED)
        return True

    def _is_swamped(self, target: bytes) -> bool:
        name = self.client[0] if self.client else ""
        return self._open.is_swamped(name, target.startswith(_SEARCH))

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Of many that came at the same moment those who are first here leave no place to the others."""
        if self._is_swamped(scope["raw_path"]):
            self._open.refused["swamped"] += 1
            await SWAMPED.send(send)
        else:
            await self._application(scope, receive, send)

    def _is_plain(self) -> bool:
        """Whether this request is whole, and may be answered now, and another one after it."""
        parser = self.parser
        again = parser.should_keep_alive() and not parser.should_upgrade() and not self._open.draining
        free = not self._is_busy() and not self.flow.write_paused
        framed = any(name in _FRAMED for name, _ in self.headers)
        return again and free and not framed and parser.get_method() == b"GET"

    def _check_framing(self) -> None:
        if self.parser.get_method() == b"CONNECT":
            self._reject(MALFORMED)
        version = self.parser.get_http_version()
        if version not in ("1.0", "1.1"):
            self._reject(WRONG_VERSION)
        for name, value in self.headers:
            if name == b"transfer-encoding":
                if value.lower() != b"chunked":
                    self._reject(WRONG_CODING)
                if version == "1.0":
                    self._reject(MALFORMED)
            elif name == b"content-length" and int(value) > self._limits.body_bytes:
                self._reject(self._too_large())

    def on_body(self, body: bytes) -> None:
        self._body += len(body)
        if self._body > self._limits.body_bytes:
            self._reject(self._too_large())
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._disarm()
        self._in_body = False
        if self._shed:
            self._turn_away()
            return
        self._open.work(self)
        super().on_message_complete()

    def _turn_away(self) -> None:
        """With as little work as can be. The client may ask again on this connection."""
        self._open.refused["swamped"] += 1
        self.transport.write(SWAMPED.answer(last=False))
        self.on_response_complete()

    def _reject(self, refusal: Refusal) -> NoReturn:
        self._refusal = refusal
        raise _Refused

    def _too_large(self) -> Refusal:
        return Refusal(413, "bodyTooLarge", f"The body is longer than {self._limits.body_bytes} bytes.")

    # The end

    def _refuse(self, refusal: Refusal) -> None:
        """Read no more, and say why unless an answer is under way."""
        self._open.refused[str(refusal.status)] += 1
        self._finish()
        busy = self._is_busy()
        if busy and not self._in_body:
            return  # earlier requests get their answers
        if busy and (self.pipeline or self.cycle.response_started):
            self.transport.abort()
            return
        if busy:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if busy or not self._in_body:
            self.transport.write(refusal.answer())
        self._linger()

    def _linger(self) -> None:
        """Closed at once, with bytes unread, the connection would be reset and the answer lost."""
        self._came = 0
        self.flow.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._timer = self.loop.call_later(_LINGER, self.transport.abort)

    def _finish(self) -> None:
        """Read no more: what is in hand gets its answer, then the connection ends."""
        self._over = True
        self._disarm()
        self._unset_keepalive_if_required()
        if self.cycle:
            self.cycle.keep_alive = False

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.get_write_buffer_size():
            self._watch_writing()
        if not self.pipeline and not self.transport.is_closing():
            self._open.wait(self)

    # Time

    def _within(self, seconds: float) -> None:
        self._timer = self.loop.call_later(seconds, self._too_late)

    def _too_late(self) -> None:
        self._timer = None
        if self._in_head or self._in_body:
            self._refuse(BODY_TOO_SLOW if self._in_body else HEAD_TOO_SLOW)
        else:
            self._open.refused["idle"] += 1
            self.transport.close()

    def _disarm(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_writing()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_watching()

    def _watch_writing(self) -> None:
        if not self._writing:
            self._writing = self.loop.call_later(self._limits.write_seconds, self._check_written)

    def _check_written(self) -> None:
        self._writing = None
        if self.transport.get_write_buffer_size():
            self._open.refused["reading"] += 1
            self.transport.abort()

    def _stop_watching(self) -> None:
        if self._writing:
            self._writing.cancel()
            self._writing = None


def _too_many_headers(limit: int) -> Refusal:
    return Refusal(431, "headersTooLarge", f"The headers exceed {limit} bytes.")
