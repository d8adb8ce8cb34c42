"""From what was written to an instant in UTC, or the reason why not."""

from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, timedelta

from app.ingest.normalise.dates.pieces import Clock, Day
from app.ingest.normalise.dates.zones import to_utc
from app.values import Moment, Precision

BAD_DATE = "bad_date"
OUT_OF_RANGE = "date_out_of_range"
FUTURE = "future_date"

#: Older than the printing press is a placeholder (0001-01-01), not a date of publication.
EARLIEST_YEAR = 1400
#: Clocks and zones disagree; what is later than this is announced, not published.
FUTURE_MARGIN = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class DateReading:
    """A moment, or the flag that says why there is none; both None when nothing was written."""

    moment: Moment | None
    flag: str | None


def reading_of(day: Day, clock: Clock | None, now: datetime) -> DateReading:
    """Check ``day`` and ``clock`` against the calendar and against ``now`` (aware)."""
    if day.year < EARLIEST_YEAR:
        return DateReading(None, OUT_OF_RANGE)
    try:
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    except ValueError:
        return DateReading(None, OUT_OF_RANGE if day.year > MAXYEAR else BAD_DATE)
    if start.year > now.year + 1:
        return DateReading(None, FUTURE)
    if clock is None:
        return judged(Moment(start, day.precision), now)
    return _timed(start, clock, now)


def _timed(start: datetime, clock: Clock, now: datetime) -> DateReading:
    if clock.hour > 24 or clock.minute > 59 or (clock.second or 0) > 60:
        return DateReading(None, BAD_DATE)
    if clock.hour == 24 and (clock.minute or clock.second):
        return DateReading(None, BAD_DATE)
    # A leap second has no place in datetime: it is read as the second before it.
    second = min(clock.second or 0, 59)
    local = start + timedelta(hours=clock.hour, minutes=clock.minute, seconds=second)
    at = to_utc(local, clock.zone) if clock.zone else local
    if at is None:
        return DateReading(None, OUT_OF_RANGE)
    return judged(Moment(at, Precision.MINUTE if clock.second is None else Precision.SECOND), now)


def judged(moment: Moment, now: datetime) -> DateReading:
    """``moment``, unless it lies in the future."""
    if moment.at > now + FUTURE_MARGIN:
        return DateReading(None, FUTURE)
    return DateReading(moment, None)
