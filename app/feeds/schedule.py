"""When a feed is checked again. Pure: what is known goes in, a time comes out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.feeds.fetch.retry import date_of

DAY = 86400.0
#: However long a feed or a server asks to wait, a check is due after so many seconds.
LONGEST_HINT = DAY
LONGEST_WAIT = 7 * DAY
#: Checks are spread over this share of the interval, so that feeds do not all come at once.
SPREAD = 0.1
MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})")
TTL = re.compile(rb"<ttl>\s{0,20}(\d{1,6})\s{0,20}</ttl>")
PERIOD = re.compile(rb"<sy:updatePeriod>\s{0,20}(hourly|daily|weekly|monthly|yearly)")
FREQUENCY = re.compile(rb"<sy:updateFrequency>\s{0,20}(\d{1,3})")
SECONDS = {b"hourly": 3600.0, b"daily": DAY, b"weekly": 7 * DAY, b"monthly": 30 * DAY, b"yearly": 365 * DAY}


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that failed, the ``count``-th in a row; ``wait``: seconds the server wants to be left alone."""

    count: int
    wait: float | None = None


def hint_of(headers: Mapping[str, str], body: bytes) -> float:
    """Seconds for which the server or the feed says that nothing will be new; 0 if neither does.

    ``Cache-Control: max-age`` or ``Expires`` (RFC 9111, 4.2.1); ``ttl`` of RSS, in minutes; the
    syndication module of RSS 1.0.
    """
    hints = [_age(headers)]
    if minutes := TTL.search(body, 0, 65536):
        hints.append(int(minutes[1]) * 60.0)
    if period := PERIOD.search(body, 0, 65536):
        frequency = FREQUENCY.search(body, 0, 65536)
        hints.append(SECONDS[period[1]] / max(1, int(frequency[1]) if frequency else 1))
    return min(max(hints), LONGEST_HINT)


def _age(headers: Mapping[str, str]) -> float:
    if match := MAX_AGE.search(headers.get("cache-control", "").lower()[:500]):
        return float(match[1])
    expires, now = date_of(headers.get("expires", "")), date_of(headers.get("date", ""))
    return max(0.0, (expires - now).total_seconds()) if expires and now else 0.0


def next_check(now: datetime, interval: float, hint: float, chance: float) -> datetime:
    """After a good check: the interval, or longer if so asked. ``chance`` from 0 to 1 spreads the checks."""
    return now + timedelta(seconds=max(interval, hint) * (1 + SPREAD * chance))


def next_try(now: datetime, interval: float, failure: Failure, chance: float) -> datetime:
    """After a failure: twice as long each time, half of it by ``chance``, at most about a day.

    What the server asks for counts more, up to a week.
    """
    longest = max(interval, DAY)
    backed_off = min(interval * 2 ** min(failure.count, 20), longest) * (0.5 + 0.5 * chance)
    asked = min(failure.wait or 0.0, LONGEST_WAIT)
    return now + timedelta(seconds=max(backed_off, asked * (1 + SPREAD * chance)))
