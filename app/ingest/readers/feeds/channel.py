"""What a feed says of itself before its first item."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lxml import etree

from app.ingest.normalise.markup import plain_text
from app.ingest.readers.feeds.authors import names_in
from app.ingest.readers.feeds.entities import declared_in, resolved
from app.ingest.readers.feeds.fragment import parse_head
from app.ingest.readers.feeds.links import base_of, joined, link_of
from app.ingest.readers.feeds.names import attribute_of, children_of, name_of
from app.ingest.readers.feeds.texts import language_around, line_of, text_of

MARK = "dateline-first-item"
PROLOG = re.compile(
    r"<\?xml[^>]{0,500}\?>|<!DOCTYPE[^\[>]{0,500}+(?:>|\[.*?(?:\]\s{0,99}+>|\Z))", re.DOTALL | re.IGNORECASE
)
BEGINNING = re.compile(r"<(?:(?:[\w.-]{1,60}:)?(?:rss|feed|rdf|channel)[\s>])", re.IGNORECASE)
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Channel:
    """``root`` is the name of the feed's outermost element, empty where there is none.

    ``base`` is the address that relative links count from; ``spaces`` the namespaces by prefix and
    ``entities`` the short texts by name that its head declares.
    """

    root: str = ""
    title: str = ""
    link: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    base: str = ""
    spaces: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    entities: Mapping[str, str] = field(default_factory=lambda: NOTHING)


def read_channel(head: str, address: str) -> Channel:
    """What ``head``, the text before the first item, tells. ``address`` is where the feed was fetched from.

    Raises RecordFault ``xml_entity`` or ``too_deep``.
    """
    entities = declared_in(head)
    beginning = BEGINNING.search(PROLOG.sub("", head))
    if beginning is None:
        return Channel(base=address, entities=entities)
    text = resolved(PROLOG.sub("", head)[beginning.start() :], entities)
    root = parse_head(f"{text}<{MARK}/>").root
    mark = next((element for element in root.iter() if str(element.tag).endswith(MARK)), root)
    around = (mark, *mark.iterancestors())
    channel = _channel(root, around)
    told = children_of(channel)
    link = link_of(told.get("link", ()), "") or attribute_of(channel, "href")
    base = base_of(around[::-1], address or link)
    return Channel(
        root=name_of(root),
        title=_title(told),
        link=joined(base, link),
        language=_language(told, around),
        authors=tuple(name for element in told.get("author", ()) for name in names_in(element)),
        base=base,
        spaces={prefix or "": space for prefix, space in mark.nsmap.items()},
        entities=entities,
    )


def _channel(root: etree._Element, around: tuple[etree._Element, ...]) -> etree._Element:
    """The element whose children speak of the feed: what is open where the items begin, or beside them."""
    named = (element for element in (*around, *root) if name_of(element) in ("channel", "feed"))
    return next(named, root)


def _title(told: Mapping[str, list[etree._Element]]) -> str:
    texts = (text_of(element) for name in ("title", "dc:title") for element in told.get(name, ()))
    return next((plain_text(text).strip() for text in texts if text.strip()), "")


def _language(told: Mapping[str, list[etree._Element]], around: tuple[etree._Element, ...]) -> str:
    said = (line_of(element) for name in ("language", "dc:language") for element in told.get(name, ()))
    return next((line for line in said if line), "") or language_around(around)
