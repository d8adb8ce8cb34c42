"""``/v1/articles``: one article by id or address, what it said before, and what is new."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from app.api.app import build_app
from app.runtime import Runtime
from app.settings import Settings
from tests.api.archive import ARTICLES, NOW, add, open_archive
from tests.api.serving import serve


def test_an_article_is_told_whole(client: httpx.Client) -> None:
    assert client.get("/v1/articles/1").json() == {
        "id": 1,
        "url": "https://harbourpost.example/ferry-stops?id=7",
        "title": "Ferry service to Norrey island stops",
        "description": "No boats until further notice",
        "body": ARTICLES[0].body,
        "byline": "By Ines Calder and Tom Roe",
        "authors": ["Ines Calder", "Tom Roe"],
        "source": {"id": "harbour-post", "name": "Harbour Post", "domain": None},
        "agency": None,
        "dateline": None,
        "republished_by": None,
        "section": "Local",
        "tags": ["ferries", "islands, outer"],
        "language": "en",
        "image_url": None,
        "published_at": "2024-03-04T08:30:00Z",
        "published_precision": "second",
        "updated_at": "2024-03-04T09:00:00Z",
        "external_id": None,
        "flags": [],
        "added_at": "2026-03-01T12:00:00Z",
        "version": 1,
    }


def test_markup_in_an_article_is_data_that_no_browser_runs(client: httpx.Client) -> None:
    """K21."""
    answered = client.get("/v1/articles/2")
    assert "<script>" in answered.json()["body"]
    assert answered.headers["content-type"] == "application/json"
    assert answered.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answered.headers["content-security-policy"]


@pytest.mark.parametrize("article_id", [-1, 0, 999, 2**31, 2**63 - 1, -(2**63)])
def test_an_id_that_nothing_has_is_a_404(client: httpx.Client, article_id: int) -> None:
    """F01."""
    for path in (f"/v1/articles/{article_id}", f"/v1/articles/{article_id}/versions"):
        answered = client.get(path)
        assert (answered.status_code, answered.json()["code"]) == (404, "notFound")


@pytest.mark.parametrize(
    "article_id",
    [str(2**63), str(-(2**63) - 1), "9" * 5000, "1e3", "1_000", "%201%20", "%D9%A1", "1.0", "abc", "+1"],
)
def test_what_is_no_id_is_a_422(client: httpx.Client, article_id: str) -> None:
    """F02."""
    answered = client.get(f"/v1/articles/{article_id}")
    assert (answered.status_code, answered.json()["errors"][0]["parameter"]) == (422, "id")


@pytest.mark.parametrize(
    "url",
    [
        "https://harbourpost.example/ferry-stops?id=7",
        "http://www.harbourpost.example/ferry-stops/?utm_source=letter&id=7#top",
        "//harbourpost.example/ferry-stops?id=7&fbclid=x",
        " harbourpost.example/ferry-stops?id=7",
    ],
)
def test_an_article_is_found_by_any_form_of_its_address(client: httpx.Client, url: str) -> None:
    assert client.get("/v1/articles/by-url", params={"url": url}).json()["id"] == 1


def test_an_address_is_needed_must_be_one_and_may_be_unknown(client: httpx.Client) -> None:
    missing = client.get("/v1/articles/by-url")
    assert (missing.status_code, missing.json()["code"]) == (422, "parametersMissing")
    assert missing.json()["errors"] == [
        {"parameter": "url", "detail": "this parameter is required", "position": None}
    ]
    refused = ("", "a ferry", "ftp://harbourpost.example/", "javascript:alert(1)", "http://[::1", "x" * 4000)
    for url in refused:
        assert client.get("/v1/articles/by-url", params={"url": url}).status_code == 422
    assert client.get("/v1/articles/by-url?url=https://harbourpost.example/other").status_code == 404


def test_an_article_that_is_known_is_a_304(client: httpx.Client) -> None:
    answered = client.get("/v1/articles/1")
    etag, modified = answered.headers["etag"], answered.headers["last-modified"]
    assert modified == "Sun, 01 Mar 2026 12:00:00 GMT"
    for known in ({"If-None-Match": etag}, {"If-None-Match": f"W/{etag}"}, {"If-Modified-Since": modified}):
        again = client.get("/v1/articles/1", headers=known)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert client.get("/v1/articles/2", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize(
    "since", ["yesterday", "Thu, 99 Foo 2024 00:00:00 GMT", "0", "", "Thu, 07 Mar 99999999999 1:1:1 GMT"]
)
def test_an_odd_date_is_ignored(client: httpx.Client, since: str) -> None:
    """F25."""
    assert client.get("/v1/articles/1", headers={"If-Modified-Since": since}).status_code == 200


def test_lists_take_the_filters_and_leave_scores_out(client: httpx.Client) -> None:
    listed = client.get("/v1/articles?sources=harbour-post&to=2024").json()
    assert [result["id"] for result in listed["results"]] == [1, 5, 4]
    assert {result["score"] for result in listed["results"]} == {None}
    assert client.get("/v1/articles?q=ferry").json()["errors"][0]["parameter"] == "q"
    assert client.get("/v1/articles?sort=relevance").status_code == 422


@pytest.mark.parametrize("since_id", ["-1", "abc", str(2**63), "1e3"])
def test_since_id_must_be_an_id(client: httpx.Client, since_id: str) -> None:
    assert client.get(f"/v1/articles?since_id={since_id}").json()["errors"][0]["parameter"] == "since_id"


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[tuple[Runtime, httpx.Client]]:
    """An archive that a test changes while it is served; the server looks at the change log all the time."""
    settings = Settings(data_dir=tmp_path, sync_interval=0.02)
    with (
        open_archive(settings) as runtime,
        serve(build_app(settings, open_archive)) as client,
    ):
        yield runtime, client


def test_a_correction_changes_the_article_its_tag_and_date_and_keeps_what_it_said(
    changing: tuple[Runtime, httpx.Client],
) -> None:
    runtime, client = changing
    add(runtime, ARTICLES[:1])
    before = client.get("/v1/articles/1")
    corrected = replace(
        ARTICLES[0], title="Ferry service resumes", updated_at=datetime(2024, 3, 6, tzinfo=UTC)
    )
    add(runtime, [corrected], at=NOW + timedelta(hours=1))

    after = client.get(
        "/v1/articles/1",
        headers={
            "If-None-Match": before.headers["etag"],
            "If-Modified-Since": before.headers["last-modified"],
        },
    )
    assert (after.status_code, after.json()["version"], after.json()["title"]) == (
        200,
        2,
        "Ferry service resumes",
    )
    assert after.headers["last-modified"] == "Sun, 01 Mar 2026 13:00:00 GMT"

    versions = client.get("/v1/articles/1/versions").json()
    assert versions["total"] == 2
    assert [(each["version"], each["title"], each["replaced_at"]) for each in versions["results"]] == [
        (2, "Ferry service resumes", None),
        (1, "Ferry service to Norrey island stops", "2026-03-01T13:00:00Z"),
    ]
    assert client.get("/v1/search?q=resumes").json()["total"] == 1


def test_what_was_added_after_the_index_was_built_is_found(changing: tuple[Runtime, httpx.Client]) -> None:
    """Trap 5."""
    runtime, client = changing
    add(runtime, ARTICLES, index=False)
    for _ in range(500):
        if client.get("/health/ready").json()["checks"]["lag"]["changes"] == 0:
            break
    assert client.get("/v1/search?q=ferry").json()["total"] == 2
    assert client.get("/v1/articles?since_id=4").json()["total"] == 2
