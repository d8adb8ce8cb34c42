"""Dates that are nearly right, or written as hardly anybody writes them."""

from datetime import UTC, datetime

import pytest

from app.ingest.normalise.dates import parse_date, search_dates, zones
from app.ingest.normalise.dates.zones import zone_named

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("20190426 10:15", "2019-04-26 10:15"),
        ("2019-04-26T10:15 EST", "2019-04-26 15:15"),
        ("Apr 26, 2019 10:15 am ET", "2019-04-26 14:15"),
        ("10:15 Friday 26 April 2019", "2019-04-26 10:15"),
        ("April 2019", "2019-04-01 00:00"),
        ("2019 April", "2019-04-01 00:00"),
        ("2019年4月", "2019-04-01 00:00"),
    ],
)
def test_an_odd_date_is_read(text: str, read: str) -> None:
    moment = parse_date(text, now=NOW).moment
    assert moment is not None
    assert moment.at.replace(tzinfo=None).isoformat(" ", "minutes") == read


@pytest.mark.parametrize(
    "text",
    [
        " \t ",
        "x" * 201,
        "26 April 219",
        "2019 April 26000",
        "26 April and on the whole long afterwards 2019",
        "April 26 2019 2020",
        "26 4 April",
        "26 April",
        "Apr 26 10:15:00",
        "Apr 26 10:15:00 EDT soon",
        "Apr 26 10:15:00 EDT 219",
        "Apr 260 10:15:00 EDT 2019",
        "Apr 26 EDT 2019 2020",
        "2019/4/260",
        "400/5/2019",
        "4/5/219",
        "2019年",
        "4月26日",
        "April 219",
        "late",
        "pm",
        "26 April 2019 1015",
        "2019-000",
        "2019-367",
        "2019-W60-1",
        "12345678901",
        "Febtober 3, 2019",
        "2019-04-26 24:01",
        "2019-04-26 10:15 Neverland/City",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    """D-rules: a wrong date is worse than none."""
    assert parse_date(text, now=NOW).moment is None


@pytest.mark.parametrize(
    "text", ["0001-01-01 00:00 +1400", "0000-100", "10000-01-01", "-2019-01-01", "0001-01-01T00:00:00+14:00"]
)
def test_a_moment_that_the_calendar_does_not_hold_is_out_of_range(text: str) -> None:
    assert parse_date(text, now=NOW).flag == "date_out_of_range"


@pytest.mark.parametrize("text", ["+1987", "+0299", "-1600"])
def test_what_is_no_offset_is_no_zone(text: str) -> None:
    assert zone_named(text) is None


def test_a_place_without_zone_data_has_its_standard_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> None:
        raise zones.ZoneInfoNotFoundError(name)

    monkeypatch.setattr(zones, "ZoneInfo", none)
    offset = zones._place("Europe/Lisbon", 1.0).utcoffset(None)
    assert offset is not None
    assert offset.total_seconds() == 3600.0
    assert zones._place("Europe/Lisbon", 0.0) is UTC


@pytest.mark.parametrize(
    "text", ["It ran from 4 to 26.", "On 26 4 April", "Apr 26 10:15:00", "April 26 219", "late 4", "26 April"]
)
def test_no_date_is_found_where_none_stands(text: str) -> None:
    assert search_dates(text, now=NOW) == ()
