"""What the tokens say: a day, a time of day, a zone. Pure reading, no judgement of the year yet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import NamedTuple

from app.ingest.normalise.dates.tokens import Token
from app.ingest.normalise.dates.words import MONTHS, PM, fold
from app.ingest.normalise.dates.zones import zone_named
from app.values import Precision


class Day(NamedTuple):
    """A calendar day as written, perhaps only its year or month; not checked against the calendar."""

    year: int
    month: int = 1
    day: int = 1
    precision: Precision = Precision.DAY


class Clock(NamedTuple):
    """A time of day, and its zone when one was given."""

    hour: int
    minute: int = 0
    second: int | None = None
    zone: tzinfo | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A day with its time of day, read from ``tokens[first:past]``."""

    day: Day
    clock: Clock | None
    first: int
    past: int


ISO_DAY = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:[Tt ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,9})?)? ?([Zz]|[+−-]\d\d(?::?\d\d)?)?)?"
)
_NUMERIC = re.compile(r"(\d+)([./‐–-]) ?(\d+)[./‐–-] ?(\d+)")
_DIGITS = re.compile(r"\d+")
_TWO_DIGIT_PIVOT = 69


def piece_at(tokens: Sequence[Token], at: int, *, loose: bool) -> Piece | None:
    """The day at ``tokens[at]`` with the time after or before it. ``loose`` admits two-digit years."""
    if found := _day_then_clock(tokens, at, loose):
        return found
    if (before := clock_at(tokens, at, loose)) is None:
        return None
    clock, past = before
    while past < len(tokens) and tokens[past].kind == "weekday":
        past += 1
    dated = day_at(tokens, past, loose) if past < len(tokens) else None
    return Piece(dated[0], clock, at, dated[1]) if dated else None


def _day_then_clock(tokens: Sequence[Token], at: int, loose: bool) -> Piece | None:
    if tokens[at].kind == "iso":
        return _iso_piece(tokens, at, loose)
    if (dated := day_at(tokens, at, loose)) is None:
        return _unix_date(tokens, at, loose)
    day, past = dated
    while past < len(tokens) and tokens[past].kind == "weekday":
        past += 1
    if timed := clock_at(tokens, past, loose):
        return Piece(day, timed[0], at, timed[1])
    return Piece(day, None, at, dated[1])


def _iso_piece(tokens: Sequence[Token], at: int, loose: bool) -> Piece | None:
    """An ISO token; the zone may stand apart as an abbreviation (``... 10:00:00 UTC``)."""
    match = ISO_DAY.fullmatch(tokens[at].text)
    parts = iso_parts(match) if match else None
    if parts is None:
        return None
    day, clock = parts
    if clock is None:
        timed = clock_at(tokens, at + 1, loose)
        return Piece(day, timed[0], at, timed[1]) if timed else Piece(day, None, at, at + 1)
    if clock.zone is None and (zone := _zone_at(tokens, at + 1, loose)):
        return Piece(day, clock._replace(zone=zone), at, at + 2)
    return Piece(day, clock, at, at + 1)


def iso_parts(match: re.Match[str]) -> tuple[Day, Clock | None] | None:
    """Day and time of a match of ``ISO_DAY``; None where its offset is none that there can be."""
    year, month, day, hour, minute, second, zone = match.groups()
    written = Day(int(year), int(month), int(day))
    if hour is None:
        return written, None
    known = zone_named(zone) if zone else None
    if zone and known is None:
        return None
    return written, Clock(int(hour), int(minute), int(second) if second else None, known)


def day_at(tokens: Sequence[Token], at: int, loose: bool) -> tuple[Day, int] | None:
    """A full day beginning at ``tokens[at]`` and the index after it."""
    kind = tokens[at].kind
    if kind == "numeric":
        day = _numeric_day(tokens[at].text, loose)
        return (day, at + 1) if day else None
    if kind == "cjk":
        return _cjk_day(tokens[at].text, at)
    if kind not in ("number", "month") or at + 2 >= len(tokens):
        return None
    return _worded_day(tokens, at, loose)


def _worded_day(tokens: Sequence[Token], at: int, loose: bool) -> tuple[Day, int] | None:
    """``26 April 2019``, ``April 26 2019`` or ``2019 April 26``."""
    first, second, third = tokens[at : at + 3]
    if not _close(first, second) or not _close(second, third):
        return None
    match (first.kind, second.kind, third.kind):
        case ("number", "month", "number"):
            month = MONTHS[fold(second.text)]
            if len(first.text) == 4:
                return _checked(first.text, month, third.text, loose, at)
            return _checked(third.text, month, first.text, loose, at)
        case ("month", "number", "number"):
            return _checked(third.text, MONTHS[fold(first.text)], second.text, loose, at)
    return None


def _checked(year: str, month: int, day: str, loose: bool, at: int) -> tuple[Day, int] | None:
    full_year = _year(year, loose)
    if full_year is None or len(day) > 2:
        return None
    return Day(full_year, month, int(day)), at + 3


def _unix_date(tokens: Sequence[Token], at: int, loose: bool) -> Piece | None:
    """``Apr 26 10:15:00 EDT 2019``: the year stands after the time."""
    if at + 3 >= len(tokens) or (tokens[at].kind, tokens[at + 1].kind) != ("month", "number"):
        return None
    timed = clock_at(tokens, at + 2, loose)
    if timed is None or timed[1] >= len(tokens):
        return None
    year = tokens[timed[1]]
    if year.kind != "number" or len(year.text) != 4 or len(tokens[at + 1].text) > 2:
        return None
    day = Day(int(year.text), MONTHS[fold(tokens[at].text)], int(tokens[at + 1].text))
    return Piece(day, timed[0], at, timed[1] + 1)


def _numeric_day(text: str, loose: bool) -> Day | None:
    """Three numbers. Year first when it has four digits; else a part above 12 decides which is the day.

    When neither decides, a slash is read month first (``4/5/2019`` is 5 April), dots and dashes day first.
    """
    match = _NUMERIC.fullmatch(text)
    if match is None:
        return None
    first, mark, second, third = match.groups()
    if len(first) == 4:
        return Day(int(first), int(second), int(third)) if len(third) <= 2 else None
    year = _year(third, loose)
    if year is None or len(first) > 2:
        return None
    one, two = int(first), int(second)
    month_first = two > 12 or (mark == "/" and one <= 12)
    return Day(year, one, two) if month_first else Day(year, two, one)


def _cjk_day(text: str, at: int) -> tuple[Day, int] | None:
    numbers = [int(number) for number in _DIGITS.findall(text)]
    return (Day(numbers[0], numbers[1], numbers[2]), at + 1) if len(numbers) == 3 else None


def _year(text: str, loose: bool) -> int | None:
    """Four digits, or two when ``loose``: 69..99 are 1969..1999, 00..68 are 2000..2068 (as in POSIX)."""
    if len(text) == 4:
        return int(text)
    if not loose or len(text) != 2:
        return None
    return int(text) + (1900 if int(text) >= _TWO_DIGIT_PIVOT else 2000)


def _close(left: Token, right: Token) -> bool:
    """Near enough to belong together: at most small words stand between them."""
    return right.start - left.end <= 12


def clock_at(tokens: Sequence[Token], at: int, loose: bool) -> tuple[Clock, int] | None:
    """A time of day at ``tokens[at]``, with am or pm and zone, and the index after it."""
    if at >= len(tokens):
        return None
    late = tokens[at].kind == "late"
    if late or tokens[at].kind == "early":
        at += 1
    read = _bare_clock(tokens, at, loose)
    if read is None:
        return None
    clock, past = read
    if past < len(tokens) and tokens[past].kind == "half":
        late = late or fold(tokens[past].text).replace(" ", "") in PM
        clock, past = twelve_hours(clock, late), past + 1
    elif late:
        clock = twelve_hours(clock, late)
    if zone := _zone_at(tokens, past, loose):
        return clock._replace(zone=zone), past + 1
    return clock, past


def _bare_clock(tokens: Sequence[Token], at: int, loose: bool) -> tuple[Clock, int] | None:
    """``18:15``, ``14h30``; a bare hour or ``1430`` only when am, pm or a zone follows."""
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.kind == "time":
        return _written_clock(token.text), at + 1
    if token.kind != "number" or at + 1 >= len(tokens):
        return None
    if len(token.text) <= 2 and tokens[at + 1].kind == "half":
        return Clock(int(token.text)), at + 1
    if len(token.text) == 4 and _zone_at(tokens, at + 1, loose):
        return Clock(int(token.text[:2]), int(token.text[2:])), at + 1
    return None


def _written_clock(text: str) -> Clock:
    parts = [int(part) for part in _DIGITS.findall(text)]
    return Clock(parts[0], parts[1] if len(parts) > 1 else 0, parts[2] if len(parts) > 2 else None)


def twelve_hours(clock: Clock, late: bool) -> Clock:
    """``clock`` read as am, or as pm if ``late``.

    Twelve is the first hour of its half; an hour above twelve was written on the 24-hour clock.
    """
    if clock.hour == 12:
        return clock._replace(hour=12 if late else 0)
    return clock._replace(hour=clock.hour + 12) if late and clock.hour < 12 else clock


def _zone_at(tokens: Sequence[Token], at: int, loose: bool) -> tzinfo | None:
    """The zone at ``tokens[at]``; in running text only in capitals (``et`` and ``est`` are French words)."""
    if at >= len(tokens) or tokens[at].kind not in ("offset", "word", "iana"):
        return None
    text = tokens[at].text
    if tokens[at].kind == "word" and not loose and not text.isupper():
        return None
    return zone_named(text)
