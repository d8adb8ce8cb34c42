"""Single words of a query: as written, prefixes, patterns, fuzzy ones."""

import re

from app.search.query.hints import warn_of_no_word, warn_of_word
from app.search.query.lexer import Kind, Lexeme, lex
from app.search.query.notes import Notes
from app.search.query.proximity import has_word
from app.search.query.suffixes import Suffixes, read_suffixes, split_suffixes
from app.search.query.tree import All, Fuzzy, Node, Pattern, Phrase, Prefix, Word
from app.search.segmentation import is_spaceless

#: What ends a sentence, not a word: "elect*?" asks for a prefix.
_SENTENCE_END = ",.;:!?"
#: What a range begins with behind a field; before a word it says nothing.
_BRACKETS = "[{"
_BETWEEN_WORDS = re.compile(r"[^\w*?'&.]|_")
_WILDCARD = re.compile(r"[*?]")
#: A fuzzy word without a number: one edit up to so many letters, two in longer ones.
_SHORT = 5
_CHARACTERS = "in a script without spaces each character is a word"


def read_word(lexeme: Lexeme, notes: Notes) -> Node | None:
    """A word of any kind, or a lone star; None when it holds no letter or digit."""
    text, tied = _split(lexeme.text)
    if not has_word(text) and not (text and set(text) == {"*"}):
        _refuse_wildcards_alone(text, lexeme, notes)
        warn_of_no_word(lexeme, notes)
        return None
    suffixes = read_suffixes(tied, lexeme.position + len(text), notes)
    if not has_word(text):
        suffixes.warn_of_tilde(notes, "* is every article")
        return suffixes.boosted(All())
    notes.count_term(lexeme.position)
    warn_of_word(lexeme, notes)
    return suffixes.boosted(_word(text.lstrip(_BRACKETS), suffixes, lexeme, notes))


def _split(text: str) -> tuple[str, str]:
    """The word, and what is tied to its end; what ends a sentence may stand behind that."""
    plain = split_suffixes(text)
    behind = split_suffixes(text.rstrip(_SENTENCE_END))
    return behind if behind[1] and not plain[1] else plain


def _refuse_wildcards_alone(text: str, lexeme: Lexeme, notes: Notes) -> None:
    if "*" in text and "?" in text:
        notes.check_letters(0, lexeme)


def _word(text: str, suffixes: Suffixes, lexeme: Lexeme, notes: Notes) -> Node:
    if "://" in text:
        text = _address(text, lexeme, notes)
    elif _WILDCARD.search(text.rstrip(_SENTENCE_END)):
        suffixes.warn_of_tilde(notes, "a word with * or ? is not fuzzy")
        return _pattern(re.sub(r"\*+", "*", text.rstrip(_SENTENCE_END)), lexeme, notes)
    if suffixes.tilde is not None:
        return _fuzzy(text, suffixes, notes, lexeme)
    return Word(text) if _reads_back(text, text) else _phrase(text)


def _address(text: str, lexeme: Lexeme, notes: Notes) -> str:
    """In an address ``?`` is a sign like others, and stars have no place."""
    if "*" in text:
        notes.warn("* is left out of an address", lexeme.position + text.index("*"))
    return text.replace("*", "")


def _pattern(text: str, lexeme: Lexeme, notes: Notes) -> Node:
    place = notes.position(lexeme.position)
    start = text[:-1]
    if text.endswith("*") and not _WILDCARD.search(start):
        notes.check_letters(_letters(start), lexeme)
        return Prefix(start, place) if _reads_back(start, text) else _phrase(start)
    if not any(map(str.isalpha, text)) and min(_leading(text)) < notes.limits.prefix_letters:
        notes.warn(f"* and ? are left out of {text}", lexeme.position, "they stand for letters of a word")
        return _phrase(_WILDCARD.sub(" ", text))
    notes.check_letters(min(_leading(text)), lexeme)
    if any(map(is_spaceless, text)):
        raise notes.error(f"{_CHARACTERS}: write the words without * and ?", lexeme.position)
    notes.count_wildcard(lexeme.position)
    return Pattern(text, place) if _reads_back(text, text) else _phrase(text)


def _leading(text: str) -> list[int]:
    """How many letters stand before the first wildcard of each word that has one."""
    pieces = _BETWEEN_WORDS.split(text)
    return [_letters(piece[: found.start()]) for piece in pieces if (found := _WILDCARD.search(piece))]


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _fuzzy(text: str, suffixes: Suffixes, notes: Notes, lexeme: Lexeme) -> Node:
    """Raises QueryError where too much is left open."""
    if any(map(is_spaceless, text)):
        suffixes.warn_of_tilde(notes, _CHARACTERS)
        return Word(text) if _reads_back(text, text) else _phrase(text)
    letters = _letters(text)
    most = notes.limits.edits
    written = suffixes.tilde or str(min(most, 1 if letters <= _SHORT else 2))
    edits = notes.number(written, 1, most, "the number of letters that may differ", suffixes.index)
    if letters < notes.limits.fuzzy_letters:
        raise notes.error(f"a fuzzy word has at least {notes.limits.fuzzy_letters} letters", lexeme.position)
    notes.count_fuzzy(lexeme.position)
    fuzzy = Fuzzy(text, edits, notes.position(lexeme.position))
    return fuzzy if _reads_back(text, f"{text}~{edits}") else _phrase(text)


def _reads_back(text: str, written: str) -> bool:
    """Whether leaving something out did not make an operator, a field or a suffix of what is left."""
    lexemes = [(lexeme.kind, lexeme.text) for lexeme in lex(written)]
    alone = lexemes == [(Kind.WORD, written)] and not text.startswith(tuple(_BRACKETS))
    return alone and not _split(text)[1]


def _phrase(text: str) -> Node:
    """What cannot stand as a word without being read otherwise."""
    return Phrase(" ".join(text.replace("*", " ").split()))
