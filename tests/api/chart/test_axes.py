"""Numbers and dates beside a chart: round, few enough, told once."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.chart.dates import date_ticks
from app.api.chart.scale import count_text, percent_text, ticks
from app.search.engine import Interval


@pytest.mark.parametrize(
    ("largest", "whole", "expected"),
    [
        (0, True, (0, 1)),
        (1, True, (0, 1)),
        (3, True, (0, 1, 2, 3)),
        (7, True, (0, 2, 4, 6, 8)),
        (52, True, (0, 20, 40, 60)),
        (1234, True, (0, 250, 500, 750, 1000, 1250)),
        (0.11, False, (0, 0.025, 0.05, 0.075, 0.1, 0.125)),
        (1, False, (0, 0.2, 0.4, 0.6, 0.8, 1)),
    ],
)
def test_ticks_are_round_and_end_at_or_above_the_largest(
    largest: float, whole: bool, expected: tuple[float, ...]
) -> None:
    assert ticks(largest, whole=whole) == pytest.approx(expected)


@given(st.floats(0, 1e12) | st.floats(0, 1e-3), st.booleans())
def test_there_are_few_ticks_equally_far_apart(largest: float, whole: bool) -> None:
    found = ticks(largest, whole=whole)
    assert 2 <= len(found) <= 7
    assert found[0] == 0
    assert found[-1] >= largest * (1 - 1e-6)
    assert not whole or all(value == round(value) for value in found)
    assert all(after - before == pytest.approx(found[1]) for before, after in pairwise(found))


def test_numbers_read_as_people_write_them() -> None:
    assert [count_text(value) for value in (0, 950, 2500, 12_500, 2_500_000)] == [
        "0", "950", "2,500", "12.5k", "2.5M",
    ]  # fmt: skip
    assert [percent_text(value) for value in (0, 0.025, 1)] == ["0 %", "2.5 %", "100 %"]


def shown(
    start: str, bars: int, interval: Interval, step: timedelta, most: int = 12
) -> list[tuple[str, str]]:
    first = datetime.fromisoformat(start).replace(tzinfo=UTC)
    dates = [first + number * step for number in range(bars)]
    return [(tick.text, tick.below) for tick in date_ticks(dates, interval, most)]


def test_days_are_told_with_their_year_once() -> None:
    found = shown("2023-12-30", 4, Interval.DAY, timedelta(days=1))
    assert found == [("30 Dec", "2023"), ("31 Dec", ""), ("1 Jan", "2024"), ("2 Jan", "")]


def test_hours_are_told_with_their_day_once() -> None:
    found = shown("2024-03-05T18:00", 12, Interval.HOUR, timedelta(hours=1), most=5)
    assert found == [("18:00", "5 Mar 2024"), ("21:00", ""), ("00:00", "6 Mar 2024"), ("03:00", "")]


def test_many_weeks_are_told_by_their_months() -> None:
    found = shown("2024-01-01", 20, Interval.WEEK, timedelta(days=7), most=6)
    assert found == [("Jan", "2024"), ("Feb", ""), ("Mar", ""), ("Apr", ""), ("May", "")]


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001
    st.integers(1, 3000),
    st.sampled_from([Interval.HOUR, Interval.DAY, Interval.WEEK]),
    st.integers(3, 15),
)
def test_there_are_never_more_than_fit(first: datetime, bars: int, interval: Interval, most: int) -> None:
    step = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}[interval]
    first = first.replace(tzinfo=UTC, minute=0, second=0, microsecond=0)
    found = date_ticks([first + number * step for number in range(bars)], interval, most)
    assert len(found) <= most
    assert [tick.slot for tick in found] == sorted({tick.slot for tick in found})
