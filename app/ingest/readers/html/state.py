"""The text of an article that a page holds as data for its scripts, where nothing of it can be seen."""

import json
import re
from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement

from app.ingest.field_names import place_of
from app.ingest.normalise.markup import plain_text
from app.ingest.readers.html.ldjson import Node, nodes_in
from app.ingest.readers.html.sitename import compact

#: An object or an array that is a script's whole content or is given to a name or a call.
_VALUE = re.compile(r"(?:^|=|\()\s*+(?=[{\[])")
_MARKED = re.compile(r"_?html$", re.IGNORECASE)
_DECODER = json.JSONDecoder(strict=False)
_MOST_VALUES, _LONGEST, _SHORTEST_TEXT = 20, 8 * 2**20, 300


def stated_text(root: HtmlElement, titles: frozenset[str]) -> str:
    """The longest text of an object that bears one of the ``titles`` (keys of ``compact``), or ""."""
    values = [value for script in root.iter("script") for value in _values(script.text or "")]
    texts = (text for node in nodes_in(values) if _is_titled(node, titles) for text in _bodies(node))
    return max(texts, key=len, default="")


def _values(script: str) -> Iterator[object]:
    if not _SHORTEST_TEXT < len(script) <= _LONGEST:
        return
    at = 0
    for _ in range(_MOST_VALUES):
        found = _VALUE.search(script, at)
        if found is None:
            return
        try:
            value, at = _DECODER.raw_decode(script, found.end())
        except (ValueError, RecursionError):
            at = found.end() + 1
        else:
            yield value


def _is_titled(node: Node, titles: frozenset[str]) -> bool:
    return any(compact(text) in titles for text in _texts(node, "title"))


def _bodies(node: Node) -> Iterator[str]:
    """Its texts, and those that it holds in a list of paragraphs."""
    lists = (value for value in node.values() if isinstance(value, list))
    joined = ("\n\n".join(text for item in items for text in _paragraphs(item)) for items in lists)
    for text in (*_texts(node, "body"), *joined):
        plain = plain_text(text)
        if len(plain) >= _SHORTEST_TEXT:
            yield plain


def _paragraphs(item: object) -> Iterator[str]:
    if isinstance(item, str):
        yield item
    elif isinstance(item, Mapping):
        yield from _texts(item, "body")


def _texts(node: Node, field: str) -> Iterator[str]:
    """The texts of ``node`` under the names that publishers use for a field: ``content``, ``contentHtml``."""
    for name, value in node.items():
        place = place_of(name) or place_of(_MARKED.sub("", name))
        if isinstance(value, str) and place is not None and place[0] == field:
            yield value
