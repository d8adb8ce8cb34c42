"""Feeds: RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, CDF, in XML. ``number`` counts items from 1.

An item that is not well formed is read as far as it can be and flagged; one of which nothing can be read is
a reject. A feed that ends too early gives the items that are whole, and a reject for the rest.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BufferedReader

from app.ingest.draft import Draft, Input, Record, Reject
from app.ingest.encoding import UTF8_MARK, Transcoded
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.feeds.channel import Channel, read_channel
from app.ingest.readers.feeds.charset import declared, is_like_ascii, text_of
from app.ingest.readers.feeds.entities import resolved
from app.ingest.readers.feeds.fragment import parse_item
from app.ingest.readers.feeds.items import draft_of
from app.ingest.readers.feeds.split import Piece, Splitter
from app.ingest.readers.options import ReadOptions

#: The flag of an item that was not well formed.
DAMAGED = "damaged_markup"


@dataclass(frozen=True, slots=True)
class _Feed:
    channel: Channel
    encoding: str


def read_xml_feed(source: Input, options: ReadOptions) -> Iterator[Record | Reject]:
    """The items of ``source`` in order."""
    stream, encoding = _as_markup(source)
    splitter = Splitter(stream, options.max_record_bytes)
    head, _ = text_of(splitter.head.removeprefix(UTF8_MARK), encoding)
    try:
        feed = _Feed(read_channel(head, source.url), encoding)
    except RecordFault as fault:
        yield Reject(fault.reason, 1, 0, fault.detail)
        return
    number, whole = 0, True
    for number, piece in enumerate(splitter.items(), start=1):
        whole = not piece.cut
        yield _read(piece, number, feed)
    if not number and not feed.channel.root and head.strip():
        yield Reject("bad_xml", 1, 0, "no feed begins here")
    elif feed.channel.root and whole and not splitter.ended():
        yield Reject("truncated", number + 1, None, "the feed does not end")


def _as_markup(source: Input) -> tuple[BufferedReader, str]:
    """The stream, in an encoding in which tags can be found, and that encoding."""
    head = source.stream.peek(1)
    encoding = "utf-8" if head.startswith(UTF8_MARK) else declared(head, source.content_type)
    if is_like_ascii(encoding):
        return source.stream, encoding
    if encoding.startswith("utf-"):  # it was UTF-16 or UTF-32, and has been decoded when it was opened
        return source.stream, "utf-8"
    return io.BufferedReader(Transcoded(source.stream, encoding)), "utf-8"


def _read(piece: Piece, number: int, feed: _Feed) -> Record | Reject:
    try:
        return Record(_draft(piece, feed), number, piece.offset)
    except RecordFault as fault:
        return Reject("truncated" if piece.cut else fault.reason, number, piece.offset, fault.detail)


def _draft(piece: Piece, feed: _Feed) -> Draft:
    if piece.data is None:
        raise RecordFault("record_too_large")
    if piece.cut:
        raise RecordFault("truncated", "the input ends inside this item")
    text, flags = text_of(piece.data, feed.encoding)
    parsed = parse_item(resolved(text, feed.channel.entities), feed.channel.spaces)
    if not len(parsed.root) or not len(parsed.root[0]):
        raise RecordFault("bad_xml", "no element")
    draft = draft_of(parsed.root[0][0], feed.channel)
    damaged = (DAMAGED,) if parsed.fault else ()
    return replace(draft, flags=(*flags, *damaged))
