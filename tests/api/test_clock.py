"""A wall clock that jumps, while served."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from app.api.app import build_app
from app.keys import KeyScope
from app.runtime import Runtime, open_runtime
from app.settings import Settings
from tests.api.archive import NOW
from tests.api.serving import serve
from tests.api.writing import article, bearer, make_key
from tests.clock import Clock

JUMPS = [
    NOW,
    NOW - timedelta(hours=1),
    NOW + timedelta(hours=1),
    NOW + timedelta(days=3652),
    datetime(1970, 1, 1, tzinfo=UTC),
    *(NOW - timedelta(milliseconds=step) for step in range(3)),
]


@pytest.fixture
def clock() -> Clock[datetime]:
    return Clock(NOW)


@pytest.fixture
def client(tmp_path: Path, clock: Clock[datetime]) -> Iterator[httpx.Client]:
    def opened(settings: Settings) -> Runtime:
        return open_runtime(settings, clock=clock)

    with serve(build_app(Settings(data_dir=tmp_path, rate_limit=1000), opened)) as client:
        yield client


def test_whatever_the_clock_does_it_is_written_found_and_read_on(
    client: httpx.Client, clock: Clock[datetime], tmp_path: Path
) -> None:
    """I11: ids grow, no article is lost or met twice, cursors go on, limits of time are not the clock's."""
    key = bearer(make_key(tmp_path, KeyScope.WRITE))
    for number, clock.now in enumerate(JUMPS, 1):
        undated = article(url=f"https://harbour.example/{number}", published_at=None)
        added = client.post("/v1/articles", headers=key, json=undated)
        assert (added.status_code, added.json()["id"]) == (201, number)
        assert client.get("/v1/search?q=ferry").json()["total"] == number
        remaining = int(added.headers["ratelimit-remaining"])
        assert 0 <= remaining < 1000
    for order in ("newest", "oldest", "relevance"):
        seen, where = [], f"/v1/search?q=ferry&page_size=3&sort={order}"
        for clock.now in JUMPS:
            page = client.get(where).json()
            seen += [each["id"] for each in page["results"]]
            if not (where := page["next"]):
                break
        assert sorted(seen) == list(range(1, len(JUMPS) + 1)), order


def test_a_key_ends_when_the_clock_says_so_and_not_before(
    client: httpx.Client, clock: Clock[datetime], tmp_path: Path
) -> None:
    """I11"""
    key = bearer(make_key(tmp_path, KeyScope.WRITE, hours=2))
    for jump, status in ((-1, 201), (1, 200), (3, 401), (1, 200)):
        clock.now = NOW + timedelta(hours=jump)
        assert client.post("/v1/articles", headers=key, json=article()).status_code == status
