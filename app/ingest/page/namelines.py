"""The lines between title and body that name agency, place and author: ``date | AGENCY | place``."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.ingest.normalise.agencies import agency_named
from app.ingest.normalise.bylines import authors_from, is_byline
from app.ingest.normalise.dates.words import WEEKDAYS
from app.ingest.page.layout import Layout
from app.ingest.page.words import furniture

_PARTS = re.compile(r"[|•·]| [–—/-] ")
_PERSON = re.compile(r"[^\W\d_][\w'’.-]+(?: [^\W\d_][\w'’.-]*){1,3}")
#: What leads from a name to a date: ``Ann Lee on Mon, ``, ``Ann Lee am Montag, ``.
_DAYS = "|".join(sorted(WEEKDAYS))
_TO_DATE = re.compile(
    r"(?:(?<!\s)\s+(?:on|at|am|vom|le|el|il|op|den|em))?"
    rf"(?:(?<![\s,])[\s,]+(?:{_DAYS})\.?)?(?<![\s,])[\s,]*$",
    re.IGNORECASE,
)
_MOST_PLACE_WORDS = 4
_PLACE = re.compile(r"[^\W\d_][^\d:;!?|]{1,40}")


@dataclass(frozen=True, slots=True)
class NameLines:
    """As printed, the agency by its short name; "" when not said."""

    agency: str
    place: str
    byline: str


def read_name_lines(page: Layout) -> NameLines:
    """Agency, place and byline from the lines between title and body, such as ``date | AGENCY | place``."""
    agency = place = byline = ""
    for index in [*page.head(), *page.tail()[:2]]:
        block = page.blocks[index]
        if block.words > 30 or (block.sentence and block.words > 12):
            continue
        parts = _parts(page, index)
        found = next((name for part in parts if (name := agency_named(part))), "")
        if index in page.dates and len(parts) > 1 and not place:
            place = _place_in(parts)
        agency = agency or found
        byline = byline or _byline_in(page, index, parts)
    return NameLines(agency, place, byline or _bare_name(page))


def _bare_name(page: Layout) -> str:
    """A person's name alone, right above or below the line with the date."""
    for index in range(page.title.index + 1, page.body.start):
        text = page.blocks[index].text
        beside_date = index + 1 in page.dates or (index - 1 in page.dates and index - 1 > page.title.index)
        if (
            beside_date
            and index not in page.dates
            and _PERSON.fullmatch(text)
            and authors_from(text) == (text,)
        ):
            return "" if furniture(text) or agency_named(text) else text
    return ""


def _parts(page: Layout, index: int) -> list[str]:
    """The parts of a line, its date left out."""
    text = page.blocks[index].text
    line = page.dates.get(index)
    for date in reversed(line.dates if line else ()):
        text = _TO_DATE.sub("", text[: date.start]) + "|" + text[date.end :]
    return [part.strip(" ,") for part in _PARTS.split(text) if part.strip(" ,")]


def _place_in(parts: Iterable[str]) -> str:
    """The last part, when an agency or an author stands before it and it reads like a place."""
    *before, last = parts
    named = any(agency_named(part) or is_byline(part) for part in before)
    fits = _PLACE.fullmatch(last) and last[:1].isupper() and last.count(" ") < 5 and len(last) > 3
    return last if named and fits and not agency_named(last) and not is_byline(last) else ""


def _byline_in(page: Layout, index: int, parts: list[str]) -> str:
    """The line as printed when it is a byline, else it without a place at its end; of a dated line a part."""
    text = page.blocks[index].text
    name, comma, place = text.rpartition(",")
    placed = [name] if comma and place.count(" ") <= _MOST_PLACE_WORDS else []
    whole = [] if index in page.dates else [text, *placed]
    return next((part for part in (*whole, *parts) if is_byline(part) and not agency_named(part)), "")
