"""How long a server wants to be left alone: ``Retry-After`` (RFC 9110, 10.2.3)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST = 10**9


def waiting_time(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, by ``Retry-After`` as a number, or as a date seen from the server's own ``Date``."""
    said = headers.get("retry-after", "")
    if said.isascii() and said.isdigit():
        return float(min(int(said[:12]), LONGEST))
    until, now = date_of(said), date_of(headers.get("date", ""))
    if until is None:
        return None
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())


def date_of(text: str) -> datetime | None:
    """A date of HTTP, aware; None for anything else."""
    try:
        date = parsedate_to_datetime(text[:100])
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date
