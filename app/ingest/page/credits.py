"""Who is credited on a page: the source, who printed it again, the agency, the place, the author."""

import re
from dataclasses import dataclass

from app.ingest.normalise.agencies import agency_named
from app.ingest.page.labels import field_named
from app.ingest.page.layout import Layout
from app.ingest.page.likeness import key_of, tokens
from app.ingest.page.namelines import read_name_lines
from app.ingest.page.site import browser_title, title_parts
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
    line = read_name_lines(page)
    source = credited or site
    again = site if credited and site.casefold() != credited.casefold() else ""
    agency = line.agency or (agency_named(credited) if credited else "") or ""
    return Credits(source, again, agency, line.place, line.byline)


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
    headline = page.title.text
    main, site = browser_title(page.blocks[0].text, {key_of(headline): 1}, tokens(headline))
    headline, first = key_of(headline), key_of(main)
    return site if headline and (headline.startswith(first) or first.startswith(headline)) else ""


def _masthead(page: Layout) -> str:
    """A name alone above the title; over a menu it must stand in capitals or again at the page's foot."""
    above = [title_parts(block.text)[0] for block in page.blocks[: min(page.title.index, _MASTHEAD_BLOCKS)]]
    names = [text for text in above if _may_be_name(text) and not furniture(text)]
    names = [name for name in names if key_of(name) != key_of(page.title.text)]
    if page.title.index <= _MASTHEAD_BLOCKS:
        return next(iter(names), "")
    foot = " | ".join(key_of(block.text) for block in page.blocks[-_FOOT_BLOCKS:])
    return next((name for name in names if name.isupper() or key_of(name) in foot), "")


def _may_be_name(text: str) -> bool:
    """Printed in capitals, two capitalised words or more, or a domain."""
    words = text.split()
    if len(words) > _MOST_NAME_WORDS or any(char in text for char in "|:?!/"):
        return False
    named = sum(word[:1].isupper() for word in words) >= 2 and all(
        word[:1].isupper() for word in words if len(word) > 3
    )
    return named or text.isupper() or _DOMAIN.fullmatch(text) is not None


def _owner(page: Layout) -> str:
    """Who claims the rights behind the article or at the foot of the page."""
    foot = range(max(page.body.end, len(page.blocks) - _FOOT_BLOCKS), len(page.blocks))
    for index in (*page.tail(), *foot):
        found = _RIGHTS.search(page.blocks[index].text[:200])
        if found and not claims_rights(found["name"]):
            return _name(found["name"])
    return ""
