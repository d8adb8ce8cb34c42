"""What the intervals of a timeline are called."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.engine import Interval
from app.search.timeline import label
from app.search.when import instant_range

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def at(text: str, zone: str = "UTC") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


@pytest.mark.parametrize(
    ("interval", "zone", "expected"),
    [
        (Interval.HOUR, "UTC", "2024-01-01T00:00:00Z"),
        (Interval.HOUR, "Asia/Kathmandu", "2024-01-01T00:00:00+05:45"),
        (Interval.DAY, "Europe/Vienna", "2024-01-01"),
        (Interval.WEEK, "America/St_Johns", "2024-01-01"),
        (Interval.MONTH, "Pacific/Apia", "2024-01"),
        (Interval.YEAR, "UTC", "2024"),
    ],
)
def test_an_interval_is_called_by_the_clock_of_its_zone(interval: Interval, zone: str, expected: str) -> None:
    assert label(at("2024-01-01", zone), interval, zone) == expected


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_the_ends_of_the_calendar_have_names(zone: str) -> None:
    """F11."""
    assert label(at("0001-01-01"), Interval.YEAR, zone) == "0001"
    assert label(at("9999-12-31T23:59:59"), Interval.YEAR, zone) == "9999"


@given(
    st.dates(date(1850, 1, 1), date(2100, 1, 1)),
    st.sampled_from([Interval.DAY, Interval.MONTH, Interval.YEAR]),
    st.sampled_from(["UTC", "Europe/Lisbon", "Asia/Kathmandu"]),
)
def test_the_name_of_an_interval_asks_for_it_again(day: date, interval: Interval, zone: str) -> None:
    start = at(str(day), zone)
    name = label(start, interval, zone)
    first, after = instant_range(name, name, now=NOW, timezone=zone)
    assert first is not None
    assert after is not None
    assert first <= start < after
    assert label(first, interval, zone) == label(after - 1, interval, zone) == name
