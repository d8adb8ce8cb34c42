"""IPTC 7901 and its American sibling ANPA 1312: text with control characters around its parts.

    SOH source, number, priority, category, words, keywords | slug line | STX headline and text | ETX time EOT

https://iptc.org/standards/iptc-7901/ has the recommendation. The headline, and a byline below it,
end with ``=`` where the agency follows it, else with an empty line; ANPA puts ``^`` before such lines and
``<`` behind them.
"""

import re
from collections.abc import Iterator

from app.ingest.draft import Draft, Input, Passed, Record, Reject
from app.ingest.normalise import agency_named, is_byline, read_dateline
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.options import ReadOptions
from app.ingest.readers.wire.copy import paragraphs_of_copy, without_signature
from app.ingest.readers.wire.items import texts_of

START = re.compile(rb"\x01")
PARTS = re.compile(r"\x01(?P<head>[^\x02]*)\x02(?P<text>[^\x03\x04]*)(?P<end>[\x03\x04].*)?", re.DOTALL)
IDENTITY = re.compile(r"\s*([A-Za-z]{1,6}\s?\d{2,6})\b")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: ``211259 Nov 18``, ``121530 GMT JAN 92``: day, hour and minute; month and year.
STAMP = re.compile(r"\b(\d\d)(\d\d)(\d\d)\s+(?:([A-Z]{1,4})\s+)?([^\W\d_]{3,9})\.?\s+(\d{4}|\d\d)\b")
#: ANPA: ``02-20-16 0337GMT``.
ANPA_STAMP = re.compile(r"\b(\d\d)-(\d\d)-(\d\d) (\d\d)(\d\d)(GMT|[ECMP][SD]T)")
#: ``AP-NY-02-03-26 2015EST``: the line that carries the stamp at the end of ANPA copy, and a rule above it.
ANPA_END = re.compile(r"\n[A-Z]{2,6}-[A-Z]{2}-\d\d-\d\d-\d\d \d{4}[A-Z]{3}.*", re.DOTALL)
#: What follows is for editors only.
NOT_FOR_PRINT = re.compile(
    r"^.*\b(?:not (?:intended )?for publication|nicht zur Ver[öo]e?ffentlichung)\b"
    r"|^#+\s*(?:Notizblock|Redaktionelle Hinweise)\b",
    re.MULTILINE | re.IGNORECASE,
)
#: A note in brackets above the headline: ``(Zusammenfassung 1100 - Neu: Zitat)``.
NOTE = re.compile(r"\([^()]{3,200}\)")
EDITORS = re.compile(r"(?:eds?|editors?|adds|updates|ap photo|with photo)\b[^a-z]*[:.]", re.IGNORECASE)
SLUG = re.compile(r"[A-Z]{2}-[A-Z]{2}.*")
HEADLINE_LINES = 8


def read_iptc7901(source: Input, options: ReadOptions) -> Iterator[Record | Reject | Passed]:
    """The messages of ``source``."""
    return texts_of(source, options, START, _draft)


def _draft(message: str, flags: tuple[str, ...]) -> Draft:
    parts = PARTS.match(message)
    if parts is None:
        raise RecordFault("no_text", "no text begins after the header")
    if parts["end"] is None:
        raise RecordFault("truncated", "the text has no end")
    stamp = _stamp(parts["end"]) or _stamp(parts["text"][-200:])
    title, byline, text = _story(parts["text"])
    body = paragraphs_of_copy(text)
    agency = _agency(parts["head"], body)
    return Draft(
        title=title,
        body=without_signature(body, _signatures(parts["head"], agency)),
        byline=byline,
        source=agency,
        agency=agency,
        tags=_keywords(parts["head"]),
        external_id=_identity(parts["head"], stamp),
        published=stamp,
        flags=flags,
    )


def _story(text: str) -> tuple[str, str, str]:
    """Headline, byline and text, without what is for editors."""
    text = ANPA_END.sub("", NOT_FOR_PRINT.split(text.replace("\r\n", "\n").replace("\r", "\n"))[0])
    lines = text.rstrip(" \t\n*_-").strip("\n").split("\n")
    count = _headline_length(lines)
    head = [_bare(line) for line in lines[:count]]
    bylines = [line for line in head if line and is_byline(line)]
    titles = [line for line in head if line and line not in bylines and not _is_instruction(line)]
    titles = [line for line in titles if not NOTE.fullmatch(line)] or titles
    body = "\n".join(CONTROL.sub("", line.lstrip("^")) for line in lines[count:])
    return _title(titles, lines), ", ".join(bylines[:1]), body


def _headline_length(lines: list[str]) -> int:
    """How many lines at the top are headline and byline."""
    if lines and lines[0].startswith("^"):
        return next((place for place, line in enumerate(lines) if not line.startswith("^")), len(lines))
    marked = [n for n, line in enumerate(lines[:HEADLINE_LINES], start=1) if line.rstrip().endswith("=")]
    if marked:
        return marked[-1]
    first = next((place for place, line in enumerate(lines) if not line.strip()), len(lines))
    indented = next((n for n, line in enumerate(lines) if line.startswith(("   ", "\t"))), len(lines))
    return min(first, indented) if 0 < min(first, indented) <= 3 else 1


def _title(titles: list[str], lines: list[str]) -> str:
    """The headline: of ANPA's lines the first that is no slug, else all of them joined."""
    if not lines[0].startswith("^"):
        return " ".join(titles)
    return next((line for line in titles if not SLUG.fullmatch(line)), "")


def _bare(line: str) -> str:
    """A line of the headline without the marks around it."""
    return " ".join(CONTROL.sub("", line).strip().lstrip("^").rstrip("<= ").split())


def _is_instruction(line: str) -> bool:
    return EDITORS.match(line) is not None


def _keywords(head: str) -> tuple[str, ...]:
    """The slug line below the header's first: keywords between slashes."""
    _, _, slug = head.strip("\r\n").partition("\n")
    words = (CONTROL.sub("", word).strip() for word in slug.replace("\r", "\n").replace("\n", "/").split("/"))
    return tuple(dict.fromkeys(word for word in words if word and "BC-" not in word and len(word) < 60))


def _agency(head: str, body: str) -> str:
    """The agency that the dateline or the header names; empty for one that is not known."""
    read = read_dateline(body)
    if read and read.agency:
        return read.agency
    named = (agency_named(word) for word in re.split(r"[\s\x1f/-]+", head.strip("\x01")))
    return next((agency for agency in named if agency), "")


def _signatures(head: str, agency: str) -> tuple[str, ...]:
    sender = re.match(r"[a-z]+", head.casefold())
    return tuple(name for name in (agency.casefold(), sender[0] if sender else "", "ends", "end") if name)


def _identity(head: str, stamp: str) -> str:
    """The sender's number, which begins anew every day, with the time."""
    identity = IDENTITY.match(CONTROL.sub(" ", head))
    return f"{identity[1]} {stamp}" if identity and stamp else ""


def _stamp(text: str) -> str:
    """The date and time in a message's last line, in words that the normaliser reads; UTC without a zone."""
    if stamp := STAMP.search(text):
        day, hour, minute, zone, month, year = stamp.groups()
        return f"{day} {month.title()} {_century(year)} {hour}:{minute} {zone or 'UTC'}"
    if stamp := ANPA_STAMP.search(text):
        month, day, year, hour, minute, zone = stamp.groups()
        return f"{_century(year)}-{month}-{day} {hour}:{minute}{'Z' if zone == 'GMT' else f' {zone}'}"
    return ""


def _century(year: str) -> str:
    """A year in full; two digits as POSIX reads them."""
    return year if len(year) == 4 else ("19" if int(year) >= 69 else "20") + year
