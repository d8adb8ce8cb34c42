"""A check of JSON Feeds by the tables of the specification, version 1.1."""

import re
from collections.abc import Iterator
from typing import Any

from app.api.formats.jsonfeed import VERSION

_FEED = {
    "version": str,
    "title": str,
    "home_page_url": str,
    "feed_url": str,
    "description": str,
    "user_comment": str,
    "next_url": str,
    "icon": str,
    "favicon": str,
    "authors": list,
    "language": str,
    "expired": bool,
    "hubs": list,
    "items": list,
}
_ITEM = {
    "id": str,
    "url": str,
    "external_url": str,
    "title": str,
    "content_html": str,
    "content_text": str,
    "summary": str,
    "image": str,
    "banner_image": str,
    "date_published": str,
    "date_modified": str,
    "authors": list,
    "tags": list,
    "language": str,
    "attachments": list,
}
_AUTHOR = {"name": str, "url": str, "avatar": str}
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def faults(feed: dict[str, Any]) -> list[str]:
    """What is not as the specification says."""
    return list(_all(feed))


def _all(feed: dict[str, Any]) -> Iterator[str]:
    yield from _members(feed, _FEED, ("version", "title", "items"), "feed")
    if feed.get("version") != VERSION:
        yield "feed: not the version's address"
    for item in feed.get("items", []):
        yield from _members(item, _ITEM, ("id",), "item")
        if "content_html" not in item and "content_text" not in item:
            yield "item: neither content_html nor content_text"
        for name in ("date_published", "date_modified"):
            if name in item and not _RFC_3339.fullmatch(item[name]):
                yield f"item: {name} is no date of RFC 3339"
        for author in item.get("authors", []):
            yield from _members(author, _AUTHOR, (), "author")
            if not author:
                yield "author: has nothing"
        if not all(isinstance(tag, str) for tag in item.get("tags", [])):
            yield "item: a tag is no text"


def _members(
    thing: dict[str, Any], known: dict[str, type], needed: tuple[str, ...], what: str
) -> Iterator[str]:
    for name in needed:
        if name not in thing:
            yield f"{what}: {name} is missing"
    for name, value in thing.items():
        if name.startswith("_"):
            continue
        if name not in known:
            yield f"{what}: {name} is not of the format"
        elif not isinstance(value, known[name]):
            yield f"{what}: {name} is no {known[name].__name__}"
