"""The dates that a person may give for ``from`` and ``to`` or in a query, as a range of instants.

A year, month or day means all of it, in the time zone asked for. A date-time is one instant (W3C
date-time, RFC 3339); without an offset it is in that time zone. ``7d``, ``24h``, ``2w`` and
``now-2d`` count back from now in units of 24 hours; ``now``, ``today``, ``yesterday``.
"""

import difflib
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from app.errors import InvalidParameter

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})(?P<time>[Tt ].+)?)?)?", re.DOTALL
)
_TIME = re.compile(
    r"[Tt ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?P<fraction>\.[0-9]{1,9})?)?"
    r"(?P<zone>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_RELATIVE = re.compile(r"(?:now-)?(?P<number>[0-9]{1,5})(?P<unit>[hdw])")
_HOURS = {"h": 1, "d": 24, "w": 168}
_LOST_PLUS = re.compile(r".*[0-9] [0-9]{2}:?[0-9]{2}", re.DOTALL)
_HELP = "write 2019, 2019-04, 2019-04-26, 2019-04-26T10:00:00Z, 7d, 24h, 2w, now-2d, today or yesterday"


@dataclass(frozen=True, slots=True)
class Span:
    """``first`` <= instants < ``after``, in seconds since 1970; None: the calendar ends here."""

    first: int
    after: int | None


class NoDate(ValueError):
    """A text that is no date. ``str(error)`` says why, for people."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a date needs to be understood. ``now`` is aware; without it relative dates are refused."""

    now: datetime | None = None
    timezone: str = "UTC"

    def span(self, text: str) -> Span:
        """The instants that a date stands for.

        Raises NoDate, and InvalidParameter for a time zone that there is not.
        """
        text = text.strip()
        zone = zone_named(self.timezone)
        try:
            span = _relative(text.lower(), self.now, zone) or _absolute(text, zone)
        except (ValueError, OverflowError):
            raise NoDate(f"there is no such date; {_HELP}") from None
        if span is None:
            raise NoDate(_why_unreadable(text))
        return span


def instant_range(
    start: str | None, end: str | None, *, now: datetime, timezone: str = "UTC"
) -> tuple[int | None, int | None]:
    """Seconds since 1970, the first of them within, the second just after; None is open.

    ``now`` is aware. Both ends are inclusive as people give them: ``to`` a day means to its end.
    Raises InvalidParameter, naming ``from``, ``to`` or ``timezone``.
    """
    calendar = Calendar(now, timezone)
    zone_named(timezone)
    first = None if start is None else _named(calendar, start, "from").first
    after = None if end is None else _named(calendar, end, "to").after
    if first is not None and after is not None and first >= after:
        raise InvalidParameter.named("from", "is later than to: exchange the two")
    return first, after


def _named(calendar: Calendar, text: str, parameter: str) -> Span:
    try:
        return calendar.span(text)
    except NoDate as error:
        raise InvalidParameter.named(parameter, str(error)) from None


def zone_named(name: str) -> tzinfo:
    """The time zone, by its IANA name. Raises InvalidParameter, naming ``timezone``."""
    if name.upper() in ("UTC", "Z"):
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        nearest = difflib.get_close_matches(name[:64], available_timezones(), n=1)
        hint = f"did you mean {nearest[0]}?" if nearest else "write a name like Europe/Vienna, or UTC"
        raise InvalidParameter.named("timezone", f"there is no such time zone; {hint}") from None


def _why_unreadable(text: str) -> str:
    if _LOST_PLUS.fullmatch(text):
        return "the + before the offset has become a space: write it as %2B, or use Z"
    return f"this is no date; {_HELP}"


def _relative(text: str, now: datetime | None, zone: tzinfo) -> Span | None:
    if now is None:
        return None
    if text == "now":
        return _instant(now)
    if text in ("today", "yesterday"):
        today = now.astimezone(zone)
        day = today - timedelta(days=text == "yesterday")
        return _day(day.year, day.month, day.day, zone)
    match = _RELATIVE.fullmatch(text)
    if match is None:
        return None
    return _instant(now - timedelta(hours=int(match["number"]) * _HOURS[match["unit"]]))


def _absolute(text: str, zone: tzinfo) -> Span | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year = int(match["year"])
    if match["month"] is None:
        return _between(datetime(year, 1, 1, tzinfo=zone), year + 1, 1)
    month = int(match["month"])
    if match["day"] is None:
        return _between(datetime(year, month, 1, tzinfo=zone), year + month // 12, month % 12 + 1)
    if match["time"] is None:
        return _day(year, month, int(match["day"]), zone)
    return _date_time(datetime(year, month, int(match["day"]), tzinfo=zone), match["time"])


def _date_time(day: datetime, text: str) -> Span | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    moment = day.replace(
        hour=int(match["hour"]),
        minute=int(match["minute"]),
        second=int(match["second"] or 0),
        microsecond=int(float(match["fraction"] or 0) * 1_000_000),
    )
    if match["zone"]:
        offset = match["zone"].upper().replace("Z", "+00:00")
        moment = moment.replace(tzinfo=datetime.strptime(offset.ljust(5, "0"), "%z").tzinfo)
    return _instant(moment)


def _day(year: int, month: int, day: int, zone: tzinfo) -> Span:
    first = datetime(year, month, day, tzinfo=zone)
    if (year, month, day) == (9999, 12, 31):
        return Span(_seconds(first), None)
    return Span(_seconds(first), _seconds(first + timedelta(days=1)))  # by the clock on the wall


def _between(first: datetime, year: int, month: int) -> Span:
    """From ``first`` until the first of a month begins in the same zone."""
    after = None if year > 9999 else _seconds(first.replace(year=year, month=month))
    return Span(_seconds(first), after)


def _instant(moment: datetime) -> Span:
    """Dates of articles are whole seconds: those from the moment on, those up to it."""
    exact = _exact(moment)
    return Span(math.ceil(exact), math.floor(exact) + 1)


def _seconds(moment: datetime) -> int:
    return math.floor(_exact(moment))


def _exact(moment: datetime) -> float:
    """Seconds since 1970. Raises OverflowError where the moment is beyond the years 1 to 9999 in UTC."""
    return (moment.astimezone(UTC) - _EPOCH).total_seconds()
