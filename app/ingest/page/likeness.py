"""Comparing lines by their words, in any script."""

import re

_WORD = re.compile(r"\w+")
#: Thai and Lao, Japanese, Chinese part no words; Indic and Ethiopic words are short, their signs many.
_SIGNS = "\u0900-\u0eff\u1200-\u139f\u3040-\u30ff\u3400-\u9fff"
_TOKEN = re.compile(rf"(?=([{_SIGNS}]{{2}}))|(?<!\w)([^\W{_SIGNS}]{{4,}})")
#: So many letters of a word are compared, so that endings do not part "flood" from "flooded".
_STEM = 6
_TEXT_LOOKED_AT = 40_000


def key_of(text: str) -> str:
    """``text`` for comparing lines: lower case, words only."""
    return " ".join(_WORD.findall(text[:400].casefold()))


def tokens(text: str) -> list[str]:
    """Words of four letters or more, cut to a stem; pairs of signs in scripts that have no letters."""
    return [pair or word[:_STEM] for pair, word in _TOKEN.findall(text[:_TEXT_LOOKED_AT].casefold())]


def likeness(one: str, other: str) -> float:
    """The F1 of the words of two keys, 0 to 1."""
    ours, theirs = set(one.split()), set(other.split())
    if len(ours) == 1 or len(theirs) == 1:
        ours, theirs = set(tokens(one)), set(tokens(other))
    return 2 * len(ours & theirs) / max(len(ours) + len(theirs), 1)
