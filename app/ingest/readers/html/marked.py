"""What elements of a page are marked as by their names and classes: headings, bylines, dates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from app.ingest.draft import Draft
from app.ingest.normalise.wordlist import words
from app.ingest.readers.html.microdata import marked_article
from app.ingest.readers.html.tree import text_of

_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author|authors|autor|autore|autores|auteur|auteurs|verfasser|redakteur|skribent|"
    r"journalist|reporter|writer|contributor|vcard|writtenby|written-by|posted-by|yazar|forfatter|kirjoittaja)"
    r"(?:$|[\s_-]|name|s?_)|(?:article|post|story|entry)-?(?:author|byline)",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"bio|avatar|image|img|photo|picture|social|follow|twitter|comment|box|more|about|desc|date",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:^|[\s_-])(?:date|datetime|dateline|published|publish|pubdate|timestamp|time|posted|posted-on|entry-date|"
    r"datum|fecha|data|tarih|dato|created|meta__date)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"comment|related|sidebar|recommend|teaser|widget|most-?read|popular|trending|footer|promo|newsletter|"
    r"also-?read|read-?more|latest|carousel|outbrain|taboola",
    re.IGNORECASE,
)
_LONGEST_BYLINE, _LONGEST_DATE = 200, 120
_MOST = 40
#: Never a byline or a date themselves; their classes speak of what is in them.
_NO_STAMPS = words("html body main article section meta link script style img svg form h1 input button")
_WHOLES = words("html head body main article")
_LONGEST_HEADING, _LONGEST_MARKS = 1_000, 300


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands on the page, in order; what belongs to comments and other stories is left out.

    ``headings``: the texts of all ``h1``. ``times``: the dates that elements tell machines, ``dates`` those
    that they tell readers only.
    """

    article: Draft
    headings: tuple[str, ...]
    bylines: tuple[str, ...]
    times: tuple[str, ...]
    dates: tuple[str, ...]


def read_marks(root: HtmlElement) -> Marks:
    stamps = _Stamps([], [], [])
    headings: dict[str, None] = {}
    properties = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if name := element.get("itemprop") or element.get("property"):
            properties.append((name, element))
        if element.tag == "h1" and len(headings) < _MOST:
            headings[text_of(element)[:_LONGEST_HEADING]] = None
        if element.tag not in _NO_STAMPS:
            stamps.look_at(element)
    headings.pop("", None)
    return Marks(
        marked_article(properties),
        tuple(headings),
        tuple(stamps.bylines),
        tuple(stamps.times),
        tuple(stamps.dates),
    )


@dataclass(slots=True)
class _Stamps:
    """The bylines and dates met so far, at most 40 of each."""

    bylines: list[str]
    times: list[str]
    dates: list[str]

    def look_at(self, element: HtmlElement) -> None:
        marks = " ".join(filter(None, map(element.get, ("class", "rel", "itemprop"))))
        kind = _kind(marks[:_LONGEST_MARKS]) if marks else ""
        if element.tag == "time" or kind == "time":
            self._date(element)
        elif kind == "byline" and len(self.bylines) < _MOST:
            text = text_of(element)
            if 1 < len(text) <= _LONGEST_BYLINE and not _elsewhere(element):
                self.bylines.append(text)

    def _date(self, element: HtmlElement) -> None:
        if len(self.dates) + len(self.times) >= _MOST or _elsewhere(element):
            return
        written = element.get("datetime") or element.get("content") or ""
        if written:
            self.times.extend([written] if len(written) <= _LONGEST_DATE else [])
            return
        text = text_of(element)
        if len(text) <= _LONGEST_DATE and any(char.isdigit() for char in text):
            self.dates.append(text)


@lru_cache(maxsize=4096)
def _kind(marks: str) -> str:
    """What an element with these classes may be: ``time``, ``byline`` or neither."""
    if _TIME.search(marks):
        return "time"
    return "byline" if _BYLINE.search(marks) and not _NOT_A_NAME.search(marks) else ""


def _elsewhere(element: HtmlElement) -> bool:
    """In a comment, among other stories, beside or below the article."""
    return any(_is_aside(outer) for outer in _inside_main(element))


def drop_asides(root: HtmlElement) -> None:
    """Take scripts, comments, other stories, and what stands beside or below the article out of the page."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in _WHOLES or element.getparent() is None:
            continue
        if element.tag == "script" or _is_aside(element):
            element.drop_tree()


def _inside_main(element: HtmlElement) -> Iterator[HtmlElement]:
    for outer in element.iterancestors():
        if outer.tag in ("body", "main"):
            return
        yield outer


def _is_aside(outer: HtmlElement) -> bool:
    if outer.tag in ("aside", "footer", "nav"):
        return True
    return _ELSEWHERE.search(f"{outer.get('class') or ''} {outer.get('id') or ''}") is not None
