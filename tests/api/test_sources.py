"""``/v1/sources``: who is in the archive, and how completely."""

import csv
import io

import httpx
import orjson
import pytest


def test_all_sources_are_listed_with_what_is_held_of_them(client: httpx.Client) -> None:
    listed = client.get("/v1/sources").json()
    assert listed["total"] == 2
    assert listed["results"][0] == {
        "id": "harbour-post",
        "name": "Harbour Post",
        "domain": None,
        "articles": 3,
        "first_published_at": "1963-01-01T00:00:00Z",
        "last_published_at": "2024-03-04T08:30:00Z",
        "last_added_at": "2026-03-01T12:04:00Z",
    }


def test_one_source_tells_its_gaps_longest_first(client: httpx.Client) -> None:
    source = client.get("/v1/sources/harbour-post").json()
    assert source["articles"] == 3
    assert source["gaps"] == [{"first": "1963-01-02", "last": "2024-02-29"}]


@pytest.mark.parametrize(
    "slug", ["nobody", "Harbour Post", "%00", "%2e%2e", "' OR 1=1 --", "%25", "x" * 3000]
)
def test_a_source_that_is_not_there_is_a_404(client: httpx.Client, slug: str) -> None:
    assert client.get(f"/v1/sources/{slug}").status_code == 404


def test_sources_that_are_known_are_a_304(client: httpx.Client) -> None:
    for path in ("/v1/sources", "/v1/sources/vale-times"):
        etag = client.get(path).headers["etag"]
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_sources_are_had_as_a_table_and_as_lines(client: httpx.Client) -> None:
    listed = client.get("/v1/sources").json()["results"]
    table = client.get("/v1/sources", headers={"Accept": "text/csv"})
    assert table.headers["content-disposition"] == 'attachment; filename="dateline-sources.csv"'
    rows = list(csv.DictReader(io.StringIO(table.text, newline=""), strict=True))
    assert rows == [{name: str(value or "") for name, value in source.items()} for source in listed]
    lines = client.get("/v1/sources?format=ndjson").content.splitlines()
    assert [orjson.loads(line) for line in lines] == listed
    assert client.get("/v1/sources", headers={"Accept": "application/rss+xml"}).status_code == 406
