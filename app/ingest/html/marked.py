"""What the elements of a page are marked as: microdata and RDFa Lite of an article, times, bylines, headings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from app.ingest.draft import Draft
from app.ingest.html.tree import text_of

_ARTICLE = re.compile(r"(?:Article|BlogPosting|Blog|Report|Review|CreativeWork|Recipe|WebPage)/?$")
_FIELDS = {
    "headline": "title",
    "name": "title",
    "description": "description",
    "abstract": "description",
    "articlebody": "body",
    "datepublished": "published",
    "issued": "published",
    "created": "published",
    "datecreated": "published",
    "datemodified": "updated",
    "modified": "updated",
    "author": "author",
    "creator": "author",
    "articlesection": "section",
    "keywords": "tags",
    "inlanguage": "language",
    "image": "image_url",
    "url": "url",
}
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author|authors|autor|autore|autores|auteur|auteurs|verfasser|redakteur|skribent|"
    r"journalist|reporter|writer|contributor|vcard|writtenby|written-by|posted-by|yazar|forfatter|kirjoittaja)"
    r"(?:$|[\s_-]|name|s?_)|(?:article|post|story|entry)-?(?:author|byline)",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(r"bio|avatar|image|img|photo|picture|social|follow|twitter|comment|box|more|about|desc|date", re.I)
_TIME = re.compile(
    r"(?:^|[\s_-])(?:date|datetime|dateline|published|publish|pubdate|timestamp|time|posted|posted-on|entry-date|datum|fecha|"
    r"data|tarih|dato|created|meta__date)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"comment|related|sidebar|recommend|teaser|widget|most-?read|popular|trending|footer|promo|newsletter|"
    r"also-?read|read-?more|latest|carousel|outbrain|taboola",
    re.IGNORECASE,
)
_LONGEST_BYLINE, _LONGEST_DATE = 200, 120
_MOST = 40


@dataclass(frozen=True, slots=True)
class Marks:
    """Bylines and dates as they stand on the page, in order, those of other stories and comments left out.

    ``headings``: the texts of all ``h1``; ``times``: of the dates, what their elements say to machines.
    """

    article: Draft
    headings: tuple[str, ...]
    bylines: tuple[str, ...]
    times: tuple[str, ...]
    dates: tuple[str, ...]


def read_marks(root: HtmlElement) -> Marks:
    headings: list[str] = []
    bylines: list[str] = []
    times: list[str] = []
    dates: list[str] = []
    properties: list[tuple[str, HtmlElement]] = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if name := element.get("itemprop") or element.get("property"):
            properties.append((name, element))
        if element.tag == "h1":
            headings.append(text_of(element)[:1000])
        elif element.tag not in ("body", "html", "meta", "link", "script", "img", "svg", "form", "style"):
            _stamp(element, bylines, times, dates)
    distinct = tuple(dict.fromkeys(text for text in headings if text))
    return Marks(_article(properties), distinct[:_MOST], *(tuple(found[:_MOST]) for found in (bylines, times, dates)))


def _stamp(element: HtmlElement, bylines: list[str], times: list[str], dates: list[str]) -> None:
    """Note ``element`` if it is marked as a byline or a date."""
    marks = f"{element.get('class') or ''} {element.get('rel') or ''} {element.get('itemprop') or ''}"
    if element.tag == "time" or (len(marks) > 2 and _TIME.search(marks)):
        _date(element, times, dates)
    elif len(marks) > 2 and len(bylines) < _MOST and _BYLINE.search(marks) and not _NOT_A_NAME.search(marks):
        text = text_of(element)
        if 1 < len(text) <= _LONGEST_BYLINE and not _elsewhere(element):
            bylines.append(text)


def _date(element: HtmlElement, times: list[str], dates: list[str]) -> None:
    if len(dates) >= _MOST or _elsewhere(element):
        return
    written = element.get("datetime") or element.get("content")
    text = text_of(element)
    if written and len(written) <= _LONGEST_DATE:
        times.append(written)
    elif 3 < len(text) <= _LONGEST_DATE and any(char.isdigit() for char in text):
        dates.append(text)


def _elsewhere(element: HtmlElement) -> bool:
    """In a comment, among other stories, beside or below the article."""
    for outer in element.iterancestors():
        if outer.tag in ("aside", "footer", "nav"):
            return True
        if outer.tag in ("body", "main"):
            return False
        if _ELSEWHERE.search(f"{outer.get('class') or ''} {outer.get('id') or ''}"):
            return True
    return False


def _article(properties: list[tuple[str, HtmlElement]]) -> Draft:
    """The item of the page that says most of an article."""
    items: dict[HtmlElement, dict[str, list[str]]] = {}
    for names, element in properties:
        scope = _scope(element)
        if scope is None or not _ARTICLE.search(_type(scope).strip()):
            continue
        for name in names.split():
            if field := _FIELDS.get(name.rpartition(":")[2].rpartition("/")[2].casefold()):
                value = _person(element) if field == "author" else _value(element, field)
                items.setdefault(scope, {}).setdefault(field, []).append(value)
    best = max(items.values(), key=_weight, default=None)
    return _draft(best) if best else Draft()


def _type(scope: HtmlElement) -> str:
    return scope.get("itemtype") or scope.get("typeof") or ""


def _scope(element: HtmlElement) -> HtmlElement | None:
    marker = "itemscope" if element.get("itemprop") else "typeof"
    return next((outer for outer in element.iterancestors() if outer.get(marker) is not None), None)


def _weight(item: Mapping[str, list[str]]) -> int:
    return len(item) + 3 * ("body" in item) + ("title" in item)


def _value(element: HtmlElement, field: str) -> str:
    for attribute in ("content", "datetime", "href", "src"):
        if (value := element.get(attribute)) is not None and (attribute in ("content", "datetime") or "url" in field):
            return str(value).strip()
    return text_of(element)


def _person(element: HtmlElement) -> str:
    """The name inside an author, or the element's own text."""
    if value := element.get("content"):
        return str(value).strip()
    for inner in element.iter():
        if isinstance(inner.tag, str) and "name" in (inner.get("itemprop") or inner.get("property") or "").split(":"):
            return inner.get("content") or text_of(inner)
    return text_of(element)


def _draft(item: Mapping[str, list[str]]) -> Draft:
    first = {field: next(filter(None, values), "") for field, values in item.items()}
    tags = [tag.strip() for text in item.get("tags", ()) for tag in text.split(",") if tag.strip()]
    authors = [name for name in item.get("author", ()) if name and "://" not in name and len(name) <= _LONGEST_BYLINE]
    plain = {name: value for name, value in first.items() if name not in ("author", "tags")}
    return Draft(**plain, tags=tuple(_distinct(tags)), authors=tuple(_distinct(authors)))


def _distinct(texts: list[str]) -> Iterator[str]:
    yield from dict.fromkeys(texts)
