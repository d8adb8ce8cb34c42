"""JSON Feed, version 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from app.ingest.draft import Draft, Input, Record, Reject
from app.ingest.encoding import UTF8_MARK
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.feeds.authors import name_in
from app.ingest.readers.feeds.furniture import without_furniture
from app.ingest.readers.feeds.links import is_web, joined
from app.ingest.readers.heads import wrapped_array
from app.ingest.readers.json import elements_of
from app.ingest.readers.options import ReadOptions
from app.ingest.readers.values import tags_of, text_of

JsonObject = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Feed:
    title: str = ""
    link: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    base: str = ""


def read_json_feed(source: Input, options: ReadOptions) -> Iterator[Record | Reject]:
    """The items of ``source`` in order; ``number`` counts them from 1."""
    feed = _feed(source.stream.peek(1).removeprefix(UTF8_MARK), source.url)
    for number, element in enumerate(elements_of(source, options, titled=True), start=1):
        try:
            if element.fault is not None:
                raise element.fault
            yield Record(_draft(element.value, feed, element.flags), number, element.offset)
        except RecordFault as fault:
            yield Reject(fault.reason, number, element.offset, fault.detail)


def _feed(head: bytes, address: str) -> _Feed:
    """What the feed says of itself before its items."""
    told = _before_items(head)
    link = _text(told, "home_page_url")
    return _Feed(
        title=_text(told, "title"),
        link=link,
        language=_text(told, "language"),
        authors=_authors(told),
        base=address or _text(told, "feed_url") or link,
    )


def _before_items(head: bytes) -> JsonObject:
    items = wrapped_array(head, titled=True)
    whole = head if items is None else head[: items.at] + b"[]" + b"}" * items.depth
    try:
        told = orjson.loads(whole)
    except orjson.JSONDecodeError:
        return {}
    return told if isinstance(told, dict) else {}


def _draft(item: object, feed: _Feed, flags: tuple[str, ...]) -> Draft:
    if not isinstance(item, Mapping):
        raise RecordFault("not_an_object", "an item is no object")
    title, body = _text(item, "title"), _text(item, "content_text")
    description = without_furniture(_text(item, "summary"), title)
    body = without_furniture(_text(item, "content_html") or body, title)
    updated = _text(item, "date_modified")
    return Draft(
        title=title,
        description=description,
        body=body,
        authors=_authors(item) or feed.authors,
        source=feed.title,
        source_domain=feed.link,
        tags=tags_of(item.get("tags") or [], "tags"),
        language=_text(item, "language") or feed.language,
        url=_url(item, feed.base),
        image_url=joined(feed.base, _text(item, "image") or _text(item, "banner_image")),
        external_id=_text(item, "id"),
        published=_text(item, "date_published") or updated,
        updated=updated,
        flags=flags,
    )


def _text(item: JsonObject, name: str) -> str:
    return text_of(item.get(name), name)


def _url(item: JsonObject, base: str) -> str:
    """The item's page; a blog that links elsewhere is the author of what stands on its own page."""
    link = _text(item, "url") or _text(item, "external_url")
    if link:
        return joined(base, link)
    own_id = _text(item, "id")
    return own_id if is_web(own_id) else ""


def _authors(item: JsonObject) -> tuple[str, ...]:
    listed = item.get("authors") or item.get("author") or []
    objects = listed if isinstance(listed, list) else [listed]
    named = [
        _text(author, "name") if isinstance(author, Mapping) else text_of(author, "authors")
        for author in objects
    ]
    return tuple(name for line in named if (name := name_in(line)))
