"""Who is credited on a page: the source, who printed it again, the agency, the place, the author."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.ingest.normalise.agencies import agency_named
from app.ingest.normalise.bylines import authors_from, is_byline
from app.ingest.page.labels import field_named
from app.ingest.page.layout import Layout
from app.ingest.page.site import key_of, without_site
from app.ingest.page.words import claims_rights, furniture

_LABELLED = re.compile(r"[(\[]?\s*(?P<label>[^\W\d_][^:：\n]{0,30}?)\s*[:：]\s*(?P<value>.*?)\s*[)\]]?$")
_ORIGINALLY = re.compile(
    r"(?:(?:originally|first) (?:published|appeared|posted)"
    r"|republished (?:from|with permission)|reprinted from)"
    r"\s+(?:(?:by|in|on|at|from|of)\s+)?(?:the\s+website\s+of\s+)?(?P<name>[^.,;:()]{2,60})",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?[\s.,]*(?:by\s+)?(?P<name>[^.|,;©\d]{2,60})",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*[|•·]\s*|\s+[–—/-]\s+")
_PERSON = re.compile(r"[^\W\d_][\w'’.-]+(?: [^\W\d_][\w'’.-]*){1,3}")
_PLACE = re.compile(r"[^\W\d_][^\d:;!?|]{1,40}")
_LONGEST_NAME = 60
_MOST_NAME_WORDS, _FOOT_BLOCKS = 8, 30
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[a-z]{2,10}", re.IGNORECASE)
_MASTHEAD_BLOCKS = 4


@dataclass(frozen=True, slots=True)
class Credits:
    """Names as printed; "" when not said."""

    source: str = ""
    republished_by: str = ""
    agency: str = ""
    dateline: str = ""
    byline: str = ""


def find_credits(page: Layout) -> Credits:
    credited, site = credited_source(page), site_name(page)
    agency, place, byline = _name_line(page)
    source = credited or site
    again = site if credited and site.casefold() != credited.casefold() else ""
    if credited and not agency:
        agency = agency_named(credited) or ""
    return Credits(source, again, agency, place, byline or _bare_name(page))


def credited_source(page: Layout) -> str:
    """The source that the page itself names for the article, "" when it names none."""
    near = [*page.head(), *page.tail()]
    for find in (_labelled, _dated_name, _originally):
        for index in near:
            if name := find(page, index):
                return name
    return _originally(page, page.body.end - 1)


def _labelled(page: Layout, index: int) -> str:
    """``Source: X``, or the label alone with the name in the next block."""
    found = _LABELLED.match(page.blocks[index].text[:120])
    if found is None or field_named(found["label"]) != "source" or "http" in found["value"]:
        return ""
    value = found["value"]
    if not value and index + 1 < len(page.blocks):
        value = page.blocks[index + 1].text
        if furniture(value) or index + 1 in page.dates:
            return ""
    return _name(value)


def _dated_name(page: Layout, index: int) -> str:
    """``X (26 April 2019)``"""
    line = page.dates.get(index)
    text = page.blocks[index].text
    if line is None or len(line.dates) != 1 or text[-1:] not in (")", "]"):
        return ""
    date = line.dates[0]
    name, bracket = text[: date.start].rstrip(), text[date.end :]
    return _name(name[:-1]) if len(bracket) == 1 and name[-1:] in ("(", "[") else ""


def _originally(page: Layout, index: int) -> str:
    found = _ORIGINALLY.search(page.blocks[index].text[:400])
    return _name(found["name"]) if found and page.blocks[index].words <= 40 else ""


def _name(text: str) -> str:
    text = text.strip(" \t\"'“”«»()[].,–—-")
    fits = 1 < len(text) <= _LONGEST_NAME and any(char.isalpha() for char in text)
    return text if fits and text.count(" ") < 8 else ""


def site_name(page: Layout) -> str:
    """The site that printed the page: from the browser's title, a masthead or a copyright line."""
    return page.title.site or _in_first_line(page) or _masthead(page) or _owner(page)


def _in_first_line(page: Layout) -> str:
    """``Title | Site`` as the first line of the page, when the title was found elsewhere."""
    main, site = without_site(page.blocks[0].text, True, ())
    headline, first = key_of(page.title.text), key_of(main)
    return site if headline and (headline.startswith(first) or first.startswith(headline)) else ""


def _masthead(page: Layout) -> str:
    """A name alone above the title, on a page that has no menu there."""
    if page.title.index > _MASTHEAD_BLOCKS:
        return ""
    lines = [block for block in page.blocks[: page.title.index] if not furniture(block.text)]
    names = [block.text for block in lines if key_of(block.text) != key_of(page.title.text)]
    return next((name for name in names if _may_be_name(name)), "")


def _may_be_name(text: str) -> bool:
    """Printed in capitals, two capitalised words or more, or a domain."""
    words = text.split()
    if len(words) > _MOST_NAME_WORDS or any(char in text for char in "|:?!/"):
        return False
    capitalised = sum(word[:1].isupper() for word in words)
    return (
        text.isupper() or _DOMAIN.fullmatch(text) is not None or (capitalised >= 2 and words[0][:1].isupper())
    )


def _owner(page: Layout) -> str:
    """Who claims the rights behind the article or at the foot of the page."""
    foot = range(max(page.body.end, len(page.blocks) - _FOOT_BLOCKS), len(page.blocks))
    for index in (*page.tail(), *foot):
        found = _RIGHTS.search(page.blocks[index].text[:200])
        if found and not claims_rights(found["name"]):
            return _name(found["name"])
    return ""


def _name_line(page: Layout) -> tuple[str, str, str]:
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
        byline = byline or _byline_in(block.text, parts)
    return agency, place, byline


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
        text = text[: date.start] + "|" + text[date.end :]
    return [part.strip(" ,") for part in _PARTS.split(text) if part.strip(" ,")]


def _place_in(parts: Iterable[str]) -> str:
    """The last part, when an agency or an author stands before it and it reads like a place."""
    *before, last = parts
    named = any(agency_named(part) or is_byline(part) for part in before)
    fits = _PLACE.fullmatch(last) and last[:1].isupper() and last.count(" ") < 5
    return last if named and fits and not agency_named(last) and not is_byline(last) else ""


def _byline_in(text: str, parts: list[str]) -> str:
    if is_byline(text) and not agency_named(text):
        return text
    return next((part for part in parts if is_byline(part) and not agency_named(part)), "")
