"""Reuters-21578: the SGML in which David Lewis distributed newswire stories of 1987, many to a file.

The collection's README describes the elements. It is no XML: characters that XML forbids stand as
references, ``>`` stands bare. ``DATELINE`` is the editors' own; stories of type ``BRIEF`` are a headline.
"""

import re
from collections.abc import Iterator
from html import unescape

from app.ingest.draft import Draft, Input, Passed, Record, Reject
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.options import ReadOptions
from app.ingest.readers.wire.copy import paragraphs_of_copy, without_signature
from app.ingest.readers.wire.items import texts_of

START = re.compile(rb"<REUTERS[\s>]")
NUMBER = re.compile(r'\bNEWID\s*=\s*"(\d+)"')
#: Behind it some dates bear codes of the wire: ``27-MAR-1987 00:02:59.13RM``.
MOMENT = re.compile(r"\d{1,2}-[A-Z]{3}-\d{4} [\d:.]+")
ITEM = re.compile(r"<D>([^<]*)</D>")
#: Lists of what a story is about; places are about, too, not where it was filed.
ABOUT = ("TOPICS", "PLACES", "PEOPLE", "ORGS", "EXCHANGES", "COMPANIES")
#: The ends of what may stand before text that is not marked as such.
MARKS = ("</TITLE>", "</DATELINE>", "</AUTHOR>")
SIGNATURES = ("reuter", "reuters")


def read_reuters_sgml(source: Input, options: ReadOptions) -> Iterator[Record | Reject | Passed]:
    """The stories of ``source``; one that has no end, or nothing in it, is a reject."""
    return texts_of(source, options, START, _draft)


def _draft(story: str, flags: tuple[str, ...]) -> Draft:
    if "</REUTERS>" not in story:
        raise RecordFault("truncated", "</REUTERS> is missing")
    number = NUMBER.search(story)
    text = _inner(story, "TEXT")
    title, body = _title_and_body(text)
    # What stands behind the headline of a brief is a filler that was never sent.
    body = "" if 'TYPE="BRIEF"' in story else body
    return Draft(
        title=title,
        body=without_signature(body, SIGNATURES),
        byline=" ".join(_read(_inner(text, "AUTHOR")).split()),
        source="Reuters",
        agency="Reuters",
        dateline=" ".join(_read(_inner(text, "DATELINE")).split()),
        tags=tuple(dict.fromkeys(_read(tag) for name in ABOUT for tag in ITEM.findall(_inner(story, name)))),
        language="en",
        external_id=f"reuters-21578/{number[1]}" if number else "",
        published=date[0] if (date := MOMENT.search(_inner(story, "DATE"))) else "",
        flags=flags,
    )


def _title_and_body(text: str) -> tuple[str, str]:
    """The headline and the text; where neither is marked, the first line is the headline."""
    title = " ".join(_read(_inner(text, "TITLE")).split())
    if "<BODY>" in text:
        return title, paragraphs_of_copy(_read(_inner(text, "BODY")))
    unmarked = text[max(text.rfind(end) + len(end) if end in text else 0 for end in MARKS) :]
    first, _, rest = _read(unmarked).strip("\n ").partition("\n")
    if title:
        return title, paragraphs_of_copy(f"{first}\n{rest}")
    return first.strip(" *"), paragraphs_of_copy(rest)


def _inner(text: str, name: str) -> str:
    """What stands in the first element of this name; without an end, all that follows."""
    start = re.search(rf"<{name}(?:\s[^<>]*)?>", text)
    if start is None:
        return ""
    end = text.find(f"</{name}>", start.end())
    return text[start.end() : end] if end >= 0 else text[start.end() :]


def _read(text: str) -> str:
    """``text`` with its references resolved; those of control characters come to nothing."""
    return unescape(text).replace("\x7f", "").strip("\n")
