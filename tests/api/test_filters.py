"""Every filter, including and excluding, as a comma list and repeated, on every address that takes them."""

from collections.abc import Sequence

import httpx
import pytest

from app.search.criteria import FILTERS
from app.values import Article
from tests.api.archive import day

STORIES = (
    Article(
        "Harbour Post",
        "One",
        authors=("Ines Calder", "Tom Roe"),
        agency="Meridian Wire",
        section="Local",
        tags=("ferries", "islands, outer"),
        language="en",
        url="https://www.harbour-post.example/one",
        published=day("2024-03-04T08:30:00"),
    ),
    Article(
        "Vale-Times",
        "Two",
        authors=("Tom Roe",),
        agency="North-Sea Press",
        section="Arts & Stage",
        tags=("covid-19",),
        language="de",
        url="https://vale-times.example/two",
        published=day("2024-03-05T23:30:00"),
    ),
    Article("Isles Tribune", "Three", url="https://tribune.example/three"),
)
#: By parameter: values of the first and of the second article that no other has, or an odd one of both.
VALUES = {
    "sources": ("harbour-post", "vale-times"),
    "domains": ("harbour-post.example", "vale-times.example"),
    "authors": ("ines calder", "tom roe"),
    "agencies": ("Meridian Wire", "north-sea press"),
    "sections": ("LOCAL", "Arts & Stage"),
    "tags": ('"islands, outer"', "covid-19"),
    "languages": ("en", "de"),
}


@pytest.fixture(scope="module")
def stories() -> Sequence[Article]:
    return STORIES


@pytest.fixture(params=["/v1/search", "/v1/articles"])
def address(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def ids(client: httpx.Client, address: str, *pairs: tuple[str, str]) -> list[int]:
    answered = client.get(address, params=httpx.QueryParams(list(pairs)))
    assert answered.status_code == 200, answered.text
    return sorted(result["id"] for result in answered.json()["results"])


def test_the_table_names_every_filter() -> None:
    assert set(VALUES) | {f"not_{name}" for name in VALUES} == set(FILTERS)


@pytest.mark.parametrize("name", VALUES)
def test_a_filter_includes_and_its_twin_excludes(client: httpx.Client, address: str, name: str) -> None:
    """Trap 4: a domain with a dash matches."""
    first, second = VALUES[name]
    both = name == "authors"
    assert ids(client, address, (name, first)) == [1]
    assert ids(client, address, (name, second)) == ([1, 2] if both else [2])
    assert ids(client, address, (name, f"{first},{second}")) == [1, 2]
    assert ids(client, address, (name, first), (name, second)) == [1, 2]
    assert ids(client, address, (name, f"-{first}")) == [2, 3]
    assert ids(client, address, (f"not_{name}", first)) == [2, 3]
    assert ids(client, address, (f"not_{name}", f"{first},{second}")) == [3]
    assert ids(client, address, (name, f"{second},-{first}")) == [2]


def test_two_filters_on_one_field_both_hold(client: httpx.Client, address: str) -> None:
    """Trap 4."""
    assert ids(client, address, ("authors", "tom roe"), ("not_authors", "ines calder")) == [2]
    assert ids(client, address, ("tags", "ferries"), ("not_tags", "ferries")) == []


def test_a_filter_and_the_same_field_in_the_query_both_hold(client: httpx.Client) -> None:
    """Trap 4."""
    assert ids(client, "/v1/search", ("q", "author:roe"), ("authors", "ines calder")) == [1]
    assert ids(client, "/v1/search", ("q", "domain:vale-times.example"), ("domains", "tribune.example")) == []


@pytest.mark.parametrize(
    ("use_date", "start", "end", "zone", "expected"),
    [
        ("published", "2024-03-05", "2024-03-05", "UTC", [2]),
        ("published", "2024-03-06", "2024-03-06", "Europe/Vienna", [2]),
        ("published", "2024-03", "2024-03", "UTC", [1, 2]),
        ("published", "2024", "2024", "America/New_York", [1, 2]),
        ("published", "2024-03-04T08:30:00Z", "2024-03-04T08:30:00Z", "UTC", [1]),
        ("published", "1d", "now", "UTC", []),
        ("added", "today", "today", "UTC", [1, 2, 3]),
        ("added", "1d", "today", "UTC", [1, 2, 3]),
        ("added", "now-24h", "yesterday", "UTC", []),
        ("updated", "2024", "2024", "UTC", []),
    ],
)
def test_dates_are_whole_or_relative_and_go_by_the_clock_and_zone_asked_for(
    client: httpx.Client, address: str, use_date: str, start: str, end: str, zone: str, expected: list[int]
) -> None:
    """Trap 2: both ends are included."""
    dates = (("use_date", use_date), ("from", start), ("to", end), ("timezone", zone))
    assert ids(client, address, *dates) == expected
    found = client.get("/v1/timeline", params=httpx.QueryParams(list(dates))).json()
    assert found["total"] == len(expected)
