"""``/v1/authors`` and its like: what there is to filter by."""

from typing import Any

import httpx
import pytest

from app.api.app import build_app
from app.runtime import Runtime
from app.search.engine import SearchRequest, SearchResult
from app.search.fields import KEYWORD_FIELDS
from app.settings import Settings
from app.values import Article
from tests.api.archive import add, open_archive
from tests.api.serving import serve


def values(client: httpx.Client, address: str) -> list[tuple[str, int]]:
    return [(each["value"], each["count"]) for each in client.get(address).json()["results"]]


def test_values_come_with_their_counts_most_frequent_first(client: httpx.Client) -> None:
    assert values(client, "/v1/languages") == [("en", 2), ("de", 1)]
    assert values(client, "/v1/tags") == [("ferries", 1), ("islands, outer", 1)]
    assert values(client, "/v1/sections?sort=name") == [("Business", 1), ("Local", 1)]
    assert values(client, "/v1/agencies") == [("Reuters", 1)]
    assert values(client, "/v1/domains") == [("valetimes.example", 3), ("harbourpost.example", 1)]


def test_a_prefix_narrows_them_whatever_the_case(client: httpx.Client) -> None:
    assert values(client, "/v1/authors?prefix=TOM") == [("Tom Roe", 1)]
    assert values(client, "/v1/authors?prefix=roe") == []
    assert values(client, "/v1/authors?prefix=") == [("Ines Calder", 1), ("Tom Roe", 1)]


def test_pages_lead_on_to_the_last_one(client: httpx.Client) -> None:
    """Trap 8."""
    first = client.get("/v1/authors?page_size=1&sort=name")
    found = first.json()
    assert (found["total"], found["page"], found["page_size"]) == (2, 1, 1)
    assert first.links["next"]["url"] == found["next"]
    second = client.get(found["next"]).json()
    assert [each["value"] for each in (*found["results"], *second["results"])] == ["Ines Calder", "Tom Roe"]
    assert second["next"] is None
    assert client.get("/v1/authors?page=9").json()["results"] == []


def test_each_value_finds_as_many_articles_as_it_says(client: httpx.Client) -> None:
    """Trap 9."""
    for field in KEYWORD_FIELDS:
        parameter = {"agency": "agencies"}.get(field, field + "s")
        if field != "source":
            for value, count in values(client, f"/v1/{parameter}"):
                found = client.get("/v1/articles", params={parameter: f'"{value}"'}).json()
                assert found["total"] == count


def test_what_is_known_is_a_304(client: httpx.Client) -> None:
    etag = client.get("/v1/authors").headers["etag"]
    assert client.get("/v1/authors", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("prefx=a", "prefx: unknown parameter; did you mean prefix?"),
        ("prefix=a&prefix=b", "prefix: given 2 times"),
        ("prefix=" + "x" * 101, "prefix: takes at most 100 characters"),
        ("page_size=1001", "page_size: must be 1000 or less"),
        ("page=0", "page: must be 1 or more"),
        ("sort=total", "sort: "),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(client: httpx.Client, query: str, said: str) -> None:
    """Trap 6. F03 F06 F07 F13."""
    answered = client.get(f"/v1/sections?{query}")
    assert (answered.status_code, said in answered.json()["detail"]) == (422, True)


def test_values_are_counted_once_for_each_state_of_the_index(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trap 5: what was added is among them at once."""
    with open_archive(Settings(data_dir=tmp_path)) as archive:
        add(archive, [Article("Harbour Post", "One", section="Local")])
        with serve(build_app(archive.settings, open_archive)) as client:
            searches = counted(archive, monkeypatch)
            for _ in range(3):
                assert values(client, "/v1/sections") == [("Local", 1)]
            assert len(searches) == 1
            add(archive, [Article("Harbour Post", "Two", section="Sport")])
            assert values(client, "/v1/sections") == [("Local", 1), ("Sport", 1)]


def counted(archive: Runtime, monkeypatch: pytest.MonkeyPatch) -> list[SearchRequest]:
    engine = type(archive.engine)
    search = engine.search
    requests: list[SearchRequest] = []

    def watched(self: Any, request: SearchRequest) -> SearchResult:
        requests.append(request)
        return search(self, request)

    monkeypatch.setattr(engine, "search", watched)
    return requests
