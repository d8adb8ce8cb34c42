"""Every error of ours, as it reaches a client."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app import errors
from app.api.app import build_app
from app.api.gate import Overloaded
from app.finder import Finder, Found
from app.settings import Settings
from tests.api.archive import ARTICLES, add, open_archive
from tests.api.serving import serve

SHAPE = {"type", "title", "status", "detail", "instance", "code", "errors", "request_id"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("data"), search_concurrency=1, search_queue=1, search_queue_wait=0.05
    )
    with open_archive(settings) as archive:
        add(archive, ARTICLES)
    with serve(build_app(settings, open_archive)) as client:
        yield client


def all_errors() -> list[errors.DatelineError]:
    return [
        errors.DatelineError("it failed"),
        errors.SettingError("DATELINE_PORT: too large"),
        errors.RequestError("wrong"),
        errors.InvalidParameter.named("page", "must be small"),
        errors.QueryError("unreadable", 3),
        errors.NotFound("nothing there"),
        errors.StoreError("the database failed"),
        errors.Busy("somebody writes"),
        errors.SearchError("failed"),
        errors.SearchTimeout("too long"),
        errors.IndexUnavailable("no index"),
        Overloaded("too many"),
    ]


@pytest.mark.parametrize("error", all_errors(), ids=lambda error: type(error).__name__)
def test_every_error_has_one_shape_its_own_code_and_status(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, error: errors.DatelineError
) -> None:
    def fail(*_: object, **__: object) -> Found:
        raise error

    monkeypatch.setattr(Finder, "find", fail)
    answered = client.get("/v1/search?q=a", headers={"X-Request-ID": "desk-1"})
    problem = answered.json()
    assert answered.status_code == problem["status"] == error.status
    assert answered.headers["content-type"] == "application/problem+json"
    assert answered.headers["cache-control"] == "no-store"
    assert ("retry-after" in answered.headers) == (error.status == 503)
    assert set(problem) == SHAPE
    assert problem["type"] == f"urn:dateline:problem:{error.code}"
    assert (problem["code"], problem["title"], problem["detail"]) == (error.code, error.title, str(error))
    assert (problem["instance"], problem["request_id"]) == ("/v1/search", "desk-1")


def test_parameters_at_fault_are_listed_with_their_position(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Found:
        raise errors.QueryError("unreadable", 3)

    monkeypatch.setattr(Finder, "find", fail)
    faults = client.get("/v1/search?q=a").json()["errors"]
    assert faults == [{"parameter": "q", "detail": "unreadable", "position": 3}]


def test_the_cause_of_a_failure_is_for_the_log_only(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """K29."""

    def fail(*_: object, **__: object) -> Found:
        raise errors.StoreError("the database failed") from OSError("/srv/data/dateline.db: bad sector")

    monkeypatch.setattr(Finder, "find", fail)
    with caplog.at_level(logging.WARNING):
        answered = client.get("/v1/search?q=a", headers={"X-Request-ID": "desk-2"})
    assert "/srv" not in answered.text
    (logged,) = caplog.records
    assert logged.getMessage() == "request desk-2: storeUnavailable: the database failed"
    assert "bad sector" in str(logged.exc_info)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404),
        ("/v1/search/", 404),
        ("/v1//search", 404),
        ("//evil.example/docs", 404),
        ("/%5cevil.example", 404),
        ("/;x", 404),
        ("/v1/articles/%2e%2e/sources", 404),
        ("/v1%2fsearch", 404),
        ("/assets/%2e%2e/docs.html", 404),
        ("/assets/..%2f..%2fapp.py", 404),
        ("/assets", 404),
        ("/assets/", 404),
        ("/v1/" + "s3cret" * 100, 404),
        ("/docs/", 404),
        ("/v1/articles/%252e%252e", 422),
    ],
)
def test_odd_paths_are_told_there_is_nothing_and_never_sent_elsewhere(
    client: httpx.Client, path: str, status: int
) -> None:
    """F15 F16 K25 K29."""
    answered = client.get(str(client.base_url).rstrip("/") + path)
    assert answered.status_code == status
    assert "location" not in answered.headers
    assert set(answered.json()) == SHAPE
    assert len(answered.json()["instance"]) <= 200


@pytest.mark.parametrize(
    "path",
    ["/v1/search", "/v1/articles/1/versions", "/health/live", "/docs", "/openapi.json", "/assets/docs.js"],
)
def test_only_reading_is_allowed(client: httpx.Client, path: str) -> None:
    """F19 F21."""
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answered = client.request(method, path)
        assert (answered.status_code, answered.json()["code"]) == (405, "methodNotAllowed")
        assert answered.headers["allow"] == "GET, HEAD, OPTIONS"
    assert client.options(path).status_code == 204


def test_the_host_header_leads_nowhere(client: httpx.Client) -> None:
    """F17 F18 K25."""
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    for path in ("/", "/docs", "/openapi.json", "/v1/search?page_size=1"):
        answered = client.get(path, headers=headers)
        assert "evil.example" not in answered.text + str(answered.headers)
    assert client.get("/", headers=headers).headers["location"] == "docs"


def test_more_searches_than_fit_are_told_to_come_back_and_the_rest_goes_on(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, release = threading.Event(), threading.Event()

    def slow(*_: object, **__: object) -> Found:
        running.set()
        release.wait(10)
        return Found(0, (), 1.0)

    monkeypatch.setattr(Finder, "find", slow)
    statuses: list[int] = []
    first = threading.Thread(target=lambda: statuses.append(client.get("/v1/search?q=slow").status_code))
    first.start()
    assert running.wait(10)
    refused = client.get("/v1/articles")
    assert (refused.status_code, refused.json()["code"]) == (503, "overloaded")
    assert refused.headers["retry-after"] == "1"
    assert client.get("/health/ready").status_code == 200
    assert client.get("/v1/articles/1").status_code == 200
    release.set()
    first.join()
    assert statuses == [200]


def test_links_stand_below_the_public_address(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, base_url="https://news.example/archive/")
    with open_archive(settings) as archive:
        add(archive, ARTICLES)
    with serve(build_app(settings, open_archive)) as client:
        answered = client.get("/v1/search?q=a")
        assert answered.links["first"]["url"] == "https://news.example/archive/v1/search?q=a"
        assert client.get("/openapi.json").json()["servers"] == [{"url": "https://news.example/archive/"}]
