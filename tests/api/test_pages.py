"""All pages of every order, put together, are the whole: nothing lost, nothing twice (traps 1 and 8)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from app.values import Article, Moment, Precision

COUNT = 47
#: Five articles an hour share their second, and every sixth is undated.
ARTICLES = [
    Article(
        source=f"Paper {number % 3}",
        title=f"Harbour report {number}",
        body="storm " * (1 + number % 4),
        published=None
        if number % 6 == 5
        else Moment(datetime(2024, 1, 1, number // 5, tzinfo=UTC), Precision.SECOND),
        updated_at=datetime(2024, 2, 1, number % 2, tzinfo=UTC),
    )
    for number in range(COUNT)
]


@pytest.fixture(scope="module")
def stories() -> Sequence[Article]:
    return ARTICLES


@pytest.fixture(scope="module")
def limits() -> dict[str, Any]:
    return {"offset_max": 50}


def walk(client: httpx.Client, address: str) -> tuple[list[int], set[int]]:
    """The ids of every page from here on, and the totals that the pages told."""
    ids: list[int] = []
    totals: set[int] = set()
    following: str | None = address
    while following:
        page = client.get(following).json()
        ids += [result["id"] for result in page["results"]]
        totals.add(page["total"])
        following = page["next"]
    return ids, totals


@pytest.mark.parametrize("size", [1, 4, 10])
@pytest.mark.parametrize(
    "address",
    [
        "/v1/search?q=storm&sort=relevance",
        "/v1/search?q=storm&sort=newest",
        "/v1/search?sort=newest",
        "/v1/search?sort=oldest",
        "/v1/search?sort=newest&use_date=updated",
        "/v1/search?sort=added",
        "/v1/articles?sort=newest",
        "/v1/articles?sort=oldest",
        "/v1/articles?sort=added",
        "/v1/articles?since_id=0",
    ],
)
def test_the_pages_of_every_order_are_the_whole(client: httpx.Client, address: str, size: int) -> None:
    ids, totals = walk(client, f"{address}&page_size={size}")
    assert totals == {COUNT}
    assert sorted(ids) == list(range(1, COUNT + 1))


def test_pages_of_a_filtered_search_are_what_the_filter_leaves(client: httpx.Client) -> None:
    ids, totals = walk(client, "/v1/search?q=storm&sources=paper-1&page_size=3")
    assert totals == {len(ids)}
    assert sorted(ids) == [number + 1 for number in range(COUNT) if number % 3 == 1]


def test_what_is_new_comes_in_the_order_of_ingestion(client: httpx.Client) -> None:
    ids, totals = walk(client, "/v1/articles?since_id=40&page_size=3")
    assert ids == list(range(41, COUNT + 1))
    assert totals == {COUNT - 40}
    assert walk(client, f"/v1/articles?since_id={COUNT}") == ([], {0})


def test_pages_by_number_end_with_the_list(client: httpx.Client) -> None:
    last = client.get("/v1/search?page_size=7&page=7").json()
    assert (last["next"], last["cursor"], len(last["results"])) == (None, None, 5)
    assert client.get("/v1/search?page_size=7&page=8").status_code == 422


@pytest.mark.parametrize("order", ["sort=newest", "sort=oldest&use_date=updated", "q=storm"])
def test_where_page_numbers_end_a_cursor_goes_on(client: httpx.Client, order: str) -> None:
    """F04, G32: the furthest page by number is the fifth."""
    ids, _ = walk(client, f"/v1/search?{order}&page_size=9&page=1")
    assert sorted(ids) == list(range(1, COUNT + 1))
    fourth = client.get(f"/v1/search?{order}&page_size=9&page=4").json()
    fifth = client.get(f"/v1/search?{order}&page_size=9&page=5").json()
    assert client.get(f"/v1/search?{order}&page_size=9&page=6").status_code == 422
    assert "page=5" in fourth["next"]
    assert "cursor=" in fifth["next"]
