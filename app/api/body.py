"""The body of a request: taken in within limits, its kind told, its JSON read strictly.

What an ingest forgives in files (a mark at the start, another encoding, half characters) is refused here:
whoever writes by a program can mend it at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

from app.errors import BodyError, Rejected, TooLarge, WrongMediaType
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.parse import parse

JSON = "application/json"
LINES = ("application/x-ndjson", "application/ndjson", "application/jsonl")
_UTF8_MARK = b"\xef\xbb\xbf"
#: What ``parse`` lets through in the texts of files: half characters become U+FFFD, controls stay.
_SENTENCES = {
    "bad_json": "The body is not valid JSON",
    "too_deep": "The body nests too deeply",
    "bad_number": "The body holds a number that is not finite or has too many digits",
    "duplicate_key": "The body names one field twice",
    "wrong_type": "The body holds too much in one object",
    "half_character": "The body holds half of a surrogate pair",
}


@dataclass(frozen=True, slots=True)
class Body:
    """``kind`` is ``JSON`` or one of ``LINES``."""

    kind: str
    data: bytes


async def read_body(request: Request, most: int, *, lines: bool) -> Body:
    """The body, of ``most`` bytes. Raises WrongMediaType, TooLarge; it is not read beyond the limit.

    ``lines``: whether it may be lines of JSON.
    """
    kind = _kind(request, (JSON, *LINES) if lines else (JSON,))
    said = request.headers.get("content-length", "")
    if said.isdigit() and int(said[:20]) > most:
        raise _too_large(most)
    data = bytearray()
    try:
        async for piece in request.stream():
            data += piece
            if len(data) > most:
                raise _too_large(most)
    except ClientDisconnect:
        raise BodyError("The connection was closed before the end of the body.") from None
    return Body(kind, bytes(data))


def _too_large(most: int) -> TooLarge:
    return TooLarge(f"The body is longer than {most:,} bytes.")


def _kind(request: Request, known: tuple[str, ...]) -> str:
    """What the body is. Raises WrongMediaType."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise WrongMediaType("A packed body is not read: send it without Content-Encoding.")
    given = request.headers.getlist("content-type")
    header = Message()
    header["Content-Type"] = given[0][:200] if given else "none"
    kind = header.get_content_type()
    charset = str(header.get_param("charset") or "utf-8").lower()
    if len(given) != 1 or "/" not in given[0] or kind not in known or charset not in ("utf-8", "utf8"):
        raise WrongMediaType(f"Content-Type must be {' or '.join(known)}, in UTF-8.")
    return kind


def read_json(data: bytes) -> Any:
    """The one value in ``data``. Raises BodyError; Rejected for half a character in a text."""
    if not data.strip():
        raise Rejected("empty", "The body is empty: send an article as a JSON object.")
    try:
        return read_value(data)
    except RecordFault as fault:
        sentence = _SENTENCES[fault.reason]
        detail = f"{sentence}: {fault.detail}." if fault.detail else f"{sentence}."
        if fault.reason == "half_character":
            raise Rejected("half_character", detail) from None
        raise BodyError(detail) from None


def read_lines(data: bytes) -> Iterator[Any]:
    """The value of each line that is not empty, or the RecordFault in it."""
    for line in data.split(b"\n"):
        if line.strip():
            try:
                yield read_value(line)
            except RecordFault as fault:
                yield fault


def read_value(data: bytes) -> Any:
    """Raises RecordFault. Reasons: those of ``parse``, and ``half_character``."""
    if data.startswith(_UTF8_MARK):
        raise RecordFault("bad_json", "it begins with a byte order mark")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise RecordFault("bad_json", f"byte {error.start + 1} is not UTF-8") from None
    value, flags = parse(data)
    if flags:
        raise RecordFault("half_character")
    try:
        orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise RecordFault(
            "bad_json", f"a control character in a text, at character {error.pos + 1}"
        ) from None
    return value
