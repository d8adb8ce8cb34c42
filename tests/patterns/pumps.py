"""Texts that make a pattern slow if anything does, made from its parse tree.

A pattern takes more than linear time where it can divide a long run among its parts in many ways, or where it
is tried at each place of a run that it reads to the end. So each of its repeated parts is written many times:
behind what leads to it, and before what must make the whole fail.
"""

import re._constants as names
import re._parser as parser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.patterns.ours import AnyPattern

#: What may stand for a class of characters, the first of these that is in it.
_LETTERS = "aA0 .-,'_\n\t/:<>\"=;&@é\x1f\x00(["
_WAYS = 3
_ENDINGS = ("", "\x00", "x", " ", "\n", "!")
_REPEATS = {names.MAX_REPEAT, names.MIN_REPEAT, names.POSSESSIVE_REPEAT}
_CATEGORIES = {
    names.CATEGORY_DIGIT: str.isdigit,
    names.CATEGORY_SPACE: str.isspace,
    names.CATEGORY_WORD: lambda char: char.isalnum() or char == "_",
}
_NEGATED = {
    names.CATEGORY_NOT_DIGIT: names.CATEGORY_DIGIT,
    names.CATEGORY_NOT_SPACE: names.CATEGORY_SPACE,
    names.CATEGORY_NOT_WORD: names.CATEGORY_WORD,
}


@dataclass(frozen=True, slots=True)
class Pump:
    """``text(n)`` holds ``body`` as often as fits into n characters."""

    start: str
    body: str
    end: str

    def text(self, length: int) -> str:
        return self.start + self.body * (length // len(self.body)) + self.end


def pumps_of(pattern: AnyPattern) -> list[Pump]:
    written = pattern.pattern
    tree = parser.parse(written, pattern.flags & ~parser.SRE_FLAG_DEBUG)
    bodies, starts = set(), {""}
    for before, body in _repeated(tree, ""):
        bodies |= {body, before + body}
        starts.add(before)
    singles = sorted(body for body in bodies if len(body) == 1)
    bodies |= {one + other for one in singles for other in singles if one != other}
    return [
        Pump(start, body, end)
        for body in sorted(bodies - {""})
        for start in sorted(starts, key=len)[:4]
        for end in _ENDINGS
    ]


def _repeated(items: Sequence[tuple[object, object]], before: str) -> Iterator[tuple[str, str]]:
    """What leads to each part that may be long, and the part, in some of the ways to write it."""
    for operation, value in items:
        for way in range(_WAYS):
            if operation in _REPEATS and value[1] >= 8:
                yield before, _sample(value[2], way)
        for inner in _inner(operation, value):
            yield from _repeated(inner, before)
        before += _written(operation, value, 0)


def _inner(operation: object, value: object) -> list[Sequence[tuple[object, object]]]:
    if operation in _REPEATS:
        return [value[2]]
    if operation is names.BRANCH:
        return list(value[1])
    if operation is names.SUBPATTERN:
        return [value[3]]
    if operation in (names.ASSERT, names.ASSERT_NOT):
        return [value[1]]
    return [value] if operation is names.ATOMIC_GROUP else []


def _sample(items: Sequence[tuple[object, object]], way: int) -> str:
    return "".join(_written(operation, value, way) for operation, value in items)


def _written(operation: object, value: object, way: int) -> str:
    """A text that the part matches, or one that is near it."""
    if operation is names.LITERAL:
        return chr(value)
    if operation is names.NOT_LITERAL:
        return "a" if value != ord("a") else "b"
    if operation is names.ANY:
        return "a .-"[way]
    if operation is names.IN:
        return _one_of(value, way)
    if operation in _REPEATS:
        least, most, part = value
        return _sample(part, way) * max(least, min(way, most))
    inner = [] if operation in (names.ASSERT, names.ASSERT_NOT) else _inner(operation, value)
    return _sample(inner[way % len(inner)], way) if inner else ""


def _one_of(members: Sequence[tuple[object, object]], way: int) -> str:
    named = [
        chr(value if operation is names.LITERAL else value[0])
        for operation, value in members
        if operation in (names.LITERAL, names.RANGE)
    ]
    fitting = [char for char in dict.fromkeys((*_LETTERS, *named)) if _is_in(char, members)]
    return fitting[way % len(fitting)] if fitting else ""


def _is_in(char: str, members: Sequence[tuple[object, object]]) -> bool:
    negated = members[0][0] is names.NEGATE
    return negated != any(_fits(char, operation, value) for operation, value in members)


def _fits(char: str, operation: object, value: object) -> bool:
    if operation is names.LITERAL:
        return ord(char) == value
    if operation is names.RANGE:
        return value[0] <= ord(char) <= value[1]
    if operation is names.CATEGORY:
        return _CATEGORIES[value](char) if value in _CATEGORIES else not _CATEGORIES[_NEGATED[value]](char)
    return False
