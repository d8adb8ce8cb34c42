"""Where a record of a crawl archive begins and how long it is: WARC (ISO 28500) and ARC 1 and 2."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.ingest.readers.faults import RecordFault
from app.ingest.readers.warc.tape import Tape

VERSION = re.compile(rb"WARC/(?:0\.1[0-9]|1\.[0-9])\r?\n")
LENGTH = re.compile(r"\d{1,15}")
#: URL, address, date, type, length; between type and length ARC 2 has five more.
ARC_LINE = re.compile(
    rb"(?P<url>[a-z][a-z0-9+.-]{1,20}:.*?) (?P<ip>\S+) (?P<date>\d{8,14}) (?P<type>\S+)(?: \S+){0,5}"
    rb" (?P<length>-?\w+)\r?\n",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A record's header: ``kind`` as WARC names it, ``length`` of its content in bytes."""

    kind: str
    url: str
    length: int
    content_type: str
    date: str
    fields: Mapping[str, str]


def begins_warc(line: bytes) -> bool:
    """Whether a record begins with this line."""
    return VERSION.match(line) is not None


def begins_arc(line: bytes) -> bool:
    """Whether a record of ARC begins with this line."""
    return ARC_LINE.fullmatch(line) is not None


def warc_frame(tape: Tape) -> Frame:
    """The header that begins here. Raises RecordFault ``bad_header``, ``bad_length``, ``truncated``."""
    if not begins_warc(tape.line()):
        raise RecordFault("bad_header", "no record begins here")
    fields = fields_of(tape.header())
    return Frame(
        kind=fields.get("warc-type", "").casefold(),
        # wget writes the address in the brackets that the standard's grammar shows.
        url=fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">"),
        length=_length(fields.get("content-length", "")),
        content_type=fields.get("content-type", ""),
        date=fields.get("warc-date", ""),
        fields=fields,
    )


def arc_frame(tape: Tape) -> Frame:
    """The same of ARC: its header is one line, and every record but the first is a response."""
    line = tape.line()
    parts = ARC_LINE.fullmatch(line)
    if parts is None:
        raise RecordFault("bad_header", "no record begins here")
    url = parts["url"].decode("utf-8", "replace")
    return Frame(
        kind="warcinfo" if url.startswith("filedesc:") else "response",
        url=url,
        length=_length(parts["length"].decode("ascii", "replace")),
        content_type="application/http" if url.startswith(("http:", "https:")) else "",
        date=parts["date"].decode("ascii"),
        fields={},
    )


def fields_of(lines: list[bytes]) -> dict[str, str]:
    """Header fields by their names in small letters; of several the first counts, folded lines are joined."""
    fields: dict[str, str] = {}
    name = ""
    for line in lines:
        text = line.decode("utf-8", "replace")
        if text[:1] in (" ", "\t") and name:
            fields[name] += f" {text.strip()}"
            continue
        name, colon, value = text.partition(":")
        name = name.strip().casefold() if colon else ""
        if name in fields:
            name = ""
        elif name:
            fields[name] = value.strip()
    return fields


def _length(text: str) -> int:
    if not LENGTH.fullmatch(text):
        raise RecordFault("bad_length", "its length is missing" if not text else "its length is no number")
    return int(text)
