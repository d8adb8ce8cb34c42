"""Dates below an axis: as many as fit, where a day, month or year begins."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.search.engine import Interval

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

#: Which piece of the calendar a date lies in.
_Piece = Callable[[datetime], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class DateTick:
    """A label at the interval numbered ``slot``: a line, and what it belongs to where that is new."""

    slot: int
    text: str
    below: str = ""


@dataclass(frozen=True, slots=True)
class _Grain:
    """``shows``: how a date reads; the larger date below it, which is told once."""

    piece: _Piece
    shows: Callable[[datetime], tuple[str, str]]


def date_ticks(dates: Sequence[datetime], interval: Interval, most: int) -> tuple[DateTick, ...]:
    """At most ``most`` of them, where possible: the finest round pieces of the calendar that fit."""
    found: list[tuple[int, str, str]] = []
    for grain in _GRAINS[_FINEST[interval] :]:
        found = [
            (slot, *grain.shows(date))
            for slot, date in enumerate(dates)
            if _begins(dates, slot, grain, interval)
        ]
        if len(found) <= most:
            break
    return tuple(_told_once(found))


def _begins(dates: Sequence[datetime], slot: int, grain: _Grain, interval: Interval) -> bool:
    """Whether a piece begins with this interval."""
    before = dates[slot - 1] if slot else dates[0] - _BEFORE[interval]
    return grain.piece(before) != grain.piece(dates[slot])


def _told_once(found: Sequence[tuple[int, str, str]]) -> Iterator[DateTick]:
    last = ""
    for slot, text, below in found:
        yield DateTick(slot, text, below if below != last else "")
        last = below


def _hours(number: int) -> _Grain:
    return _Grain(lambda at: (at.toordinal(), at.hour // number), _show_hour)


def _days(number: int) -> _Grain:
    # Ordinal 1 is a Monday.
    return _Grain(lambda at: ((at.toordinal() - 1) // number,), _show_day)


def _months(number: int) -> _Grain:
    return _Grain(lambda at: (at.year, (at.month - 1) // number), _show_month)


def _years(number: int) -> _Grain:
    return _Grain(lambda at: (at.year // number,), lambda at: (str(at.year), ""))


def _show_hour(at: datetime) -> tuple[str, str]:
    return f"{at:%H:%M}", f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def _show_day(at: datetime) -> tuple[str, str]:
    return f"{at.day} {_MONTHS[at.month - 1]}", str(at.year)


def _show_month(at: datetime) -> tuple[str, str]:
    return _MONTHS[at.month - 1], str(at.year)


_GRAINS = (
    *(_hours(number) for number in (1, 3, 6, 12)),
    *(_days(number) for number in (1, 2, 7)),
    *(_months(number) for number in (1, 2, 3, 6)),
    *(_years(number) for number in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)),
)
_FINEST = {Interval.HOUR: 0, Interval.DAY: 4, Interval.WEEK: 6, Interval.MONTH: 7, Interval.YEAR: 11}
_BEFORE = {
    Interval.HOUR: timedelta(hours=1),
    Interval.DAY: timedelta(days=1),
    Interval.WEEK: timedelta(days=7),
    Interval.MONTH: timedelta(days=1),
    Interval.YEAR: timedelta(days=1),
}
