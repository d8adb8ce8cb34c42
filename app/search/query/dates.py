"""Dates in a query: ``published:2019-04``, ``updated:>=2024``, ``added:[2019 TO 2020-06}``.

A bare date is the whole day, month or year, as in the parameters ``from`` and ``to``: ``>2019`` begins with
2020, ``<=2024-03`` ends with March. A bracket takes its bound in, a brace leaves it out, ``*`` is open.
"""

import re
from dataclasses import dataclass

from app.search.query.notes import Notes
from app.search.query.tree import During
from app.search.when import NoDate, Span

_COMPARED = re.compile(r"(>=|<=|>|<|≥|≤|=)?(.*)", re.DOTALL)
_SAME = {"≥": ">=", "≤": "<=", "=": "", None: ""}
_RANGE = re.compile(r"([\[{])(?>(.*?)\s?\bTO\b)\s?(.*)([\]}])", re.DOTALL)
#: Later than any date, so that nothing is found after the calendar's end.
_NEVER = 2**62


@dataclass(frozen=True, slots=True)
class _Bound:
    """``start`` or ``end`` of a range in seconds, and how it is written."""

    written: str
    second: int | None = None


def read_date(field: str, text: str, index: int, notes: Notes) -> During:
    """A date or a comparison with one; ``*`` is any known date. Raises QueryError."""
    text = text.replace('"', " ").strip()
    if text == "*":
        return During(field, "*")
    found = _COMPARED.fullmatch(text)
    assert found is not None, "the pattern matches anything"
    sign: str = _SAME.get(found[1], found[1])
    written = found[2].strip()
    span = _span(written, index + found.start(2), notes)
    start, end = _compared(sign, span)
    return During(field, sign + _spelled(written), start, end)


def read_range(field: str, text: str, index: int, notes: Notes) -> During:
    """A range in brackets or braces. Raises QueryError."""
    found = _RANGE.fullmatch(text)
    assert found is not None, "the lexer gives ranges"
    opening, low, high, closing = found.groups()
    start = _lower(low.strip(), opening == "[", index + found.start(2), notes)
    end = _upper(high.strip(), closing == "]", index + found.start(3), notes)
    if start.second is not None and end.second is not None and start.second >= end.second:
        raise notes.error("the range ends before it begins: exchange the two dates", index)
    return During(field, f"{opening}{start.written} TO {end.written}{closing}", start.second, end.second)


def _compared(sign: str, span: Span) -> tuple[int | None, int | None]:
    match sign:
        case ">":
            return (_NEVER if span.after is None else span.after), None
        case ">=":
            return span.first, None
        case "<":
            return None, span.first
        case "<=":
            return None, span.after
        case _:
            return span.first, span.after


def _lower(text: str, included: bool, index: int, notes: Notes) -> _Bound:
    if text == "*":
        return _Bound(text)
    return _Bound(_spelled(text), _compared(">=" if included else ">", _span(text, index, notes))[0])


def _upper(text: str, included: bool, index: int, notes: Notes) -> _Bound:
    if text == "*":
        return _Bound(text)
    return _Bound(_spelled(text), _compared("<=" if included else "<", _span(text, index, notes))[1])


def _span(text: str, index: int, notes: Notes) -> Span:
    try:
        return notes.calendar.span(text)
    except NoDate as error:
        raise notes.error(str(error), index) from None


def _spelled(written: str) -> str:
    """A date and a time as one word."""
    return written.replace(" ", "T")
