"""JSON answers that a client need not fetch twice (RFC 9110: ETag, Last-Modified, 304)."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

#: Keep it, but ask whether it still holds.
CACHING = {"Cache-Control": "no-cache"}


def answer(
    request: Request,
    content: dict[str, Any],
    *,
    volatile: dict[str, Any] | None = None,
    version: str = "",
    modified: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """``content`` as JSON under an ETag made of its very bytes, or 304.

    ``volatile`` takes the place of what stands under its keys but does not count; the tag is a weak one then.
    ``version`` counts beside the bytes.
    """
    body = orjson.dumps(content)
    validators = {"ETag": f'{"W/" if volatile else ""}"{digest(body + version.encode())}"'}
    if volatile:
        body = orjson.dumps(content | volatile)
    if modified is not None:
        validators["Last-Modified"] = format_datetime(modified, usegmt=True)
    if is_fresh(request, validators["ETag"], modified):
        return not_modified(validators)
    return Response(body, headers={**CACHING, **validators, **(headers or {})}, media_type="application/json")


def not_modified(validators: Mapping[str, str]) -> Response:
    return Response(status_code=304, headers={**CACHING, **validators})


def digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def is_fresh(request: Request, etag: str, modified: datetime | None = None) -> bool:
    """Whether the client holds what it would get. If-None-Match goes first; odd values are ignored."""
    known = request.headers.get("if-none-match")
    if known is not None:
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return known.strip() == "*" or etag.removeprefix("W/") in tags
    since = _date(request.headers.get("if-modified-since", ""))
    return since is not None and modified is not None and modified.replace(microsecond=0) <= since


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return date if date.tzinfo else None
