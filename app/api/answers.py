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
    return deliver(
        request,
        orjson.dumps(content | volatile) if volatile else body,
        "application/json",
        lasting=body + version.encode() if volatile or version else None,
        modified=modified,
        headers=headers,
    )


def deliver(
    request: Request,
    body: bytes,
    content_type: str,
    *,
    lasting: bytes | None = None,
    modified: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """``body`` under an ETag made of it, or, as a weak one, of what is ``lasting`` in it; or 304."""
    tag = f'"{digest(body)}"' if lasting is None else f'W/"{digest(lasting)}"'
    validators = {"ETag": tag}
    if modified is not None:
        validators["Last-Modified"] = format_datetime(modified, usegmt=True)
    if headers and "Vary" in headers:
        validators["Vary"] = headers["Vary"]
    if is_fresh(request, tag, modified):
        return not_modified(validators)
    return Response(body, headers={**CACHING, **(headers or {}), **validators, "Content-Type": content_type})


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
