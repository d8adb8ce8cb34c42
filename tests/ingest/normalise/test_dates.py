"""Dates as publishers write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.normalise.dates import DateReading, parse_date, search_dates
from app.ingest.normalise.dates.zones import to_utc
from app.values import Precision

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def read(text: str) -> tuple[str, str]:
    """What ``text`` says, as RFC 3339 and precision; fails when it says nothing."""
    reading = parse_date(text, now=NOW)
    assert reading.moment is not None, f"{text!r}: {reading.flag}"
    assert reading.flag is None
    return reading.moment.at.strftime("%Y-%m-%dT%H:%M:%SZ"), reading.moment.precision.value


DAY = ("2019-04-26T00:00:00Z", "day")
AFTERNOON = ("2019-04-26T14:30:00Z", "minute")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019-04-26T10:15:00Z", ("2019-04-26T10:15:00Z", "second")),
        ("2019-04-26t10:15:00z", ("2019-04-26T10:15:00Z", "second")),
        ("2019-04-26T10:15:00.123456+02:00", ("2019-04-26T08:15:00Z", "second")),
        ("2019-04-26T10:15:00,5-0400", ("2019-04-26T14:15:00Z", "second")),
        ("2019-04-26T10:15+02", ("2019-04-26T08:15:00Z", "minute")),
        ("2019-04-26 10:15:00 +0200", ("2019-04-26T08:15:00Z", "second")),
        ("2019-04-26 10:15", ("2019-04-26T10:15:00Z", "minute")),
        ("2019-04-26 10:15:00 UTC", ("2019-04-26T10:15:00Z", "second")),
        ("20190426T101500Z", ("2019-04-26T10:15:00Z", "second")),
        ("20190426101500", ("2019-04-26T10:15:00Z", "second")),
        ("20190426101500Z", ("2019-04-26T10:15:00Z", "second")),
        ("2019-04-26T12:15:00+02:00[Europe/Paris]", ("2019-04-26T10:15:00Z", "second")),
        ("20190426", DAY),
        ("2019-W17-5", DAY),
        ("2019-116", DAY),
        ("2019-04-26T24:00:00Z", ("2019-04-27T00:00:00Z", "second")),
        ("2019-04", ("2019-04-01T00:00:00Z", "month")),
        ("04/2019", ("2019-04-01T00:00:00Z", "month")),
        ("2019", ("2019-01-01T00:00:00Z", "year")),
    ],
)
def test_iso_shapes_are_read_with_their_precision(text: str, expected: tuple[str, str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fri, 26 Apr 2019 10:15:00 +0200", ("2019-04-26T08:15:00Z", "second")),
        ("Fri, 26 Apr 2019 10:15:00 GMT", ("2019-04-26T10:15:00Z", "second")),
        ("Friday, 26-Apr-19 10:15:00 GMT", ("2019-04-26T10:15:00Z", "second")),
        ("Fri Apr 26 10:15:00 EDT 2019", ("2019-04-26T14:15:00Z", "second")),
        ("26-APR-1987 15:01:01.79", ("1987-04-26T15:01:01Z", "second")),
        ("Fri Oct 20, 2006 6:15pm EDT", ("2006-10-20T22:15:00Z", "minute")),
        ("Tue Jan 3, 2012 12:05am EST", ("2012-01-03T05:05:00Z", "minute")),
        ("Fri 26 Apr 2019 15.30 BST", AFTERNOON),
        ("April 26, 2019 at 10:30 a.m. ET", AFTERNOON),
        ("January 26, 2019 at 9:30 a.m. ET", ("2019-01-26T14:30:00Z", "minute")),
        ("10:30 AM ET, Fri April 26, 2019", AFTERNOON),
        ("Updated 1430 GMT (2230 HKT) April 26, 2019", AFTERNOON),
        ("26 April 2019 | 8:00 PM IST", AFTERNOON),
        ("Last modified on Fri 26 Apr 2019 16:30 GMT+2", AFTERNOON),
        (
            "Fri Apr 26 2019 14:30:00 GMT+0000 (Coordinated Universal Time)",
            ("2019-04-26T14:30:00Z", "second"),
        ),
        ("2019-04-26 16:30 Europe/Paris", AFTERNOON),
        ("Published: 26th April, 2019", DAY),
        ("April 26th 2019", DAY),
        ("Sept. 4, 2012", ("2012-09-04T00:00:00Z", "day")),
        ("April 2019", ("2019-04-01T00:00:00Z", "month")),
        ("14:30 26/04/2019", AFTERNOON),
    ],
)
def test_newspaper_and_mail_dates_become_utc(text: str, expected: tuple[str, str]) -> None:
    """A26."""
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "26 de abril de 2019",
        "viernes, 26 de abril de 2019",
        "mar 26 abr 2019",
        "sexta-feira, 26 de abril de 2019",
        "26 avril 2019",
        "vendredi 26 avril 2019",
        "Freitag, den 26. April 2019",
        "Am 26. April 2019",
        "26 aprile 2019",
        "26 april 2019",
        "26 апреля 2019 г.",
        "26 квітня 2019 року",
        "26 Nisan 2019",
        "26 NİSAN 2019",
        "٢٦ أبريل ٢٠١٩",
        "26 نيسان/أبريل 2019",
        "26 kwietnia 2019 r.",
        "26. dubna 2019",
        "26 huhtikuuta 2019",
        "2019. április 26., péntek",
        "26 Απριλίου 2019",
        "26 באפריל 2019",
        "26 अप्रैल 2019",
        "Thứ Sáu, 26/4/2019",
        "2019年4月26日",
        "2019年4月26日(金)",
        "2019년 4월 26일",
        "26.04.2019",
        "26. 4. 2019",
        "2019/04/26",
    ],
)
def test_months_are_known_in_many_languages(text: str) -> None:
    assert read(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "26 avril 2019 à 14h30",
        "Publié le 26 avril 2019 à 14 h 30",
        "26. April 2019, 14:30 Uhr",
        "26 de abril de 2019 às 14h30",
        "26 апреля 2019, 14:30",
        "26 huhtikuuta 2019 klo 14.30",
        "2019年4月26日 午後2時30分",
        "2019년 4월 26일 오후 2:30",
    ],
)
def test_times_of_day_are_known_in_many_languages(text: str) -> None:
    assert read(text) == AFTERNOON


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("4/21/2017", "2017-04-21"),
        ("21/4/2017", "2017-04-21"),
        ("4/5/2019", "2019-04-05"),
        ("4.5.2019", "2019-05-04"),
        ("4-5-2019", "2019-05-04"),
        ("4/21/17", "2017-04-21"),
        ("1/2/69", "1969-01-02"),
    ],
)
def test_a_slash_is_month_first_and_a_dot_day_first_where_neither_is_decided(text: str, day: str) -> None:
    assert read(text)[0].startswith(day)


@pytest.mark.parametrize("text", ["1556289000", "1556289000000", "1556289000.0", "1556289000000000"])
def test_epochs_are_read_in_seconds_milliseconds_and_microseconds(text: str) -> None:
    """A25."""
    assert read(text) == ("2019-04-26T14:30:00Z", "second")


@pytest.mark.parametrize("text", ["", "   ", "\n", "\u00a0"])
def test_nothing_written_is_no_flag(text: str) -> None:
    assert parse_date(text, now=NOW) == DateReading(None, None)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("2019-02-30", "bad_date"),
        ("2019-13-01", "bad_date"),
        ("2019-04-26T25:00:00Z", "bad_date"),
        ("2019-04-26T24:01:00Z", "bad_date"),
        ("NaN", "bad_date"),
        ("null", "bad_date"),
        ("yesterday", "bad_date"),
        ("3 hours ago", "bad_date"),
        ("26 April 2019 and more", "bad_date"),
        ("26 April 2019 27 April 2019", "bad_date"),
        ("2019-366", "bad_date"),
        ("2019-W60-1", "bad_date"),
        ("x" * 100_000, "bad_date"),
        ("0000-00-00", "date_out_of_range"),
        ("0001-01-01", "date_out_of_range"),
        ("0001-01-01T00:00:00+14:00", "date_out_of_range"),
        ("-0001-01-01", "date_out_of_range"),
        ("10000-01-01", "date_out_of_range"),
        ("1399-12-31", "date_out_of_range"),
        ("9999-12-31", "future_date"),
        ("9999-12-31T23:59:59-12:00", "future_date"),
        ("2050-01-01", "future_date"),
        ("2076-11-21T12:00:00Z", "future_date"),
    ],
)
def test_impossible_dates_give_a_flag_and_no_moment(text: str, flag: str) -> None:
    """A25, A26, A27."""
    assert parse_date(text, now=NOW) == DateReading(None, flag)


@pytest.mark.parametrize(
    ("offset", "moment"),
    [
        ("+14:59", "2019-04-25T21:01:00Z"),
        ("+15:00", "2019-04-25T21:00:00Z"),
        ("+15:01", None),
        ("-15:01", None),
        ("+05:60", None),
    ],
)
def test_an_offset_of_more_than_fifteen_hours_is_none(offset: str, moment: str | None) -> None:
    """A26."""
    if moment is None:
        assert parse_date(f"2019-04-26T12:00:00{offset}", now=NOW) == DateReading(None, "bad_date")
    else:
        assert read(f"2019-04-26T12:00:00{offset}") == (moment, "second")


@pytest.mark.parametrize(
    ("first", "hours"), [(datetime.min.replace(tzinfo=UTC), 14), (datetime.max.replace(tzinfo=UTC), -12)]
)
def test_a_moment_before_or_behind_all_that_can_be_counted_is_none(first: datetime, hours: int) -> None:
    """A26."""
    assert to_utc(first, timezone(timedelta(hours=hours))) is None


def test_a_leap_second_is_read_as_the_second_before_it() -> None:
    """A25."""
    assert read("2016-12-31T23:59:60Z") == ("2016-12-31T23:59:59Z", "second")


@pytest.mark.parametrize(("year", "flag"), [(1399, "date_out_of_range"), (1400, None), (1401, None)])
def test_no_newspaper_appeared_before_printing(year: int, flag: str | None) -> None:
    """A25."""
    assert parse_date(f"{year}-06-01", now=NOW).flag == flag


def test_two_days_ahead_are_allowed_for_clocks_and_zones_and_not_more() -> None:
    """A27."""
    inside, outside = NOW + timedelta(days=2), NOW + timedelta(days=2, seconds=1)
    assert parse_date(inside.isoformat(), now=NOW).flag is None
    assert parse_date(outside.isoformat(), now=NOW).flag == "future_date"


@given(st.datetimes(min_value=datetime(1400, 1, 2), max_value=datetime(2026, 11, 20)))  # noqa: DTZ001
def test_every_instant_survives_being_written_in_iso(moment: datetime) -> None:
    expected = moment.replace(microsecond=0, tzinfo=UTC)
    reading = parse_date(expected.isoformat(), now=NOW)
    assert reading.moment is not None
    assert (reading.moment.at, reading.moment.precision) == (expected, Precision.SECOND)


@given(st.dates(min_value=datetime(1400, 1, 1).date(), max_value=datetime(2026, 11, 20).date()))  # noqa: DTZ001
def test_every_day_survives_being_written_in_words(day: object) -> None:
    assert read(f"{day:%A}, {day:%d} {day:%B} {day:%Y}")[0] == f"{day:%Y-%m-%d}T00:00:00Z"


@given(st.text(max_size=60) | st.text(alphabet="0123456789-/:. TZ+apmAprilJun年月日٢٠", max_size=40))
def test_no_text_makes_the_readers_raise(text: str) -> None:
    """A25, A26."""
    reading = parse_date(text, now=NOW)
    assert reading.moment is None or reading.moment.at.utcoffset() == timedelta(0)
    for found in search_dates(text, now=NOW):
        assert 0 <= found.start < found.end <= len(text)


def test_search_finds_every_full_date_and_its_place_in_the_line() -> None:
    line = "Friday, 26 April 2019 | AFP | Port Seldom, updated 3 May 2018 at 10:20 GMT (first: 01.02.2017)"
    found = search_dates(line, now=NOW)
    assert [line[date.start : date.end] for date in found] == [
        "26 April 2019",
        "3 May 2018 at 10:20 GMT",
        "01.02.2017",
    ]
    assert [date.moment.precision.value for date in found] == ["day", "minute", "day"]


@pytest.mark.parametrize(
    "text",
    [
        "In May 2019 it rained",
        "Page 3 of 26",
        "4/21/17",
        "Version 1.2.3",
        "2019",
        "April 26",
        "30 February 2019",
    ],
)
def test_search_takes_no_partial_or_impossible_date(text: str) -> None:
    assert search_dates(text, now=NOW) == ()


def test_search_leaves_small_words_that_are_zones_elsewhere() -> None:
    found = search_dates("26 avril 2019 à 14h30 et plus tard", now=NOW)
    assert found[0].moment.at == datetime(2019, 4, 26, 14, 30, tzinfo=UTC)
