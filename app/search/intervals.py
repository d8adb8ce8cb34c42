"""Whole hours, days, weeks, months and years by the clock of a zone: where they begin, what they are called.

Weeks begin on Monday. A day begins at midnight by the clock on the wall, or where the clock skips that,
at the first second after; so days of 23 and 25 hours are one day each. An hour has 3,600 seconds.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.errors import InvalidParameter
from app.search.engine import Interval

#: Bars that ``auto`` makes, about, at most; and bars that can be asked for.
AUTO_BARS = 100
MAX_BARS = 10_000
#: Mean lengths in seconds, shortest first.
LENGTHS = {
    Interval.HOUR: 3_600,
    Interval.DAY: 86_400,
    Interval.WEEK: 604_800,
    Interval.MONTH: 2_629_746,
    Interval.YEAR: 31_556_952,
}
#: What the calendar holds in every zone and with an interval more.
_EARLIEST = int(datetime(1, 1, 3, tzinfo=UTC).timestamp())
_LATEST = int(datetime(9998, 12, 30, tzinfo=UTC).timestamp())


def shortest(first: int, last: int, bars: int = AUTO_BARS) -> Interval:
    """What ``auto`` stands for between two instants: the shortest interval that makes at most ``bars``."""
    fitting = (interval for interval, length in LENGTHS.items() if (last - first) // length < bars)
    return next(fitting, Interval.YEAR)


def edges(first: int, last: int, interval: Interval, timezone: str) -> tuple[int, ...]:
    """Where each interval begins, from that of second ``first`` to that of ``last``; where the last one ends.

    Seconds since 1970, ascending; the years 1 and 9999 are not whole. ``interval`` is never ``auto``.
    Raises InvalidParameter, naming ``timeline``, where there would be more than MAX_BARS.
    """
    first, last = max(first, _EARLIEST), min(last, _LATEST)
    if (last - first) // LENGTHS[interval] > MAX_BARS:
        raise InvalidParameter.named("timeline", _too_many(first, last, interval))
    zone = ZoneInfo(timezone)
    if interval is Interval.HOUR:
        return tuple(_hours(first, last, zone))
    days = _first_days(_day(first, zone), _day(last, zone), interval)
    return tuple(dict.fromkeys(int(datetime.combine(day, time(), zone).timestamp()) for day in days))


def label(start: int, interval: Interval, timezone: str) -> str:
    """The interval that begins at ``start``, as ``from`` and ``to`` read it in the same zone (W3C date-time).

    ``2024``, ``2024-03``, ``2024-03-05`` (a week: its Monday), ``2024-03-05T14:00:00+01:00`` or ``…Z``.
    """
    local = datetime.fromtimestamp(start, ZoneInfo(timezone))
    if interval is Interval.HOUR:
        return local.isoformat().replace("+00:00", "Z")
    return local.date().isoformat()[: {Interval.YEAR: 4, Interval.MONTH: 7}.get(interval)]


def _too_many(first: int, last: int, interval: Interval) -> str:
    instead = shortest(first, last, MAX_BARS)
    return f"{interval} would make more than {MAX_BARS:,} bars: take {instead}, or set from and to"


def _day(at: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(at, zone).date()


def _hours(first: int, last: int, zone: ZoneInfo) -> Iterator[int]:
    local = datetime.fromtimestamp(first, zone)
    begin = first - local.minute * 60 - local.second
    return iter(range(begin, last + 3_601, 3_600))


def _first_days(first: date, last: date, interval: Interval) -> Iterator[date]:
    """The first day of each interval from that of ``first`` on, up to the first one after ``last``."""
    day = _begin(first, interval)
    while day <= last:
        yield day
        day = _next(day, interval)
    yield day


def _begin(day: date, interval: Interval) -> date:
    if interval is Interval.WEEK:
        return day - timedelta(days=day.weekday())
    if interval is Interval.MONTH:
        return day.replace(day=1)
    return day.replace(month=1, day=1) if interval is Interval.YEAR else day


def _next(day: date, interval: Interval) -> date:
    if interval is Interval.YEAR:
        return day.replace(year=day.year + 1)
    if interval is Interval.MONTH:
        return (day + timedelta(days=31)).replace(day=1)
    return day + timedelta(days=7 if interval is Interval.WEEK else 1)
