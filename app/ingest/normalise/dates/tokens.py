"""Cutting a line into the pieces a date is made of. One pattern, no backtracking over more than a piece."""

import re
from typing import NamedTuple

from app.ingest.normalise.dates.words import AM, AROUND, EARLY, LATE, MONTHS, PM, WEEKDAYS, fold


class Token(NamedTuple):
    """``kind`` is iso, numeric, cjk, time, offset, number, month, weekday, half, early, late, word or stop.

    ``text`` is the piece as written (digits as ASCII), ``start`` and ``end`` its place in the line.
    """

    kind: str
    text: str
    start: int
    end: int


# Marks count as letters: without them a Devanagari word falls apart.
_LETTER = r"[^\W\d_]"
_MARKS = r"\u0300-\u036f\u064b-\u0655\u0900-\u0dff\u0e00-\u0eff"
_TOKEN = re.compile(
    rf"""
    (?P<iso>(?<!\d)\d{{4}}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d{{1,9}})?)?
            (?:[ ]?(?:[Zz]\b|[+−-]\d\d:?\d\d(?!\d)|[+−-]\d\d(?!\d)))?)?(?!\d)
        |(?<!\d)\d{{8}}T\d{{4}}(?:\d\d)?(?:[Zz]\b|[+−-]\d\d:?\d\d|[+−-]\d\d)?)
    |(?P<numeric>(?<![\d.])\d{{1,4}}(?P<mark>[./‐–-])[ ]?\d{{1,2}}(?P=mark)[ ]?\d{{1,4}}(?!\d))
    |(?P<cjk>\d{{4}}[ ]?[年년][ ]?\d{{1,2}}[ ]?[月월](?:[ ]?\d{{1,2}}[ ]?[日号일])?)
    |(?P<time>(?<![\d.])\d{{1,2}}(?::\d\d(?::\d\d(?:[.,]\d{{1,9}})?)?|\.\d\d(?:\.\d\d)?
             |[ ]?[hH](?:[ ]?\d\d)?(?!{_LETTER})
             |[時时点點시][ ]?\d{{1,2}}[分분]?)(?!\d))
    |(?P<offset>(?:\b(?:GMT|UTC)[ ]?[+−-]\d{{1,2}}(?::?\d\d)?|(?<=:\d\d)[+−-]\d\d(?::?\d\d)?
               |(?<![^\W_])[+−-]\d\d:?\d\d|(?<=\d)[+−-]\d\d:\d\d)(?!\d))
    |(?P<number>\d+)(?:(?:st|nd|rd|th|er|re|ste|de|ª|º|°)(?!{_LETTER}))?
    |(?P<half>(?<!{_LETTER})[AaPp]\.[ ]?[Mm]\b\.?)
    |(?P<iana>[A-Z][a-z]{{1,20}}/[A-Z][A-Za-z_]{{1,30}})
    |(?P<word>{_LETTER}+(?:[{_MARKS}]+{_LETTER}*)*)
    |(?P<stop>[^\w\s.,()\[\]'’:/–—‐·-]|\n)
    """,
    re.VERBOSE,
)
# Digits of other scripts stand one for one, so places in the text stay the same.
_DIGITS = {
    zero + value: str(value) for zero in (0x0660, 0x06F0, 0x0966, 0x09E6, 0xFF10) for value in range(10)
} | {0x00A0: " ", 0x202F: " ", 0x2009: " ", 0x200E: " ", 0x200F: " ", 0xFF1A: ":", 0x3000: " "}


def tokens_of(text: str) -> list[Token]:
    """The tokens of ``text`` without the words and marks that merely stand around a date."""
    plain = text if text.isascii() else text.translate(_DIGITS)
    found: list[Token] = []
    for match in _TOKEN.finditer(plain):
        kind = match.lastgroup or "stop"
        piece = match.group()
        if kind == "number":
            piece = match.group("number")
        elif kind == "word":
            kind = _word_kind(fold(piece))
        if kind == "month" and _says_month_again(found, piece):
            continue
        if kind != "around":
            found.append(Token(kind, piece, match.start(), match.end()))
    return found


def _says_month_again(found: list[Token], piece: str) -> bool:
    """``26 نيسان/أبريل``: one month under its two names."""
    last = found[-1] if found else None
    return last is not None and last.kind == "month" and MONTHS[fold(last.text)] == MONTHS[fold(piece)]


def _word_kind(word: str) -> str:
    """What a folded word is. Month before weekday (``mar``), weekday before the small words (``la``)."""
    if word in MONTHS:
        return "month"
    if word in AM or word in PM:
        return "half"
    if word in EARLY:
        return "early"
    if word in LATE:
        return "late"
    if word in WEEKDAYS:
        return "weekday"
    return "around" if word in AROUND else "word"
