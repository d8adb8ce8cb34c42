"""Whole intervals of a zone: where they begin, and what they are called."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidParameter
from app.search.engine import Interval
from app.search.intervals import LENGTHS, MAX_BARS, edges, label, shortest
from app.search.when import instant_range

INTERVALS = list(LENGTHS)
ZONES = ["UTC", "Europe/Lisbon", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns"]
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def labels(first: str, last: str, interval: Interval, zone: str = "UTC") -> list[str]:
    return [label(start, interval, zone) for start in edges(at(first), at(last), interval, zone)]


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        (Interval.HOUR, ["2023-12-31T23:00:00Z", "2024-01-01T00:00:00Z", "2024-01-01T01:00:00Z"]),
        (Interval.DAY, ["2023-12-31", "2024-01-01", "2024-01-02"]),
        (Interval.WEEK, ["2023-12-25", "2024-01-01", "2024-01-08"]),
        (Interval.MONTH, ["2023-12", "2024-01", "2024-02"]),
        (Interval.YEAR, ["2023", "2024", "2025"]),
    ],
)
def test_the_last_edge_is_the_end_of_the_last_interval(interval: Interval, expected: list[str]) -> None:
    assert labels("2023-12-31T23:30:00", "2024-01-01T00:30:00", interval) == expected


def test_days_and_hours_are_those_of_the_zone() -> None:
    assert labels("2024-03-05T23:30:00", "2024-03-05T23:40:00", Interval.DAY, "Europe/Vienna") == [
        "2024-03-06",
        "2024-03-07",
    ]
    assert labels("2024-03-05T10:20:00", "2024-03-05T10:20:00", Interval.HOUR, "Asia/Kathmandu") == [
        "2024-03-05T16:00:00+05:45",
        "2024-03-05T17:00:00+05:45",
    ]


def test_a_day_may_have_23_hours_and_a_skipped_one_has_none() -> None:
    spring = edges(at("2024-03-31T12:00:00"), at("2024-03-31T12:00:00"), Interval.DAY, "Europe/Lisbon")
    assert spring[1] - spring[0] == 23 * 3600
    assert labels("2011-12-30T00:00:00", "2011-12-31T00:00:00", Interval.DAY, "Pacific/Apia") == [
        "2011-12-29",
        "2011-12-31",
        "2012-01-01",
    ]


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2024-01-02", Interval.HOUR),
        ("2024-02-01", Interval.DAY),
        ("2025-06-01", Interval.WEEK),
        ("2031-01-01", Interval.MONTH),
        ("2124-01-01", Interval.YEAR),
        ("2524-01-01", Interval.YEAR),
    ],
)
def test_auto_is_the_shortest_that_makes_about_a_hundred_bars(last: str, expected: Interval) -> None:
    assert shortest(at("2024-01-01"), at(last)) is expected


@pytest.mark.parametrize(
    ("first", "interval", "instead"),
    [("2022", Interval.HOUR, "day"), ("1963", Interval.HOUR, "week"), ("1500", Interval.DAY, "month")],
)
def test_too_many_bars_are_refused_with_what_would_fit(first: str, interval: Interval, instead: str) -> None:
    with pytest.raises(InvalidParameter) as refused:
        edges(at(f"{first}-01-01"), at("2024-01-01"), interval, "UTC")
    assert refused.value.faults[0].parameter == "timeline"
    assert f"take {instead}," in str(refused.value)


@pytest.mark.parametrize("zone", ZONES)
def test_the_whole_calendar_can_be_counted_by_years(zone: str) -> None:
    """F11."""
    found = edges(at("0001-01-01"), at("9999-12-31"), Interval.YEAR, zone)
    assert len(found) == 9999


INSTANTS = st.integers(at("1850-01-01"), at("2100-01-01"))


@given(INSTANTS, st.integers(0, 40), st.sampled_from(INTERVALS), st.sampled_from(ZONES))
def test_intervals_lie_side_by_side_and_hold_what_was_given(
    first: int, bars: int, interval: Interval, zone: str
) -> None:
    last = first + bars * LENGTHS[interval]
    found = edges(first, last, interval, zone)
    assert all(start < end for start, end in pairwise(found))
    assert found[0] <= first < found[1]
    assert found[-2] <= last < found[-1]
    assert len(found) <= bars + 4 < MAX_BARS


@given(INSTANTS, st.sampled_from(INTERVALS[1:]), st.sampled_from(["UTC", "Europe/Lisbon", "Asia/Kathmandu"]))
def test_the_name_of_an_interval_asks_for_it_again(first: int, interval: Interval, zone: str) -> None:
    if interval is Interval.WEEK:
        return
    found = edges(first, first, interval, zone)
    name = label(found[0], interval, zone)
    assert instant_range(name, name, now=NOW, timezone=zone) == found
