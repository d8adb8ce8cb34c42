"""What readers probably meant by words that other search engines, or other spellings, give a meaning."""

import difflib
import re

from app.search.fields import DATE_FIELDS
from app.search.query.lexer import NAMES, Lexeme
from app.search.query.notes import Notes

_FIELD_ATTEMPT = re.compile(r"([a-z_]+\d*):(?!//)[^\s)]", re.ASCII)
_FIELD_APART = re.compile(rf"(?i:({'|'.join(NAMES)})):$")
_OPERATOR_SIGNS = {"&&": "AND", "&": "AND", "||": "OR", "|": "OR", "!": "NOT"}
_NEAR = "write NEAR(a, b, 5)"
#: Words that look like operators, and what to write by those who meant one.
_OPERATOR_WORDS = {
    "or": "write OR",
    "not": "write NOT",
    "NEAR": _NEAR,
    "ADJ": 'a phrase stands in quotes: "a b"',
    "TO": f"a range is {DATE_FIELDS[0]}:[2019 TO 2020]",
}
_DATES = frozenset({"date", "day", "year", "from", "to", "after", "before", "since", "until"})
#: Fields of other search engines, and ours.
_MEANT = {"byline": "author", "by": "author", "site": "source", "outlet": "source"}


def warn_of_no_word(lexeme: Lexeme, notes: Notes) -> None:
    """Of signs that stand alone."""
    meant = _OPERATOR_SIGNS.get(lexeme.text)
    hint = f"write {meant}" if meant else ""
    notes.warn(f"{lexeme.text} holds no letter or digit and is left out", lexeme.position, hint)


def warn_of_word(lexeme: Lexeme, notes: Notes) -> None:
    """Of a word that may have been meant as a field or as an operator."""
    if apart := _FIELD_APART.match(lexeme.text):
        name = apart[1].lower()
        notes.warn(f"{apart[0]} is read as a word", lexeme.position, f"write {name}:word without a space")
    elif attempt := _FIELD_ATTEMPT.match(notes.text, lexeme.position):
        message = f"there is no field {attempt[1]}: it is read as text"
        notes.warn(message, lexeme.position, _field_hint(attempt[1]))
    elif hint := _OPERATOR_WORDS.get(lexeme.text.partition("/")[0]):
        notes.warn(f"{lexeme.text} is read as a word", lexeme.position, hint)


def _field_hint(name: str) -> str:
    if name in _DATES:
        return f"dates are {', '.join(f'{field}:' for field in DATE_FIELDS)}, like {DATE_FIELDS[0]}:>2019"
    if name in _MEANT:
        return f"write {_MEANT[name]}:"
    if name.startswith("near"):
        return _NEAR
    if name == "repeat":
        return 'write repeat2:"word"'
    nearest = difflib.get_close_matches(name, NAMES, n=1)
    return f"did you mean {nearest[0]}:" if nearest else "fields are " + ", ".join(NAMES)
