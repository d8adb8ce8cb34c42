"""Bars of a timeline: whole hours, days, weeks, months and years as the clocks of a zone show them.

Pure arithmetic on seconds since 1970. Bars partition time: each begins where the one before ends. A
day is as long as it was there, 23 or 25 hours where clocks changed; one that a zone left out has no bar.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo

from app.errors import InvalidParameter
from app.search.engine import DateFilter, Interval, TimelineAsked
from app.search.when import zone_named

#: ``auto`` makes about as many bars at most.
AUTO_BARS = 100
#: A timeline of more is refused: two years of hours, fifty of days.
MAX_BARS = 20_000

_HOUR = 3600
_DAY = 24 * _HOUR
#: Seconds of a bar, on average.
_LENGTHS = {
    Interval.HOUR: _HOUR,
    Interval.DAY: _DAY,
    Interval.WEEK: 7 * _DAY,
    Interval.MONTH: 2_629_746,
    Interval.YEAR: 31_556_952,
}
#: Further out, the clocks of a zone may show a year that the calendar does not have.
_EARLIEST = int(datetime(1, 1, 3, tzinfo=UTC).timestamp())
_LATEST = int(datetime(9999, 12, 29, tzinfo=UTC).timestamp())
#: How much of ``YYYY-MM-DD`` names an interval; all of it where it is not said.
_NAMED = {Interval.YEAR: 4, Interval.MONTH: 7}


def bars(asked: TimelineAsked, shown: tuple[int, int] | None) -> tuple[Interval, tuple[int, ...]]:
    """The interval, and the edges of the bars that hold the first and the last second ``shown``.

    An edge more than bars, strictly ascending; none for None. Raises InvalidParameter for an unknown
    zone and for more than ``MAX_BARS``.
    """
    zone = zone_named(asked.timezone)
    first, last = shown or (0, 0)
    interval = shortest(first, last, AUTO_BARS) if asked.interval is Interval.AUTO else asked.interval
    if _estimate(first, last, interval) > MAX_BARS:
        raise InvalidParameter.named("timeline", _advice(interval, shortest(first, last, MAX_BARS)))
    low, high = (min(max(second, _EARLIEST), _LATEST) for second in (first, last))
    edges = list(_edges(low, high, interval, zone)) if shown else []
    if edges:
        edges[0], edges[-1] = min(edges[0], first), max(edges[-1], last + 1)
    return interval, tuple(edges)


def reach(
    filters: tuple[DateFilter, ...], field: str, extent: tuple[int, int] | None
) -> tuple[int, int] | None:
    """The first and the last second that a timeline by ``field`` shows; None for no bar at all.

    It reaches as far as the filters on that date say, else to the first and the last of the matches
    (``extent``; None: no match is dated).
    """
    starts = [each.start for each in filters if each.field == field and each.start is not None]
    ends = [each.end - 1 for each in filters if each.field == field and each.end is not None]
    first = max(starts) if starts else extent and extent[0]
    last = min(ends) if ends else extent and extent[1]
    return None if first is None or last is None or first > last else (first, last)


def label(start: int, interval: Interval, timezone: str) -> str:
    """The interval that begins at ``start``, as ``from`` and ``to`` read it in the same zone (W3C date-time).

    ``2024``, ``2024-03``, ``2024-03-05`` (a week: its Monday), ``2024-03-05T14:00:00+01:00`` or ``…Z``.
    """
    local = datetime.fromtimestamp(min(max(start, _EARLIEST), _LATEST), zone_named(timezone))
    if interval is Interval.HOUR:
        return local.isoformat().replace("+00:00", "Z")
    return local.date().isoformat()[: _NAMED.get(interval)]


def shortest(first: int, last: int, most: int) -> Interval:
    """The shortest interval that makes about ``most`` bars at most."""
    fitting = (interval for interval in _LENGTHS if _estimate(first, last, interval) <= most)
    return next(fitting, Interval.YEAR)


def _estimate(first: int, last: int, interval: Interval) -> int:
    return (last - first) // _LENGTHS[interval] + 1


def _advice(interval: Interval, better: Interval) -> str:
    return (
        f"{interval} would make more than {MAX_BARS:,} bars: "
        f"ask for {better} or auto, or narrow the dates by from and to"
    )


def _edges(first: int, last: int, interval: Interval, zone: tzinfo) -> Iterator[int]:
    """From the one at or before ``first`` to the first one after ``last``."""
    begun = datetime.fromtimestamp(first, zone).date()
    found = _hours(first, begun, zone) if interval is Interval.HOUR else _days(begun, interval, zone)
    while (edge := next(found)) <= last:
        yield edge
    yield edge


def _hours(first: int, begun: date, zone: tzinfo) -> Iterator[int]:
    """Counted on from the beginning of the day, as clocks may be turned by less than an hour."""
    after = _second(begun, zone)
    while True:
        edge, after = after, _next_hour(after, zone)
        if after > first:
            yield edge


def _next_hour(edge: int, zone: tzinfo) -> int:
    shown = datetime.fromtimestamp(edge, zone)
    return edge + _HOUR - (60 * shown.minute + shown.second)


def _days(begun: date, interval: Interval, zone: tzinfo) -> Iterator[int]:
    day = _first_day(begun, interval)
    edge = _second(day, zone)
    yield edge
    while True:
        day = _next(day, interval)
        following = _second(day, zone)
        if following > edge:  # else the zone left the day out
            edge = following
            yield edge


def _first_day(day: date, interval: Interval) -> date:
    match interval:
        case Interval.WEEK:
            return day - timedelta(days=day.weekday())  # the calendar begins on a Monday
        case Interval.MONTH:
            return day.replace(day=1)
        case Interval.YEAR:
            return day.replace(month=1, day=1)
        case _:
            return day


def _next(day: date, interval: Interval) -> date:
    """The first day of the next interval, or the last one of the calendar."""
    match interval:
        case Interval.MONTH:
            return _limited(day.year + day.month // 12, day.month % 12 + 1)
        case Interval.YEAR:
            return _limited(day.year + 1, 1)
        case _:
            step = 7 if interval is Interval.WEEK else 1
            return date.fromordinal(min(day.toordinal() + step, date.max.toordinal()))


def _limited(year: int, month: int) -> date:
    return date(year, month, 1) if year <= date.max.year else date.max


def _second(day: date, zone: tzinfo) -> int:
    """When it begins. Of an hour that comes twice this is the first; one left out is when clocks changed."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
