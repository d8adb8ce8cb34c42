"""Reading the JSON in a page's scripts: strictly first, then with the repairs that are certain.

Certain is: comment and CDATA marks around it, a comma before a closing bracket, a semicolon behind it,
raw line ends in texts, an escaped apostrophe, all of it escaped as HTML, several values one after another.
What is still no JSON is left out. Nesting, size and the count of objects are bounded.
"""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

Node = Mapping[str, Any]

LONGEST = 4 * 2**20
MOST_NODES = 5_000
_WRAPPING = re.compile(r"^(?:\s|//|/\*|\*/|<!--|<!\[CDATA\[)+|(?:\s|//|/\*|\*/|-->|\]\]>|;)+$")
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_LOOSE_COMMA = re.compile(rf"({_STRING})|,(?=\s*+[\]}}])", re.DOTALL)
_LOOSE_ESCAPE = re.compile(r"\\(?:(?=')|(?=\n))")
_BETWEEN = re.compile(r"[\s,;]*+")
_DECODER = json.JSONDecoder(strict=False)


def values_in(script: str) -> list[Any]:
    """The JSON values in ``script``; none when it is no JSON."""
    if len(script) > LONGEST:
        return []
    text = _WRAPPING.sub("", script)
    return _values(text) or _values(_repaired(text))


def _repaired(text: str) -> str:
    if '"' not in text and "&quot;" in text:
        text = unescape(text)
    return _LOOSE_COMMA.sub(r"\1", _LOOSE_ESCAPE.sub("", text))


def _values(text: str) -> list[Any]:
    values: list[Any] = []
    at = 0
    while at < len(text):
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return values
        values.append(value)
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
    return values


def nodes_in(values: list[Any]) -> list[Node]:
    """Every object in ``values``, outer ones first; at most 5,000."""
    return list(_nodes(values))


def _nodes(values: list[Any]) -> Iterator[Node]:
    waiting = list(reversed(values))
    count = 0
    while waiting and count < MOST_NODES:
        value = waiting.pop()
        if isinstance(value, Mapping):
            count += 1
            yield value
            waiting.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            waiting.extend(reversed(value[:MOST_NODES]))
