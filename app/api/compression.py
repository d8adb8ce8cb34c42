"""Answers packed by brotli or gzip for clients that take them (RFC 9110, sections 8.4 and 12.5.3).

A packed answer is another representation: its strong ETag ends with the name of the coding. Handlers need not
know: what a client sends back is taken apart before they see it.
"""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import brotli
from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api import problems

#: Bytes from which packing is worth it: below, an answer fits into one packet of the network as it is.
LEAST = 1000
#: Bytes at once that are packed in a thread, as they take some milliseconds.
_MUCH = 1 << 17
#: Brotli at 3 packs a page of results smaller than gzip at 6, in half the time: 15 kB to 6.2 in 70 µs.
_BROTLI_QUALITY = 3
_GZIP_LEVEL = 4
_PACKABLE = re.compile(
    r"text/|image/svg|application/(?:[\w.-]+\+)?(?:json|xml)\b|application/(?:x-)?(?:ndjson|javascript|bibtex)"
)
_WEIGHT = re.compile(r"[qQ]=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")
#: Key of the ASGI scope: how this answer may be packed.
_CODING = "dateline.coding"
_CODED_TAG = re.compile(rb'-(?:br|gzip)"')


class Packer(Protocol):
    """Packs an answer piece by piece, so that each can be read when it arrives."""

    def pack(self, data: bytes, *, last: bool) -> bytes: ...


class Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Compressor(quality=_BROTLI_QUALITY)

    def pack(self, data: bytes, *, last: bool) -> bytes:
        packed: bytes = self._stream.process(data)
        packed += self._stream.finish() if last else self._stream.flush()
        return packed


class Gzip:
    def __init__(self) -> None:
        self._stream = zlib.compressobj(_GZIP_LEVEL, wbits=16 + zlib.MAX_WBITS)

    def pack(self, data: bytes, *, last: bool) -> bytes:
        return self._stream.compress(data) + self._stream.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH)


@dataclass(frozen=True, slots=True)
class Coding:
    """``name``: a key of ``CODINGS``, or empty: as it is. ``least``: shorter answers stay as they are."""

    name: str
    least: int = LEAST


#: In the order in which they are liked here.
CODINGS: Mapping[str, type[Packer]] = {"br": Brotli, "gzip": Gzip}


def choose(header: str) -> Coding | None:
    """How to answer an Accept-Encoding header; None: nothing will do. What cannot be read is passed over.

    A coding is liked better than none where the client likes both the same, or says nothing of none.
    """
    weights = _weights(header)
    anything = weights.get("*")
    offered = {name: weights.get(name, anything or 0.0) for name in CODINGS}
    plain = weights.get("identity", 1.0 if anything is None else anything)
    best = max(offered, key=lambda name: offered[name])
    if offered[best] and (offered[best] >= plain or "identity" not in weights):
        return Coding(best, LEAST if plain else 0)
    return Coding("") if plain else None


def _weights(header: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, _, parameter = part.partition(";")
        weight = _WEIGHT.fullmatch(parameter.strip())
        if name.strip() and (weight or not parameter.strip()):
            weights[name.strip()] = float(weight[1]) if weight else 1.0
    return weights


def coding_of(scope: Scope) -> Coding:
    """How the answer to a request may be packed."""
    coding: Coding = scope[_CODING]
    return coding


def packed(response: Response, coding: Coding) -> Response:
    """A whole answer packed, as ``Compress`` does it, which leaves it alone then; or as it is."""
    headers = MutableHeaders(raw=list(response.raw_headers))
    body = bytes(response.body)
    if not coding.name or len(body) < coding.least or not _is_packable(response.status_code, headers):
        return response
    shorter = Response(CODINGS[coding.name]().pack(body, last=True), response.status_code)
    headers.add_vary_header("Accept-Encoding")
    _mark(headers, coding.name, len(shorter.body))
    shorter.raw_headers = headers.raw
    return shorter


class Compress:
    """Packs what is text and long enough, whole or as it streams, and says what it varies by."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        coding = choose(headers.get("accept-encoding", ""))
        if coding is None:
            await _not_acceptable(scope)(scope, receive, send)
            return
        scope[_CODING] = coding
        known = headers.get("if-none-match", "")
        if known and _CODED_TAG.search(known.encode("latin-1")):
            scope = {**scope, "headers": _without_coding(scope["headers"])}
        await self.app(scope, receive, _Packing(send, coding, known).send)


def _not_acceptable(scope: Scope) -> Response:
    detail = "Every coding that there is has been refused by Accept-Encoding; there is br, gzip, identity."
    return problems.problem(
        scope, status=406, code="notAcceptable", title="Not to be had in that coding", detail=detail
    )


class _Packing:
    """One answer on its way out."""

    def __init__(self, send: Send, coding: Coding, known: str) -> None:
        self._send = send
        self._coding = coding
        self._known = known
        self._start: Message = {}
        self._packer: Packer | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] == "http.response.body" and self._start:
            await self._begin(message)
        elif message["type"] == "http.response.body" and self._packer:
            await self._send(await self._packed(self._packer, message))
        else:
            await self._send(message)

    async def _begin(self, message: Message) -> None:
        """The head goes out with the first of the body, which tells whether there is enough of it."""
        start, self._start = self._start, {}
        headers = MutableHeaders(scope=start)
        if start["status"] == 304:
            headers.add_vary_header("Accept-Encoding")
            _name_as_known(headers, self._known)
        if _is_packable(start["status"], headers):
            headers.add_vary_header("Accept-Encoding")
            streams = message.get("more_body", False)
            enough = streams or len(message.get("body", b"")) >= self._coding.least
            if self._coding.name and enough:
                self._packer = CODINGS[self._coding.name]()
                message = await self._packed(self._packer, message)
                _mark(headers, self._coding.name, None if streams else len(message["body"]))
        await self._send(start)
        await self._send(message)

    async def _packed(self, packer: Packer, message: Message) -> Message:
        data, more = message.get("body", b""), message.get("more_body", False)

        def pack() -> bytes:
            return packer.pack(data, last=not more)

        return {**message, "body": await run_sync(pack) if len(data) > _MUCH else pack()}


def _is_packable(status: int, headers: MutableHeaders) -> bool:
    return (
        status not in (204, 206, 304)
        and "content-encoding" not in headers
        and _PACKABLE.match(headers.get("content-type", "")) is not None
    )


def _mark(headers: MutableHeaders, coding: str, length: int | None) -> None:
    headers["Content-Encoding"] = coding
    if length is None:
        del headers["Content-Length"]
    else:
        headers["Content-Length"] = str(length)
    etag = headers.get("etag", "")
    if etag.startswith('"'):
        headers["ETag"] = f'{etag[:-1]}-{coding}"'


def _name_as_known(headers: MutableHeaders, known: str) -> None:
    """A 304 names the tag that the client has."""
    etag = headers.get("etag", "")
    for coding in CODINGS:
        coded = f'{etag[:-1]}-{coding}"'
        if etag.startswith('"') and coded in known:
            headers["ETag"] = coded


def _without_coding(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [
        (name, _CODED_TAG.sub(b'"', value) if name == b"if-none-match" else value) for name, value in headers
    ]
