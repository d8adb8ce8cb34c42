"""Where words begin and end: one pattern for every script, written out piece by piece.

A match of the pattern is a raw word, except that a possessive ``'s`` matches alone, so that it
can be left out. Repeats are possessive (``++``, ``*+``) or bounded: time and memory are linear in the text.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

#: Scripts written without spaces: each character is a word, so that a word is a phrase of characters.
#: Thai, Lao, Myanmar, Khmer, Hiragana and Katakana, Han.
_SPACELESS = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3040, 0x30FF),
    (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F),
    (0x20000, 0x3FFFD),
)  # fmt: skip
#: No mark that belongs to a word stands higher; variation selectors only choose between pictures.
_MARKS = (0x0300, 0x1E94A)
_SELECTORS = range(0xFE00, 0xFE10)
#: Unseen signs that do not part a word: soft hyphen, joiners, word joiner.
_JOINERS = "\u00ad\u200c\u200d\u2060\ufeff"
#: Half-width Katakana writes its voicing mark as a character of its own.
_VOICING = "\uff9e\uff9f"
_APOSTROPHE = "['‘’＇]"


@cache
def word_pattern() -> re.Pattern[str]:
    """The pattern, put together when first asked for: it takes some 30 ms."""
    return re.compile(_expression())


def is_spaceless(char: str) -> bool:
    """Whether the character is a word of its own."""
    code = ord(char)
    return any(first <= code <= last for first, last in _SPACELESS)


def _expression() -> str:
    spaceless = "".join(_char_class(*block, str.isalnum) for block in _SPACELESS)
    mark = f"[{_char_class(*_MARKS, _is_mark)}{_JOINERS}{_VOICING}]"
    letter = rf"[^\W\d_{spaceless}]"
    char = rf"[^\W_{spaceless}]"
    run = f"{char}++(?:{mark}++{char}*+)*+"
    possessive = f"{_APOSTROPHE}[sS](?!{char})"
    alternatives = (
        # Most words, found fast: nothing follows that could belong to them.
        r"[A-Za-z0-9]++(?![^\s\x00-\x1f \"()/:;<=>?!\-])",
        # U.N. and U.S.A, but not the surname in J.K.Brown.
        rf"{letter}(?:[.．]{letter}){{1,15}}(?!{char})[.．]?",
        # AT&T, R&D.
        rf"{letter}{{1,3}}[&＆]{letter}{{1,3}}(?!{char})",
        # C++, C#.
        rf"[A-Za-zＡ-Ｚａ-ｚ](?:[+＋]{{2}}|[#＃])(?!{letter})",
        # 1,000 and 1,000.5.
        r"\d{1,3}(?:[,，]\d{3})++(?!\d)(?:[.．]\d++)?",
        # 3.5, but not 26.04.2019 or 10.0.0.1.
        r"(?<!\d[.．])\d++[.．]\d++(?![.．]\d)",
        # The article or pronoun that French and Italian tie to a word: l'Europe, dell'Europa.
        rf"(?:[cdjlmntCDJLMNT]|[Qq]u|[Dd]ell|[Nn]ell|[Ss]ull|[Dd]all)(?={_APOSTROPHE}{letter}[.．]?{letter})",
        # Any other word, with its apostrophes: O'Brien, Qur'an.
        rf"{run}(?:(?!{possessive}){_APOSTROPHE}{run})*+",
        rf"[{spaceless}]{mark}*+",
        rf"(?<=[^\W_.．]){possessive}|(?<=[.．]){possessive}",
    )
    return "|".join(alternatives)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "M" and ord(char) not in _SELECTORS


def _char_class(first: int, last: int, wanted: Callable[[str], bool]) -> str:
    """The inside of a character class: the ranges of wanted characters between two code points."""
    ranges: list[str] = []
    start: int | None = None
    for code in range(first, last + 2):
        inside = code <= last and wanted(chr(code))
        if inside and start is None:
            start = code
        elif not inside and start is not None:
            ranges.append(f"{chr(start)}-{chr(code - 1)}")
            start = None
    return "".join(ranges)
