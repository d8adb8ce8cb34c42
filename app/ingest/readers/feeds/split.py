"""A feed cut into its items, as bytes and in bounded memory, before anything is parsed.

Each item is then parsed by itself. So a fault costs one item and not the rest of the feed, the parser never
holds more than one item, and a document type with its entities never reaches it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader

from app.ingest.readers.feeds.names import is_plain
from app.ingest.readers.feeds.window import Found, Window

#: What is kept of the head of a feed, in bytes.
HEAD = 256 * 1024
WITHOUT_ITEMS = 16 * 1024
#: What hides tags that are none, by its first bytes, and how it ends.
HIDDEN = {
    b"<![C": re.compile(rb"\]\]>"),
    b"<!--": re.compile(rb"-->"),
    b"<!DO": re.compile(rb"\]\s{0,99}>"),
}
HIDES = rb"(?P<hides><!\[CDATA\[|<!--|<!DOCTYPE[^>\[]{0,200}\[)"
ANY_ITEM = re.compile(HIDES + rb"|<(?P<name>(?:[\w.-]{1,60}:)?(?:item|entry))(?=[\s/>])", re.IGNORECASE)
TAG_END = re.compile(rb">")
ROOT_END = re.compile(rb"</\s*(?:[\w.-]{1,60}:)?(?:rss|feed|RDF|channel)\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """An item as it stands in the input, from ``offset`` on; ``data`` is None where it is too large.

    ``closed``: its end tag was there; ``cut``: the input ended before it.
    """

    offset: int
    data: bytes | None
    closed: bool = True
    cut: bool = False


class Splitter:
    """Reads a feed once: ``head`` is what stands before its first item, ``items()`` gives the items."""

    def __init__(self, stream: BufferedReader, limit: int) -> None:
        self._window = Window(stream, limit)
        beginning = self._window.fill(HEAD)
        self._first = self._first_item(beginning)
        self.head = beginning[: self._first.start if self._first else WITHOUT_ITEMS]

    def items(self) -> Iterator[Piece]:
        """Every item in order. All have the name that the first one has, whatever others stand in them."""
        if self._first is None:
            return
        name = re.escape(self._first.match["name"])
        pattern = re.compile(HIDES + rb"|<(?P<end>/?)" + name + rb"(?=[\s/>])")
        mark: Found | None = self._first
        while mark is not None:
            if mark.match.re is ANY_ITEM or not mark.match["end"]:
                piece, after = self._item(mark, pattern)
                yield piece
            else:
                after = mark.end
            mark = self._mark(pattern, after)

    def ended(self) -> bool:
        """Whether the end tag of the feed was seen, once all items were read."""
        return ROOT_END.search(self._window.rest()[-4096:]) is not None

    def _first_item(self, beginning: bytes) -> Found | None:
        """The first element that is an item by its name, and by its namespace where it has a prefix."""
        at = 0
        while (mark := self._mark(ANY_ITEM, at)) is not None:
            prefix, colon, _ = mark.match["name"].rpartition(b":")
            if not colon or _is_of_feeds(prefix, beginning):
                return mark
            at = mark.end
        return None

    def _item(self, start: Found, pattern: re.Pattern[bytes]) -> tuple[Piece, int]:
        """The item that begins at ``start``, and the place to go on from."""
        window = self._window
        window.keep_from(start.start)
        end = self._end(start, pattern)
        if end is None:
            piece = Piece(start.start, window.cut(window.end), closed=False, cut=True), window.end
        else:
            piece = Piece(start.start, window.cut(end[0]), closed=end[1]), end[0]
        window.let_go()
        return piece

    def _end(self, start: Found, pattern: re.Pattern[bytes]) -> tuple[int, bool] | None:
        """The place after the item, and whether it was closed there; None where the input ends first."""
        opened = self._window.find(TAG_END, start.end)
        if opened is None:
            return None
        if self._closes_itself(opened):
            return opened.end, True
        mark = self._mark(pattern, opened.end)
        if mark is None:
            return None
        if not mark.match["end"]:
            return mark.start, False
        closed = self._window.find(TAG_END, mark.end)
        return None if closed is None else (closed.end, True)

    @staticmethod
    def _closes_itself(tag_end: Found) -> bool:
        return tag_end.match.string[tag_end.match.start() - 1 : tag_end.match.start()] == b"/"

    def _mark(self, pattern: re.Pattern[bytes], at: int) -> Found | None:
        """The next tag of an item that nothing hides."""
        while (found := self._window.find(pattern, at)) is not None:
            if not found.match["hides"]:
                return found
            closing = self._window.find(HIDDEN[found.match["hides"][:4].upper()], found.end)
            if closing is None:
                return None
            at = closing.end
        return None


def _is_of_feeds(prefix: bytes, beginning: bytes) -> bool:
    """Whether the feed declares the prefix as one of RSS or Atom."""
    declared = re.search(rb"xmlns:" + re.escape(prefix) + rb"\s*=\s*[\"']([^\"'<>]{1,200})[\"']", beginning)
    return declared is not None and is_plain(declared[1].decode("utf-8", "replace"))
