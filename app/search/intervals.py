"""Hours, days, weeks, months and years of a timeline, as they are called."""

from datetime import UTC, datetime

from app.search.engine import Interval
from app.search.when import zone_named

#: Nearer to the ends of the calendar, the clocks of a zone may show a year that it does not have.
_EARLIEST = int(datetime(1, 1, 3, tzinfo=UTC).timestamp())
_LATEST = int(datetime(9999, 12, 29, tzinfo=UTC).timestamp())
#: How much of ``YYYY-MM-DD`` is shown.
_SHOWN = {Interval.YEAR: 4, Interval.MONTH: 7}


def label(start: int, interval: Interval, timezone: str) -> str:
    """The interval that begins at ``start``, as ``from`` and ``to`` read it in the same zone (W3C date-time).

    ``2024``, ``2024-03``, ``2024-03-05`` (a week: its Monday), ``2024-03-05T14:00:00+01:00`` or ``…Z``.
    """
    local = datetime.fromtimestamp(min(max(start, _EARLIEST), _LATEST), zone_named(timezone))
    if interval is Interval.HOUR:
        return local.isoformat().replace("+00:00", "Z")
    return local.date().isoformat()[: _SHOWN.get(interval)]
