"""The HTTP answer in a record: its status, its type, and its body as the browser had it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.ingest.readers.faults import RecordFault
from app.ingest.readers.warc.framing import fields_of
from app.ingest.readers.warc.tape import MAX_FIELDS, MAX_HEADER

STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})\b")
HEAD_END = re.compile(rb"\r?\n\r?\n")
CHUNK_LINE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1024})?\r?\n")


@dataclass(frozen=True, slots=True)
class Answer:
    """``body`` begins at this index of the record's content."""

    status: int
    fields: Mapping[str, str]
    body: int


def answer_of(content: bytes) -> Answer:
    """The head of the answer that ``content``, or its first 64 KiB, begins with. RecordFault ``bad_http``."""
    status = STATUS.match(content)
    end = HEAD_END.search(content, 0, MAX_HEADER)
    if status is None or end is None:
        raise RecordFault("bad_http", "no HTTP answer begins there")
    lines = content[: end.start()].splitlines()
    if len(lines) > MAX_FIELDS:
        raise RecordFault("bad_http", f"a header of more than {MAX_FIELDS} lines")
    return Answer(int(status[1]), fields_of(lines[1:]), end.end())


def dechunked(body: bytes) -> bytes:
    """``body`` without the framing of ``Transfer-Encoding: chunked``.

    As it is where it is not chunked after all, which crawlers are known to store; where the framing
    breaks, what was framed and the rest as it stands.
    """
    pieces: list[bytes] = []
    at = 0
    while chunk := CHUNK_LINE.match(body, at):
        size = int(chunk[1], 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(body[chunk.end() : chunk.end() + size])
        at = chunk.end() + size
        at += 2 if body.startswith(b"\r\n", at) else 1 if body.startswith(b"\n", at) else 0
    return b"".join(pieces) + body[at:]
