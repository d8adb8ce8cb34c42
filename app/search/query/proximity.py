"""Words that stand together: phrases, ``NEAR(a, b, 5)``, ``near5:"a b"``, ``repeat3:"word"``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.search.query.lexer import Lexeme
from app.search.query.notes import Notes
from app.search.query.suffixes import Suffixes, read_suffixes, split_suffixes
from app.search.query.tree import Near, Node, Phrase, Repeat

#: Words between the parts of NEAR where it names no number.
_NEAR_WORDS = 10
_LISTED = re.compile(r'near\((?P<inner>(?:[^()"]|"[^"]*")*)(?P<close>\)?)(?P<tied>.*)', re.I | re.S)
_ITEM = re.compile(r'(?:[^,"]|"[^"]*")+')
_NUMBER = re.compile(r"\s*([+-]?[\d.]+(?:[eE][+-]?\d+)?)\s*")
_SLOP_HINT = 'between words: "a b"~5 lets five others stand there; a fuzzy word has no quotes'
_NEAR_HINT = "write NEAR(a, b, 5): words or phrases, and how many others may stand between"


def has_word(text: str) -> bool:
    """Whether there is a letter or digit, without which nothing can be searched for."""
    return any(map(str.isalnum, text))


def read_phrase(lexeme: Lexeme, notes: Notes) -> Node | None:
    """A phrase, with its slop; None when it holds no word."""
    inner, suffixes = _quoted(lexeme.text, lexeme.position, notes)
    text = _words(inner, lexeme.position + 1, notes)
    if not has_word(text):
        notes.warn("the phrase holds no word and is left out", lexeme.position)
        return None
    notes.count_term(lexeme.position)
    return suffixes.boosted(Phrase(text, _slop(text, suffixes, notes)))


def _slop(text: str, suffixes: Suffixes, notes: Notes) -> int:
    if not suffixes.tilde or len(re.findall(r"\w+", text)) < 2:
        suffixes.warn_of_tilde(notes, _SLOP_HINT)
        return 0
    return notes.number(suffixes.tilde, 0, notes.limits.distance, "the distance of words", suffixes.index)


@dataclass(frozen=True, slots=True)
class _Part:
    """A text of the query, and where it begins."""

    text: str
    index: int


def read_near(lexeme: Lexeme, notes: Notes) -> Node | None:
    """Either spelling of NEAR; None when it holds no word."""
    listed = _LISTED.fullmatch(lexeme.text)
    items, number, suffixes = (
        _called_near(lexeme, notes) if listed is None else _listed(listed, lexeme, notes)
    )
    suffixes.warn_of_tilde(notes, _NEAR_HINT)
    most = notes.limits.distance
    written = number or str(min(_NEAR_WORDS, most))
    distance = notes.number(written, 0, most, "the distance of NEAR", lexeme.position)
    parts = list(_parts(items, notes))
    if len(parts) > 1:
        return suffixes.boosted(Near(tuple(parts), distance))
    notes.warn("NEAR is of two words or phrases at least", lexeme.position, _NEAR_HINT)
    return suffixes.boosted(Phrase(parts[0])) if parts else None


def _listed(found: re.Match[str], lexeme: Lexeme, notes: Notes) -> tuple[list[_Part], str, Suffixes]:
    """``NEAR(a, "b c", 5)``: its items, the number or nothing, and what is tied to its end."""
    if not found["close"]:
        _warn_unclosed("parenthesis", lexeme.position, notes)
    suffixes = read_suffixes(found["tied"], lexeme.position + found.start("tied"), notes)
    inside = _ITEM.finditer(lexeme.text, found.start("inner"), found.end("inner"))
    items = [_Part(item[0], lexeme.position + item.start()) for item in inside]
    number = _NUMBER.fullmatch(items[-1].text) if items else None
    return (items[:-1], number[1], suffixes) if number else (items, "", suffixes)


def _called_near(lexeme: Lexeme, notes: Notes) -> tuple[list[_Part], str, Suffixes]:
    """``near5:"a b"``, each word of which is an item."""
    number, inner, suffixes = _called(lexeme, notes)
    items = [_Part(word[0], inner.index + word.start()) for word in re.finditer(r"\S+", inner.text)]
    return items, number, suffixes


def _parts(items: list[_Part], notes: Notes) -> Iterator[str]:
    """The items that hold a word, each once."""
    seen: set[str] = set()
    for item in items:
        text = _words(item.text.replace('"', " "), item.index, notes)
        if not has_word(text):
            notes.warn("a part of NEAR holds no word and is left out", item.index)
        elif text.casefold() in seen:
            hint = f'a word that comes again is repeat2:"{text}"'
            notes.warn(f"{text} stands twice in NEAR: once is enough", item.index, hint)
        else:
            notes.count_term(item.index)
            seen.add(text.casefold())
            yield text


def read_repeat(lexeme: Lexeme, notes: Notes) -> Node | None:
    """``repeat3:"word"``, or ``repeat3:word``; None when it holds no word."""
    number, inner, suffixes = _called(lexeme, notes)
    suffixes.warn_of_tilde(notes, 'write repeat3:"word"')
    times = notes.number(number, 1, notes.limits.repeat, "the number of times", lexeme.position)
    text = _words(inner.text, inner.index, notes)
    if not has_word(text):
        notes.warn("repeat holds no word and is left out", lexeme.position)
        return None
    notes.count_term(lexeme.position)
    return suffixes.boosted(Repeat(text, times))


def _called(lexeme: Lexeme, notes: Notes) -> tuple[str, _Part, Suffixes]:
    """Of ``name5:"text"``: the number, the text, and what is tied to the end."""
    name, _, rest = lexeme.text.partition(":")
    index = lexeme.position + len(name) + 1
    number = "".join(filter(str.isdecimal, name))
    if rest.startswith('"'):
        inner, suffixes = _quoted(rest, index, notes)
        return number, _Part(inner, index + 1), suffixes
    text, tied = split_suffixes(rest)
    return number, _Part(text, index), read_suffixes(tied, index + len(text), notes)


def _quoted(text: str, index: int, notes: Notes) -> tuple[str, Suffixes]:
    """What stands in the quotes that ``text`` begins with, and what is tied to their end."""
    inner, closing, tied = text[1:].partition('"')
    if not closing:
        _warn_unclosed("quote", index, notes)
    return inner, read_suffixes(tied, index + len(text) - len(tied), notes)


def _warn_unclosed(sign: str, index: int, notes: Notes) -> None:
    notes.warn(f"this {sign} is not closed", index, "it is read to the end")


def _words(text: str, index: int, notes: Notes) -> str:
    """Words with one space between them; stars mean nothing inside phrases."""
    if "*" in text:
        hint = "* stands for letters only in a word without quotes"
        notes.warn("* inside a phrase is left out", index + text.index("*"), hint)
    return " ".join(text.replace("*", " ").split())
