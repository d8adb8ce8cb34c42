"""Words, prefixes and phrases of a query: what is tied to them, and what is warned of."""

import difflib
import re

from app.search.fields import DATE_FIELDS, SCOPES
from app.search.query.lexer import Kind, Lexeme, lex
from app.search.query.notes import Notes
from app.search.query.tree import All, Node, Phrase, Prefix, Word

#: Fuzziness and boost at the end of a word; a later grammar gives them a meaning.
_MARKS = re.compile(r"(?:~[\d.]*|\^[\w.+-]*)+$")
_FIELD_ATTEMPT = re.compile(r"([a-z_]+\d*):(?!//)[^\s)]")
_FIELD_APART = re.compile(rf"(?i:({'|'.join(SCOPES)})):$")
_INNER_WILDCARD = re.compile(r"\*|\?(?=[*?]*\w)")
_SENTENCE_END = ",.;:!?"
_OPERATOR_SIGNS = {"&&": "AND", "&": "AND", "||": "OR", "|": "OR", "!": "NOT"}
#: Words that look like operators, and what to write by those who meant one.
_OPERATOR_WORDS = {"or": "write OR", "not": "write NOT", "NEAR": "words next to each other stand in quotes"}
_DATES = frozenset({*DATE_FIELDS, "date", "day", "year", "from", "to", "after", "before", "since", "until"})
#: Fields of other search engines, and ours.
_MEANT = {"byline": "author", "by": "author", "site": "source", "domain": "source", "outlet": "source"}


def read_phrase(lexeme: Lexeme, notes: Notes) -> Node | None:
    """A phrase; None when it holds no word."""
    inner, closing, marks = lexeme.text[1:].partition('"')
    if not closing:
        notes.warn("this quote is not closed", lexeme.position, "it is read to the end")
    if marks:
        _warn_of_marks(marks, lexeme.position + len(lexeme.text) - len(marks), notes)
    if "*" in inner:
        notes.warn("* inside a phrase is left out", lexeme.position + lexeme.text.index("*"))
    text = " ".join(inner.replace("*", " ").split())
    if not _has_word(text):
        notes.warn("the phrase holds no word and is left out", lexeme.position)
        return None
    notes.count(lexeme)
    return Phrase(text)


def read_word(lexeme: Lexeme, notes: Notes) -> Node | None:
    """A word, a prefix or a lone star; None when it holds no letter or digit."""
    if not lexeme.text.strip("*"):
        return All()
    text = _without_marks(lexeme, notes)
    stem = text.rstrip(_SENTENCE_END)
    is_prefix = stem.endswith("*")
    if is_prefix:
        text = stem.rstrip("*")
    text = _without_wildcards(text, lexeme, notes)
    if is_prefix:
        notes.check_prefix(text, lexeme)
    if not _has_word(text):
        _warn_of_no_word(lexeme, notes)
        return None
    notes.count(lexeme)
    _warn_of_field(lexeme, notes)
    _warn_of_operator(lexeme, notes)
    return _prefix(text) if is_prefix else _word(text)


def _prefix(text: str) -> Node:
    return Prefix(text) if _reads_back(text, text + "*") else Phrase(text)


def _word(text: str) -> Node:
    """A word, unless leaving something out made an operator, a field or a mark of what is left."""
    return Word(text) if _reads_back(text, text) else Phrase(text)


def _reads_back(text: str, written: str) -> bool:
    lexemes = [(lexeme.kind, lexeme.text) for lexeme in lex(written)]
    return lexemes == [(Kind.WORD, written)] and not _MARKS.search(text)


def _without_marks(lexeme: Lexeme, notes: Notes) -> str:
    marks = _MARKS.search(lexeme.text)
    if marks is None or not _has_word(lexeme.text[: marks.start()]):
        return lexeme.text
    _warn_of_marks(marks[0], lexeme.position + marks.start(), notes)
    return lexeme.text[: marks.start()]


def _without_wildcards(text: str, lexeme: Lexeme, notes: Notes) -> str:
    first = _INNER_WILDCARD.search(text)
    if first is None:
        return text
    hint = "* stands for letters only at the end of a word"
    notes.warn(f"* and ? are left out of {lexeme.text}", lexeme.position + first.start(), hint)
    return _INNER_WILDCARD.sub("", text)


def _has_word(text: str) -> bool:
    return any(map(str.isalnum, text))


def _warn_of_marks(marks: str, index: int, notes: Notes) -> None:
    notes.warn(f"{marks} is left out", index, "distance, fuzziness and boost are not understood")


def _warn_of_no_word(lexeme: Lexeme, notes: Notes) -> None:
    meant = _OPERATOR_SIGNS.get(lexeme.text)
    hint = f"write {meant}" if meant else ""
    notes.warn(f"{lexeme.text} holds no letter or digit and is left out", lexeme.position, hint)


def _warn_of_field(lexeme: Lexeme, notes: Notes) -> None:
    if apart := _FIELD_APART.match(lexeme.text):
        name = apart[1].lower()
        notes.warn(f"{apart[0]} is read as a word", lexeme.position, f"write {name}:word without a space")
    elif attempt := _FIELD_ATTEMPT.match(notes.text, lexeme.position):
        notes.warn(
            f"there is no field {attempt[1]}: it is read as text", lexeme.position, _field_hint(attempt[1])
        )


def _warn_of_operator(lexeme: Lexeme, notes: Notes) -> None:
    hint = _OPERATOR_WORDS.get(lexeme.text.partition("/")[0])
    if hint:
        notes.warn(f"{lexeme.text} is read as a word", lexeme.position, hint)


def _field_hint(name: str) -> str:
    if name in _DATES:
        return "for dates use the parameters from, to and use_date"
    if name in _MEANT:
        return f"write {_MEANT[name]}:"
    nearest = difflib.get_close_matches(name, SCOPES, n=1)
    if nearest:
        return f"did you mean {nearest[0]}:"
    return "fields are " + ", ".join(SCOPES)
