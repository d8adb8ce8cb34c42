"""Reading a date field, and finding the dates in a line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from app.ingest.normalise.dates.moments import BAD_DATE, OUT_OF_RANGE, DateReading, judged, reading_of
from app.ingest.normalise.dates.pieces import (
    ISO_DAY,
    Clock,
    Day,
    Piece,
    clock_at,
    iso_parts,
    piece_at,
    twelve_hours,
)
from app.ingest.normalise.dates.tokens import Token, tokens_of
from app.ingest.normalise.dates.words import MONTHS, fold
from app.ingest.normalise.dates.zones import zone_named
from app.values import Moment, Precision


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A full date in a text: ``text[start:end]`` is what says it."""

    moment: Moment
    start: int
    end: int


_LONGEST = 200
_NOTHING = DateReading(None, None)
_BAD = DateReading(None, BAD_DATE)
# ``Fri Oct 20, 2006 6:15pm EDT``: the commonest shape of wire archives, read without cutting into tokens.
_ENGLISH = re.compile(
    r"(?:[A-Z][a-z]{2,8}\.?,? )?([A-Z][a-z]{2,8})\.? (\d{1,2}),? (\d{4})"
    r"(?: (\d{1,2}):(\d\d) ?([AaPp])[Mm](?: ([A-Z]{2,5}))?)?"
)
_COMMENT = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_EPOCH = re.compile(r"(-?\d{9,16})(?:\.\d+)?")
_PARTIAL = re.compile(r"(\d{4})(?:\s?[-/.]\s?(\d{1,2}))?|(\d{1,2})\s?[-/.]\s?(\d{4})")
_ORDINAL = re.compile(r"(\d{4})-(\d{3})")
_WEEK = re.compile(r"(\d{4})-?W(\d{2})-?([1-7])")
_ODD_YEAR = re.compile(r"(?:-\d{1,6}|\+?\d{5,6})-\d\d-\d\d(?:[T ].*)?")


def parse_date(text: str, *, now: datetime) -> DateReading:
    """Read ``text``, all of which must be one date, as an instant in UTC with its precision.

    Without a zone the time counts as UTC. ``now`` (aware) decides what is in the future. Ambiguous
    numbers: ``4/5/2019`` is month first, ``4.5.2019`` and ``4-5-2019`` day first. Two-digit years
    follow POSIX (69 is 1969, 68 is 2068). Never raises.
    """
    return _known(text, now) if len(text) <= _LONGEST else _read(text, now)


def _read(text: str, now: datetime) -> DateReading:
    if not text:
        return _NOTHING
    if (match := ISO_DAY.fullmatch(text)) and not text.isdigit():
        parts = iso_parts(match)
        return reading_of(*parts, now) if parts else _BAD
    if (match := _ENGLISH.fullmatch(text)) and (reading := _read_english(match, now)):
        return reading
    line = " ".join(text[: _LONGEST + 1].split())
    if not line:
        return _NOTHING
    if len(line) > _LONGEST:
        return _BAD
    return _read_digits(line, now) or _read_line(line, now) or _BAD


#: Many articles bear one day, and those of one feed one moment.
_known = lru_cache(maxsize=4096)(_read)


def search_dates(text: str, *, now: datetime) -> tuple[FoundDate, ...]:
    """Every full date (year, month and day) in ``text``, in order, with its time when one stands beside it.

    Linear in the length of ``text``. Dates that ``parse_date`` would flag are left out.
    """
    tokens = tokens_of(text)
    found = []
    at = 0
    while at < len(tokens):
        piece = piece_at(tokens, at, loose=False)
        if piece is None:
            at += 1
            continue
        at = piece.past
        if moment := reading_of(piece.day, piece.clock, now).moment:
            found.append(FoundDate(moment, tokens[piece.first].start, tokens[piece.past - 1].end))
    return tuple(found)


def _read_english(match: re.Match[str], now: datetime) -> DateReading | None:
    """A match of ``_ENGLISH``; None when a word in it is not the month or the zone that it should be."""
    month_name, day, year, hour, minute, half, zone_name = match.groups()
    month = MONTHS.get(month_name.lower())
    zone = zone_named(zone_name) if zone_name else None
    if month is None or (zone_name and zone is None):
        return None
    clock = twelve_hours(Clock(int(hour), int(minute), zone=zone), half in "Pp") if hour else None
    return reading_of(Day(int(year), month, int(day)), clock, now)


def _read_digits(line: str, now: datetime) -> DateReading | None:
    """Dates of digits alone: epochs, ``20190426``, ``2019``, ``2019-04``, ordinal and week dates."""
    digits = line.removesuffix("Z")
    if digits.isascii() and digits.isdigit() and len(digits) in (8, 12, 14):
        return _compact(digits, now)
    if match := _EPOCH.fullmatch(line):
        return _epoch(match.group(1), now)
    if match := _PARTIAL.fullmatch(line):
        return _partial(match, now)
    if match := _ORDINAL.fullmatch(line):
        return _ordinal(int(match.group(1)), int(match.group(2)), now)
    if match := _WEEK.fullmatch(line):
        return _week(*(int(part) for part in match.groups()), now=now)
    return DateReading(None, OUT_OF_RANGE) if _ODD_YEAR.fullmatch(line) else None


def _compact(digits: str, now: datetime) -> DateReading:
    """``20190426``, ``201904261015``, ``20190426101500``."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    if len(digits) == 8:
        return reading_of(Day(year, month, day), None, now)
    second = int(digits[12:]) if len(digits) == 14 else None
    return reading_of(Day(year, month, day), Clock(int(digits[8:10]), int(digits[10:12]), second), now)


def _epoch(digits: str, now: datetime) -> DateReading:
    """Seconds since 1970 (9 or 10 digits), milliseconds (12, 13) or microseconds (15, 16)."""
    length = len(digits.lstrip("-"))
    if length in (11, 14):
        return _BAD
    divisor = 1 if length <= 10 else 1000 if length <= 13 else 1_000_000
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(digits) // divisor)
    return judged(Moment(at, Precision.SECOND), now)


def _partial(match: re.Match[str], now: datetime) -> DateReading:
    year, month, month_before, year_after = match.groups()
    if month is None and month_before is None:
        return reading_of(Day(int(year), precision=Precision.YEAR), None, now)
    day = Day(int(year or year_after), int(month or month_before), precision=Precision.MONTH)
    return reading_of(day, None, now)


def _ordinal(year: int, number: int, now: datetime) -> DateReading:
    """Day ``number`` of the year."""
    if not 1 <= number <= 366:
        return _BAD
    first = reading_of(Day(year), None, now)
    if first.moment is None:
        return first
    at = first.moment.at + timedelta(days=number - 1)
    return judged(Moment(at, Precision.DAY), now) if at.year == year else _BAD


def _week(year: int, week: int, weekday: int, *, now: datetime) -> DateReading:
    try:
        day = datetime.fromisocalendar(year, week, weekday)
    except ValueError:
        return _BAD
    return reading_of(Day(day.year, day.month, day.day), None, now)


def _read_line(line: str, now: datetime) -> DateReading | None:
    """A date with words: read whole, then without bracketed comments (``(Coordinated Universal Time)``)."""
    reading = _read_tokens(line, now)
    if reading is None and ("(" in line or "[" in line):
        return _read_tokens(_COMMENT.sub(" ", line), now)
    return reading


def _read_tokens(line: str, now: datetime) -> DateReading | None:
    tokens = [token for token in tokens_of(line) if token.kind != "stop"]
    first = _first_of_date(tokens)
    if first == len(tokens):
        return None
    piece = piece_at(tokens, first, loose=True) or _month_piece(tokens, first)
    if piece is None or not _only_furniture(tokens, piece.past):
        return None
    return reading_of(piece.day, piece.clock, now)


def _first_of_date(tokens: Sequence[Token]) -> int:
    """Skip the weekday and an ``am`` that is German; ``mar`` before a number may be Tuesday or March."""
    at = 0
    while at < len(tokens) and (tokens[at].kind in ("weekday", "half") or _is_weekday_mar(tokens, at)):
        at += 1
    return at


def _is_weekday_mar(tokens: Sequence[Token], at: int) -> bool:
    """``mar 26 abr 2019``: two months stand there, so the first is the weekday."""
    return fold(tokens[at].text) == "mar" and any(token.kind == "month" for token in tokens[at + 1 :])


def _month_piece(tokens: Sequence[Token], at: int) -> Piece | None:
    """``April 2019``, ``2019 April``, ``2019年4月``: a month without its day."""
    kinds = tuple(token.kind for token in tokens[at : at + 2])
    if kinds == ("month", "number") or kinds == ("number", "month"):
        month, year = tokens[at], tokens[at + 1]
        if month.kind == "number":
            month, year = year, month
        if len(year.text) == 4:
            day = Day(int(year.text), MONTHS[fold(month.text)], precision=Precision.MONTH)
            return Piece(day, None, at, at + 2)
    if kinds[:1] == ("cjk",):
        year_text, month_text = re.findall(r"\d+", tokens[at].text)[:2]
        return Piece(Day(int(year_text), int(month_text), precision=Precision.MONTH), None, at, at + 1)
    return None


def _only_furniture(tokens: Sequence[Token], at: int) -> bool:
    """After the date only a weekday, or the same time in another zone, may stand."""
    while at < len(tokens):
        if timed := clock_at(tokens, at, True):
            at = timed[1]
        elif tokens[at].kind in ("weekday", "half"):
            at += 1
        else:
            return False
    return True
