"""When feeds are asked again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.feeds.schedule import Failure, hint_of, next_check, next_try

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
DATE = "Sun, 22 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({}, b"", 0),
        ({"cache-control": "public, max-age=600"}, b"", 600),
        ({"cache-control": 'Max-Age="600"'}, b"", 600),
        ({"cache-control": "s-maxage=600"}, b"", 0),
        ({"cache-control": "no-cache"}, b"", 0),
        ({"cache-control": "max-age=999999999"}, b"", 86400),
        ({"date": DATE, "expires": "Sun, 22 Nov 2026 10:10:00 GMT"}, b"", 600),
        ({"date": DATE, "expires": "0"}, b"", 0),
        ({"date": DATE, "expires": "Sun, 22 Nov 2026 09:00:00 GMT"}, b"", 0),
        ({"date": DATE, "expires": "Fri, 99 Nov 9999 99:99:99 GMT"}, b"", 0),
        ({}, b"<rss><channel><ttl>60</ttl>", 3600),
        ({}, b"<ttl>-5</ttl><ttl>soon</ttl>", 0),
        ({}, b"<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 1800),
        ({}, b"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 86400),
        ({"cache-control": "max-age=60"}, b"<ttl>5</ttl>", 300),
    ],
)
def test_servers_and_feeds_say_when_to_come_again(
    headers: dict[str, str], body: bytes, seconds: float
) -> None:
    assert hint_of(headers, body) == seconds


def test_a_feed_is_asked_again_after_its_interval_or_later_if_so_asked() -> None:
    assert next_check(NOW, 1800, 0, 0) == NOW + timedelta(minutes=30)
    assert next_check(NOW, 1800, 3600, 0) == NOW + timedelta(hours=1)
    assert next_check(NOW, 1800, 0, 1) == NOW + timedelta(minutes=33)


def test_each_failure_doubles_the_wait_up_to_a_day() -> None:
    waits = [next_try(NOW, 1800, Failure(count), 1) - NOW for count in (1, 2, 3, 10, 10**6)]
    assert waits == [timedelta(hours=hours) for hours in (1, 2, 4, 24, 24)]


def test_a_server_that_asks_to_wait_is_left_alone_so_long() -> None:
    assert next_try(NOW, 60, Failure(1, 7200.0), 0) == NOW + timedelta(hours=2)
    assert next_try(NOW, 60, Failure(1, 1e9), 0) == NOW + timedelta(days=7)


@given(
    interval=st.integers(60, 30 * 86400),
    count=st.integers(1, 10**9),
    wait=st.none() | st.floats(0, 1e12),
    chance=st.floats(0, 1),
)
def test_the_next_try_is_never_at_once_and_never_far_off(
    interval: int, count: int, wait: float | None, chance: float
) -> None:
    at = next_try(NOW, interval, Failure(count, wait), chance)
    assert timedelta(seconds=interval / 2) <= at - NOW <= timedelta(days=31)
    assert at - NOW >= timedelta(seconds=min(wait or 0, 7 * 86400))
