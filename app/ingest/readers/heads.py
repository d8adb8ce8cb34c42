"""What the first bytes of JSON tell before it is read."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.ingest.field_names import place_of
from app.ingest.readers.scan import Nesting
from app.ingest.readers.wire.ninjs import is_ninjs
from app.ingest.readers.wrappers import LISTS, articles_of, fills

KEY = re.compile(rb'\s*+,?\s*+"([^"\\]*+(?:\\.[^"\\]*+)*+)"\s*+:\s*+', re.DOTALL)
LIST_OF_OBJECTS = re.compile(rb"\[\s*+\{")
SCALAR = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[^\s"\[\]{},:]++', re.DOTALL)
END = re.compile(rb"\s*+\}")
#: How much is looked at, in bytes and in objects, before an input is said to hold no articles.
LOOK = 64 * 1024
LOOK_OBJECTS = 20
BETWEEN = re.compile(r"[\ufeff\s\[,]*+")


@dataclass(frozen=True, slots=True)
class Wrapped:
    """Where in an object's text the list of articles begins, and how many objects are open there."""

    at: int
    depth: int


def wrapped_array(head: bytes, titled: bool = False) -> Wrapped | None:
    """The list of articles in an object of which ``head`` is the beginning.

    None where the object has a title or a body before such a list, unless it may be ``titled`` (a feed is),
    or none begins within ``head``.
    """
    at = depth = 1
    while depth:
        key = KEY.match(head, at)
        if key is None:
            end = END.match(head, at)
            if end is None:
                return None
            at, depth = end.end(), depth - 1
            continue
        name, at = key.group(1).decode("utf-8", "replace"), key.end()
        if name in LISTS and LIST_OF_OBJECTS.match(head, at):
            return Wrapped(at, depth)
        if name in LISTS and head.startswith(b"{", at):
            at, depth = at + 1, depth + 1
        elif (not titled and _says(name)) or (at := _after_value(head, at)) < 0:
            return None
    return None


def _says(name: str) -> bool:
    return (place_of(name) or ("",))[0] in ("title", "body")


def _after_value(head: bytes, at: int) -> int:
    """The index after the value at ``at``, or -1 when ``head`` does not hold all of it."""
    if head.startswith((b"{", b"["), at):
        return Nesting().end(head, at)
    scalar = SCALAR.match(head, at)
    return scalar.end() if scalar and scalar.end() < len(head) else -1


def holds_no_articles(head: bytes) -> bool:
    """Whether an input is JSON whose first objects all lack both a title and a body.

    False where that cannot be told from ``head``: the reader will tell.
    """
    objects = list(_objects(head[:LOOK].decode("utf-8", "replace")))
    return bool(objects) and not any(
        _has_text(article) for value in objects for article in articles_of(value)
    )


def first_objects(head: bytes) -> Iterator[Mapping[str, object]]:
    """The first articles of JSON that begins with ``head``, as far as they stand there whole."""
    wrapped = wrapped_array(head) if head.lstrip()[:1] == b"{" else None
    text = head[wrapped.at if wrapped else 0 :][:LOOK].decode("utf-8", "replace")
    articles = (article for value in _objects(text) for article in articles_of(value))
    return (article for article in articles if isinstance(article, Mapping))


def _objects(text: str) -> Iterator[object]:
    """The first whole objects, one after another or in an array."""
    decoder = json.JSONDecoder()
    at = 0
    for _ in range(LOOK_OBJECTS):
        between = BETWEEN.match(text, at)
        at = between.end() if between else at
        if not text.startswith("{", at):
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield value


def _has_text(value: object) -> bool:
    if not isinstance(value, Mapping) or ("$schema" in value and "properties" in value):
        return False
    return is_ninjs(value) or fills(value, "title") or fills(value, "body")
