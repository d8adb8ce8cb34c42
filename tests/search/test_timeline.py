"""Bars: they partition time, in any zone, at any date."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidParameter
from app.search.engine import DateFilter, Interval, TimelineAsked
from app.search.timeline import AUTO_BARS, MAX_BARS, bars, reach, shortest

FIRST = int(datetime(1, 1, 1, tzinfo=UTC).timestamp())
LAST = int(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())
HOUR, DAY = 3600, 86_400
#: Half hours, quarters, half-hour clock changes, changes at midnight, days left out, days twice.
ZONES = [
    "UTC", "Europe/Vienna", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe",
    "America/Sao_Paulo", "America/Havana", "America/St_Johns", "Pacific/Apia", "Pacific/Kiritimati",
    "Asia/Manila", "America/Juneau", "Asia/Beirut", "Africa/Monrovia", "Pacific/Kwajalein",
]  # fmt: skip
FIXED = [interval for interval in Interval if interval is not Interval.AUTO]

zones = st.sampled_from(ZONES)
seconds = st.one_of(
    st.integers(FIRST, LAST),
    st.integers(-3_000_000_000, 4_000_000_000),
    st.sampled_from([FIRST, LAST, 0, -1]),
)


def second(text: str, zone: str = "UTC") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def edges(first: int, last: int, interval: Interval, zone: str = "UTC") -> tuple[int, ...]:
    return bars(TimelineAsked(interval=interval, timezone=zone), (first, last))[1]


def clocks(starts: tuple[int, ...], zone: str = "UTC") -> list[str]:
    """What clocks show at each edge."""
    return [datetime.fromtimestamp(start, ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") for start in starts]


@given(seconds, st.integers(0, 400_000_000), st.sampled_from(Interval), zones)
def test_bars_partition_time(first: int, span: int, interval: Interval, zone: str) -> None:
    """What is between two dates is in one bar, and the ends are in the first bar and the last."""
    last = min(first + span, LAST)
    try:
        found = edges(first, last, interval, zone)
    except InvalidParameter:
        assert (last - first) / HOUR > MAX_BARS
        return
    assert all(one < other for one, other in pairwise(found))
    assert found[0] <= first < found[1]
    assert found[-2] <= last < found[-1]


@given(st.integers(-1_500_000_000, 4_000_000_000), st.sampled_from(FIXED), zones)
def test_neighbours_agree_where_a_bar_ends(moment: int, interval: Interval, zone: str) -> None:
    """A bar is the same whatever else is on the timeline."""
    start, end = edges(moment, moment, interval, zone)
    assert edges(start, end - 1, interval, zone) == (start, end)
    assert edges(moment, end, interval, zone)[:2] == (start, end)
    assert edges(start - 1, moment, interval, zone)[-2:] == (start, end)


@given(st.integers(0, 4_000_000_000), zones)
def test_months_and_years_begin_when_clocks_show_their_first_day(moment: int, zone: str) -> None:
    for interval in (Interval.MONTH, Interval.YEAR):
        start = edges(moment, moment, interval, zone)[0]
        shown = datetime.fromtimestamp(start, ZoneInfo(zone))
        before = datetime.fromtimestamp(start - 1, ZoneInfo(zone))
        assert shown.day == 1
        assert (shown.year, shown.month) != (before.year, before.month)


@given(seconds)
def test_weeks_begin_on_a_monday(moment: int) -> None:
    starts = edges(moment, moment, Interval.WEEK)
    if FIRST + 7 * DAY < moment < LAST - 7 * DAY:
        assert [datetime.fromtimestamp(start, UTC).isoweekday() for start in starts] == [1, 1]
        assert starts[1] - starts[0] == 7 * DAY


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        ("2024-03-31", "Europe/Vienna", 23),
        ("2024-10-27", "Europe/Vienna", 25),
        ("2024-03-10", "America/New_York", 23),
        ("2024-11-03", "America/New_York", 25),
        ("2024-04-07", "Australia/Lord_Howe", 24.5),
        ("2024-10-06", "Australia/Lord_Howe", 23.5),
        ("2018-02-17", "America/Sao_Paulo", 25),
        ("2018-11-04", "America/Sao_Paulo", 23),
        ("2024-03-31", "Asia/Kolkata", 24),
    ],
)
def test_a_day_is_as_long_as_it_was_there(day: str, zone: str, hours: float) -> None:
    noon = second(f"{day}T12:00:00", zone)
    start, end = edges(noon, noon, Interval.DAY, zone)
    assert end - start == hours * HOUR
    assert datetime.fromtimestamp(start, ZoneInfo(zone)).date().isoformat() == day
    assert datetime.fromtimestamp(start - 1, ZoneInfo(zone)).date().isoformat() < day


def test_an_hour_that_comes_twice_is_two_bars() -> None:
    day = second("2024-10-27", "Europe/Vienna")
    shown = clocks(edges(day, day + 5 * HOUR, Interval.HOUR, "Europe/Vienna"), "Europe/Vienna")
    assert [each[-5:] for each in shown] == ["00:00", "01:00", "02:00", "02:00", "03:00", "04:00", "05:00"]


def test_an_hour_that_clocks_left_out_has_no_bar() -> None:
    day = second("2024-03-31", "Europe/Vienna")
    shown = clocks(edges(day, day + 3 * HOUR, Interval.HOUR, "Europe/Vienna"), "Europe/Vienna")
    assert [each[-5:] for each in shown] == ["00:00", "01:00", "03:00", "04:00", "05:00"]


def test_hours_are_whole_where_the_zone_is_half_an_hour_apart() -> None:
    moment = second("2024-05-01T10:45:00", "Asia/Kolkata")
    assert clocks(edges(moment, moment, Interval.HOUR, "Asia/Kolkata"), "Asia/Kolkata") == [
        "2024-05-01T10:00",
        "2024-05-01T11:00",
    ]


def test_clocks_turned_by_half_an_hour_make_a_bar_of_half_an_hour() -> None:
    moment = second("2024-04-07T01:00:00", "Australia/Lord_Howe")
    found = edges(moment, moment + 2 * HOUR, Interval.HOUR, "Australia/Lord_Howe")
    assert [end - start for start, end in pairwise(found)] == [HOUR, HOUR // 2, HOUR]


def test_a_day_that_a_zone_left_out_has_no_bar() -> None:
    first, last = second("2011-12-29T12:00:00", "Pacific/Apia"), second("2011-12-31T12:00:00", "Pacific/Apia")
    shown = clocks(edges(first, last, Interval.DAY, "Pacific/Apia"), "Pacific/Apia")
    assert [each[:10] for each in shown] == ["2011-12-29", "2011-12-31", "2012-01-01"]


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        (Interval.DAY, ["1965-07-14", "1965-07-15"]),
        (Interval.WEEK, ["1965-07-12", "1965-07-19"]),
        (Interval.MONTH, ["1965-07-01", "1965-08-01"]),
        (Interval.YEAR, ["1965-01-01", "1966-01-01"]),
    ],
)
def test_bars_before_1970(interval: Interval, expected: list[str]) -> None:
    moment = second("1965-07-14T10:00:00")
    assert [each[:10] for each in clocks(edges(moment, moment, interval))] == expected


def test_all_of_the_calendar_in_years() -> None:
    found = edges(FIRST, LAST, Interval.YEAR)
    assert (found[0], found[-1], len(found)) == (FIRST, LAST + 1, 10_000)


@pytest.mark.parametrize(
    ("span", "interval"),
    [
        (0, Interval.HOUR),
        (99 * HOUR, Interval.HOUR),
        (101 * HOUR, Interval.DAY),
        (99 * DAY, Interval.DAY),
        (101 * DAY, Interval.WEEK),
        (3 * 365 * DAY, Interval.MONTH),
        (30 * 365 * DAY, Interval.YEAR),
        (9000 * 365 * DAY, Interval.YEAR),
    ],
)
def test_auto_is_the_shortest_with_about_a_hundred_bars(span: int, interval: Interval) -> None:
    found, starts = bars(TimelineAsked(interval=Interval.AUTO), (0, span))
    assert found is interval
    assert interval is Interval.YEAR or len(starts) <= AUTO_BARS + 2


@pytest.mark.parametrize("interval", list(Interval))
def test_where_nothing_is_shown_there_is_no_bar(interval: Interval) -> None:
    found, starts = bars(TimelineAsked(interval=interval), None)
    assert starts == ()
    assert found is not Interval.AUTO


@pytest.mark.parametrize("interval", [Interval.HOUR, Interval.DAY])
def test_as_many_bars_as_the_limit_are_drawn_and_one_more_is_refused(interval: Interval) -> None:
    """G31"""
    length = HOUR if interval is Interval.HOUR else DAY
    for bars_ in (MAX_BARS - 1, MAX_BARS):
        assert len(edges(0, bars_ * length - 1, interval)) == bars_ + 1
    with pytest.raises(InvalidParameter):
        edges(0, MAX_BARS * length, interval)


def test_too_many_bars_are_refused_with_what_would_do() -> None:
    """G31"""
    century = timedelta(days=36_525).total_seconds()
    with pytest.raises(InvalidParameter, match=r"hour .* 20,000 bars: ask for week or auto"):
        edges(0, int(century), Interval.HOUR)
    assert shortest(0, int(century), MAX_BARS) is Interval.WEEK


def test_an_unknown_zone_is_refused() -> None:
    for shown in (None, (0, 0)):
        with pytest.raises(InvalidParameter, match=r"timezone: .* Europe/Vienna"):
            bars(TimelineAsked(timezone="Europe/Viena"), shown)


@pytest.mark.parametrize(
    ("filters", "extent", "expected"),
    [
        ((), (5, 9), (5, 9)),
        ((), None, None),
        ((DateFilter("published", 2, 20),), (5, 9), (2, 19)),
        ((DateFilter("published", 2, 20),), None, (2, 19)),
        ((DateFilter("published", 2),), (5, 9), (2, 9)),
        ((DateFilter("published", 2),), None, None),
        ((DateFilter("published", 2, 20), DateFilter("published", 4, 30)), (5, 9), (4, 19)),
        ((DateFilter("published", 20, 10),), None, None),
        ((DateFilter("added", 2, 20),), (5, 9), (5, 9)),
    ],
)
def test_bars_reach_as_far_as_the_filters_say_or_the_matches_do(
    filters: tuple[DateFilter, ...], extent: tuple[int, int] | None, expected: tuple[int, int] | None
) -> None:
    assert reach(filters, "published", extent) == expected
