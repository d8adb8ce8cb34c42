"""Numbers for those on call, and who may see them."""

import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from app.api.app import build_app
from app.logs import FIELDS
from app.runtime import Runtime
from app.settings import Settings
from tests.api.archive import ARTICLES, add, open_archive
from tests.api.serving import serve
from tests.waiting import wait_for


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Runtime]:
    with open_archive(Settings(data_dir=tmp_path)) as runtime:
        add(runtime, ARTICLES)
        yield runtime


@pytest.fixture
def client(archive: Runtime, tmp_path: Path) -> Iterator[httpx.Client]:
    with serve(build_app(Settings(data_dir=tmp_path), open_archive)) as client:
        yield client


def numbers(client: httpx.Client) -> dict[tuple[str, ...], float]:
    """Of each sample by its name and the values of its labels, which are in the order of their names."""
    answered = client.get("/metrics")
    assert answered.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answered.text)
        for sample in family.samples
    }


def test_every_answer_is_counted_by_its_route(client: httpx.Client) -> None:
    client.get("/v1/search?q=ferry")
    client.head("/v1/search?q=ferry")
    client.get("/v1/articles/1")
    client.get("/v1/articles/2")
    client.get("/v1/search?page=0")
    told = numbers(client)
    assert told["dateline_requests_total", "GET", "/v1/search", "200"] == 1
    assert told["dateline_requests_total", "HEAD", "/v1/search", "200"] == 1
    assert told["dateline_requests_total", "GET", "/v1/search", "422"] == 1
    assert told["dateline_requests_total", "GET", "/v1/articles/{id}", "200"] == 2
    assert told["dateline_request_seconds_count", "/v1/search"] == 3
    assert told["dateline_phase_seconds_count", "rows"] == 1  # the second answer was there already
    assert told["dateline_response_bytes_total",] > 0


def test_paths_that_lead_nowhere_add_no_numbers_of_their_own(client: httpx.Client) -> None:
    for number in range(50):
        client.get(f"/nowhere/{number}")
    told = numbers(client)
    assert told["dateline_requests_total", "GET", "none", "404"] == 50
    assert len([name for name in told if name[0] == "dateline_requests_total"]) == 1


def test_the_archive_tells_how_it_stands(client: httpx.Client, archive: Runtime) -> None:
    told = numbers(client)
    assert told["dateline_index_documents",] == len(ARTICLES)
    assert told["dateline_index_lag",] == 0
    assert told["dateline_index_sequence",] == told["dateline_store_sequence",] == len(ARTICLES)
    assert told["dateline_index_bytes",] > 0
    assert told["dateline_store_bytes",] > 0
    assert told["dateline_index_segments",] >= 1
    assert told["dateline_index_differing",] == 0


def test_what_cannot_be_told_is_absent(client: httpx.Client, archive: Runtime) -> None:
    (archive.settings.index_dir / "CURRENT").unlink()
    told = numbers(client)
    assert ("dateline_index_lag",) not in told
    assert ("dateline_store_sequence",) in told


def test_refused_connections_are_counted(client: httpx.Client) -> None:
    assert client.get("/v1/search", headers={"X-Large": "x" * 9000}).status_code == 431
    assert numbers(client)["dateline_connections_refused_total", "431"] == 1


def test_an_answer_is_one_line_of_the_log(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    """K06: no query, unless it was slow or failed; no header but the request's id."""
    with caplog.at_level(logging.INFO, "app.api.access"):
        client.get("/v1/search?q=ferry", headers={"X-Request-ID": "find-me", "Authorization": "Basic secret"})
    wait_for(lambda: any(each.name == "app.api.access" for each in caplog.records))
    (record,) = [each for each in caplog.records if each.name == "app.api.access"]
    fields = getattr(record, FIELDS)
    assert (fields["request_id"], fields["route"], fields["status"]) == ("find-me", "/v1/search", 200)
    assert {"client", "method", "path", "ms", "bytes", "search_ms", "rows_ms"} <= set(fields)
    assert "query" not in fields
    assert "secret" not in str(fields)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("", 401),
        ("Bearer wrong", 401),
        ("Bearer ünlike", 401),
        ("Basic right", 401),
        ("Bearer right", 200),
        ("bearer right", 200),
    ],
)
def test_metrics_may_want_a_key(archive: Runtime, tmp_path: Path, given: str, status: int) -> None:
    """K28"""
    settings = Settings(data_dir=tmp_path, metrics_key=SecretStr("right"))
    with serve(build_app(settings, open_archive)) as client:
        answered = client.get("/metrics", headers={"Authorization": given.encode("latin-1")})
        assert answered.status_code == status
        assert "right" not in answered.text


def test_metrics_and_docs_can_be_switched_off(archive: Runtime, tmp_path: Path) -> None:
    """K28"""
    with serve(build_app(Settings(data_dir=tmp_path, metrics=False, docs=False), open_archive)) as client:
        for path in ("/metrics", "/docs", "/redoc", "/openapi.json", "/assets/docs.js"):
            assert client.get(path).status_code == 404
        assert client.get("/v1/search?q=ferry").status_code == 200
