"""An article in microdata or RDFa Lite: what its elements are marked as, as a draft."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml.html import HtmlElement

from app.ingest.draft import Draft
from app.ingest.readers.html.tree import text_of

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
_LONGEST_NAME = 200


def marked_article(properties: Iterable[tuple[str, HtmlElement]]) -> Draft:
    """The item that says most of an article; ``properties``: the page's elements with the names they bear."""
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
        if (value := element.get(attribute)) is not None and (
            attribute in ("content", "datetime") or "url" in field
        ):
            return str(value).strip()
    return text_of(element)


def _person(element: HtmlElement) -> str:
    """The name inside an author, or the element's own text."""
    if value := element.get("content"):
        return str(value).strip()
    for inner in element.iter():
        if isinstance(inner.tag, str) and "name" in (
            inner.get("itemprop") or inner.get("property") or ""
        ).split(":"):
            return inner.get("content") or text_of(inner)
    return text_of(element)


def _draft(item: Mapping[str, list[str]]) -> Draft:
    first: dict[str, Any] = {field: next(filter(None, values), "") for field, values in item.items()}
    tags = [tag.strip() for text in item.get("tags", ()) for tag in text.split(",") if tag.strip()]
    authors = [
        name for name in item.get("author", ()) if name and "://" not in name and len(name) <= _LONGEST_NAME
    ]
    plain = {name: value for name, value in first.items() if name not in ("author", "tags")}
    return Draft(**plain, tags=tuple(dict.fromkeys(tags)), authors=tuple(dict.fromkeys(authors)))
