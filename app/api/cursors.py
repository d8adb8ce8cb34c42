"""Cursors: places in a list that a client hands back to go on from there.

Opaque to clients and signed (HMAC-SHA-256, RFC 2104), so that nobody makes one up: base64url over the
signature and a JSON array of the fields of ``Place``.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b

import orjson

from app.errors import Fault, RequestError
from app.search.criteria import Asked
from app.search.engine import Key, Sort
from app.search.query.tree import All
from app.secret import shared_key
from app.settings import Settings

#: Raise when what a cursor holds changes: older ones are refused.
_VERSION = 1
_MAC_BYTES = 16


class CursorInvalid(RequestError):
    code = "cursorInvalid"
    title = "The cursor cannot be used"

    @classmethod
    def because(cls, detail: str) -> "CursorInvalid":
        return cls(f"cursor: {detail}", (Fault("cursor", detail),))


@dataclass(frozen=True, slots=True)
class Place:
    """The list goes on after ``key``.

    ``asked``: fingerprint of the request. ``now``: seconds since 1970 that relative dates count from,
    the same for the whole walk. ``generation`` of the index, by relevance only: scores are compared
    within one generation; dates are what they are in every one.
    """

    key: Key
    asked: str
    now: int
    generation: str


class Cursors:
    """Writes and reads cursors under one secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @classmethod
    def of(cls, settings: Settings) -> "Cursors":
        """Under the secret that is set, or else the one that this archive's processes share."""
        given = settings.cursor_secret.get_secret_value().encode()
        return cls(given or shared_key(settings.cursor_key))

    def write(self, place: Place) -> str:
        content = orjson.dumps([_VERSION, *place.key, place.asked, place.now, place.generation])
        return urlsafe_b64encode(self._mac(content) + content).rstrip(b"=").decode()

    def read(self, text: str) -> Place:
        """Raises CursorInvalid for what ``write`` did not give under this secret."""
        raw = _decoded(text)
        mac, content = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(content)):
            raise CursorInvalid.because("it was not given by this archive, or has been changed on its way")
        version, *fields = orjson.loads(content)
        if version != _VERSION:
            raise CursorInvalid.because("it is of another version of Dateline; begin again without it")
        value, article_id, asked, now, generation = fields
        return Place(Key(value, article_id), asked, now, generation)

    def _mac(self, content: bytes) -> bytes:
        return hmac.digest(self._secret, content, "sha256")[:_MAC_BYTES]


def _decoded(text: str) -> bytes:
    """The bytes of unpadded base64url in its one right spelling."""
    try:
        raw = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (ValueError, NotBase64):
        raw = b""
    if not raw or urlsafe_b64encode(raw).rstrip(b"=").decode() != text:
        raise CursorInvalid.because("it is damaged: send it whole and as it was given")
    return raw


def place_after(asked: Asked, key: Key, generation: str) -> Place:
    """The place after the article with this key, found in this generation."""
    pinned = generation if asked.request.sort is Sort.RELEVANCE else ""
    return Place(key, fingerprint(asked), int(asked.now.timestamp()), pinned)


def resume(asked: Asked, place: Place | None) -> Asked:
    """The request from this place on. Raises CursorInvalid when the place is in another list."""
    if place is None:
        return asked
    if place.asked != fingerprint(asked):
        raise CursorInvalid.because(
            "it belongs to another query: q, filters and sort must stay what they were on its first page"
        )
    return replace(asked, request=replace(asked.request, after=place.key, generation=place.generation))


def began(place: Place | None, now: datetime) -> datetime:
    """The moment that relative dates count from, in whole seconds: a cursor keeps no less."""
    return datetime.fromtimestamp(place.now, UTC) if place else now.replace(microsecond=0)


def fingerprint(asked: Asked) -> str:
    """Of what makes the list and its order: not of its pages, nor of what is counted beside it."""
    bare = replace(
        asked.request,
        query=All(),
        offset=0,
        limit=0,
        timeout=None,
        after=None,
        generation="",
        facets=(),
        timelines=(),
    )
    return blake2b(f"{asked.canonical}\n{bare!r}\n{asked.collapse}".encode(), digest_size=8).hexdigest()
