"""First stage of reading a query: characters folded, then cut into lexemes. Never raises."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from app.search.fields import DATE_FIELDS, FIELDS, SCOPES


class Kind(StrEnum):
    OPEN = "("
    CLOSE = ")"  # with what is tied to its end
    SIGN = "sign"  # a run of + and - before a word, phrase or parenthesis
    FIELD = "field"  # the name of a field and its colon
    PHRASE = "phrase"  # with its quotes and what is tied to its end
    NEAR = "near"  # NEAR(a, b, 5) or near5:"a b", with what is tied to its end
    REPEAT = "repeat"  # repeat3:"word" or repeat3:word, with what is tied to its end
    RANGE = "range"  # [a TO b] behind a colon, in brackets or braces, with what is tied to its end
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of the query as folded; ``position`` is that of its first character in the text lexed."""

    kind: Kind
    text: str
    position: int


@dataclass(frozen=True, slots=True)
class Folded:
    """A query with one character for each sign that means the same.

    ``positions[i]`` is the place of ``text[i]`` in ``q``; ``removed`` are the places of what
    was taken out, because it is taken out of articles too.
    """

    text: str
    positions: tuple[int, ...]
    removed: tuple[int, ...]

    def position(self, index: int) -> int:
        """Place in ``q`` of the folded character ``index``, or of the end."""
        if index < len(self.positions):
            return self.positions[index]
        return self.positions[-1] + 1 if self.positions else 0


_SPACE = re.compile(r"\s")
_OPERATORS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SAME = {
    **_FULL_WIDTH,
    **dict.fromkeys(map(ord, "“”„‟«»"), ord('"')),
    **dict.fromkeys(map(ord, "‘’‚‛"), ord("'")),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), ord("-")),
}

#: Other spellings that readers try, and the field they mean.
ALIASES: dict[str, str] = {
    "headline": "title",
    "summary": "description",
    "text": "body",
    "lang": "language",
    **{field.parameter: field.name for field in FIELDS if field.parameter},
}
#: Names that may stand before a colon.
NAMES: tuple[str, ...] = SCOPES + DATE_FIELDS
_NAMES = "|".join(sorted(chain(NAMES, ALIASES), key=len, reverse=True))
#: One thing tied to the end of a part: ``~``, ``~2``, ``^3.5``. A tilde before a letter is text, as in
#: example.org/~name.
SUFFIX = r"(?:~(?:[\d.+-][\w.+-]*)?|\^[\w.+-]*)"
_QUOTED = rf'"[^"]*+(?:"{SUFFIX}*)?'

_LEXEME = re.compile(
    rf"""
      (?P<open>\() | (?P<close>\)(?:\^[\w.+-]*)?)
    | (?P<phrase>{_QUOTED})
    | (?P<near>(?i:near)(?:\((?:[^()"]|"[^"]*+")*+(?:\){SUFFIX}*|$)|\d*:{_QUOTED}))
    | (?P<repeat>(?i:repeat)\d+:(?:{_QUOTED}|[^\s()"]+))
    | (?P<range>(?<=:)[\[{{](?:[^\[\]{{}}"]*\s)?TO(?:\s[^\[\]{{}}"]*)?[\]}}]{SUFFIX}*)
    | (?P<sign>[+-]+(?=[^\s)+-]))
    | (?P<field>(?i:{_NAMES}):(?=[^\s)]))
    | (?P<word>[^\s()"]+)
    """,
    re.VERBOSE,
)


def fold_query(q: str) -> Folded:
    """Curly quotes, dashes, full-width signs and spaces as their plain forms; control characters out."""
    removed = tuple(place for place, char in enumerate(q) if _is_removed(char))
    places = tuple(sorted(set(range(len(q))).difference(removed)))
    text = "".join(q[place] for place in places) if removed else q
    return Folded(_SPACE.sub(" ", text).translate(_SAME), places, removed)


def _is_removed(char: str) -> bool:
    return not char.isprintable() and not char.isspace() and unicodedata.category(char) in ("Cc", "Cs")


def lex(text: str) -> Iterator[Lexeme]:
    """The lexemes of folded text, which hold every character of it but spaces."""
    for match in _LEXEME.finditer(text):
        yield Lexeme(_kind(match), match[0], match.start())


def _kind(match: re.Match[str]) -> Kind:
    if match.lastgroup in ("open", "close"):
        return Kind(match[0][0])
    if match.lastgroup == "word":
        return _OPERATORS.get(match[0], Kind.WORD)
    return Kind(str(match.lastgroup))
