"""Dates that people give. F11, F12"""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidParameter
from app.search.when import instant_range

NOW = datetime(2024, 3, 31, 12, 30, 15, tzinfo=UTC)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def read(start: str | None, end: str | None, zone: str = "UTC") -> tuple[int | None, int | None]:
    return instant_range(start, end, now=NOW, timezone=zone)


@pytest.mark.parametrize(
    ("text", "zone", "first", "after"),
    [
        ("2019", "UTC", "2019-01-01", "2020-01-01"),
        ("2019-04", "UTC", "2019-04-01", "2019-05-01"),
        ("2019-12", "UTC", "2019-12-01", "2020-01-01"),
        ("2019-04-26", "UTC", "2019-04-26", "2019-04-27"),
        ("2020-02-29", "UTC", "2020-02-29", "2020-03-01"),
        ("2026-01-01", "UTC", "2026-01-01", "2026-01-02"),
        (" 2019-04-26 ", "UTC", "2019-04-26", "2019-04-27"),
        ("2019-04-26", "Europe/Vienna", "2019-04-25T22:00", "2019-04-26T22:00"),
        ("2019-04-26", "utc", "2019-04-26", "2019-04-27"),
        ("2019", "America/New_York", "2019-01-01T05:00", "2020-01-01T05:00"),
        ("2024-03-31", "Europe/Vienna", "2024-03-30T23:00", "2024-03-31T22:00"),  # 23 hours
        ("2024-10-27", "Europe/Vienna", "2024-10-26T22:00", "2024-10-27T23:00"),  # 25 hours
        ("2019-04-26T10:00:00Z", "UTC", "2019-04-26T10:00:00", "2019-04-26T10:00:01"),
        ("2019-04-26t10:00:00z", "UTC", "2019-04-26T10:00:00", "2019-04-26T10:00:01"),
        ("2019-04-26T10:00", "UTC", "2019-04-26T10:00:00", "2019-04-26T10:00:01"),
        ("2019-04-26 10:00", "Europe/Vienna", "2019-04-26T08:00:00", "2019-04-26T08:00:01"),
        ("2019-04-26T10:00:00+02:00", "Asia/Tokyo", "2019-04-26T08:00:00", "2019-04-26T08:00:01"),
        ("2019-04-26T10:00:00+0230", "UTC", "2019-04-26T07:30:00", "2019-04-26T07:30:01"),
        ("2019-04-26T10:00:00-05", "UTC", "2019-04-26T15:00:00", "2019-04-26T15:00:01"),
        ("2019-04-26T10:00:00.25Z", "UTC", "2019-04-26T10:00:01", "2019-04-26T10:00:01"),
        ("0001-01-01T00:00:00Z", "UTC", "0001-01-01", "0001-01-01T00:00:01"),
        ("now", "UTC", "2024-03-31T12:30:15", "2024-03-31T12:30:16"),
        ("24h", "UTC", "2024-03-30T12:30:15", "2024-03-30T12:30:16"),
        ("7d", "UTC", "2024-03-24T12:30:15", "2024-03-24T12:30:16"),
        ("now-2d", "UTC", "2024-03-29T12:30:15", "2024-03-29T12:30:16"),
        ("2w", "Europe/Vienna", "2024-03-17T12:30:15", "2024-03-17T12:30:16"),
        ("today", "UTC", "2024-03-31", "2024-04-01"),
        ("Yesterday", "UTC", "2024-03-30", "2024-03-31"),
        ("today", "Pacific/Auckland", "2024-03-31T11:00", "2024-04-01T11:00"),
        ("yesterday", "Europe/Vienna", "2024-03-29T23:00", "2024-03-30T23:00"),
    ],
)
def test_a_date_stands_for(text: str, zone: str, first: str, after: str) -> None:
    assert read(text, None, zone) == (at(first), None)
    assert read(None, text, zone) == (None, at(after))


def test_both_ends_are_inclusive() -> None:
    assert read("2019-04-26", "2019-04-26") == (at("2019-04-26"), at("2019-04-27"))
    assert read("2019-04", "2020") == (at("2019-04-01"), at("2021-01-01"))


def test_equal_instants_are_one_second() -> None:
    """F11"""
    start, end = read("2019-04-26T10:00:00Z", "2019-04-26T10:00:00Z")
    assert (start, end) == (at("2019-04-26T10:00:00"), at("2019-04-26T10:00:01"))


def test_nothing_said_is_open() -> None:
    assert read(None, None) == (None, None)


@pytest.mark.parametrize("text", ["9999", "9999-12", "9999-12-31"])
def test_the_end_of_the_calendar_is_open(text: str) -> None:
    assert read(None, text) == (None, None)
    assert read(text, None)[0] is not None


BAD = [
    "", " ", "0000", "0000-00-00", "10000", "99999", "-1", "inf", "nan", "1e20", "1556236800", "20190426",
    "2019-13", "2019-00", "2019-02-30", "2019-4-26", "2019-04-26T", "2019-04-26T10", "2019-04-26T24:00",
    "2019-04-26T10:60", "2019-04-26T10:00:60Z", "2019-04-26T10:00:00+25:00", "2019-04-26T10:00:00+99",
    "2019-04-26T10:00:00 Vienna", "2019-04-26T10:00:00.1234567890Z", "26.04.2019", "tomorrow", "7x", "7 d",
    "d", "now-", "now+1d", "99999999d", "٢٠١٩", "2019-04-26\x00", "[2019 TO 2020]", "' OR 1=1",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_date_is_refused_by_name(text: str) -> None:
    """F11"""
    for start, end, name in [(text, None, "from"), (None, text, "to")]:
        with pytest.raises(InvalidParameter) as refused:
            read(start, end)
        assert refused.value.faults[0].parameter == name


@pytest.mark.parametrize(
    "text", ["2019-04-26T10:00:00 02:00", "2019-04-26 10:00 0200", "2019-04-26T10:00:00.5 02:00"]
)
def test_a_plus_that_became_a_space_gets_a_hint(text: str) -> None:
    """F12"""
    with pytest.raises(InvalidParameter, match="%2B"):
        read(text, None)


def test_a_reversed_range_is_refused() -> None:
    """F11"""
    for start, end in [("2020", "2019"), ("2019-04-27", "2019-04-26"), ("now", "7d")]:
        with pytest.raises(InvalidParameter, match="later than to"):
            read(start, end)


@pytest.mark.parametrize(
    ("zone", "hint"),
    [
        ("Europe/Wien", "Europe/Vienna"),
        ("America", "did you mean"),
        ("../../etc/passwd", "no such"),
        ("", "UTC"),
        ("a\0b", "UTC"),
    ],
)
def test_an_unknown_time_zone_is_refused_by_name(zone: str, hint: str) -> None:
    with pytest.raises(InvalidParameter, match=hint) as refused:
        read(None, None, zone)
    assert refused.value.faults[0].parameter == "timezone"


@given(
    st.text(max_size=30)
    | st.from_regex(r"[0-9]{1,5}-[0-9]{1,2}-[0-9]{1,2}([T ][0-9:]{4,9}[Z+-]?[0-9:]{0,5})?")
)
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        start, _ = read(text, None)
    except InvalidParameter:
        return
    assert start is not None


@given(
    st.datetimes(
        min_value=datetime.fromisoformat("0001-01-02"), max_value=datetime.fromisoformat("9999-12-30")
    ),
    st.integers(-14 * 60, 14 * 60),
)
def test_an_instant_written_with_any_offset_is_that_instant(moment: datetime, minutes: int) -> None:
    """A26"""
    aware = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    seconds = int((aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
    assert read(aware.isoformat(), aware.isoformat()) == (seconds, seconds + 1)
