"""Alive, ready, and what is said when not."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import __version__
from app.api import health
from app.api.app import build_app
from app.api.connections import Connections
from app.articles import ArticleStore
from app.errors import StoreError
from app.runtime import Runtime
from app.settings import Settings
from app.values import Article
from tests.api.archive import ARTICLES, add, open_archive
from tests.api.serving import serve
from tests.building import article, write


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, sync_interval=3600)


@pytest.fixture
def archive(settings: Settings) -> Iterator[Runtime]:
    with open_archive(settings) as runtime:
        add(runtime, ARTICLES)
        yield runtime


@pytest.fixture
def client(archive: Runtime, settings: Settings) -> Iterator[httpx.Client]:
    with serve(build_app(settings, open_archive)) as client:
        yield client


def test_a_sound_service_is_ready_and_names_each_check(client: httpx.Client) -> None:
    answered = client.get("/health/ready")
    assert answered.status_code == 200
    assert answered.json()["status"] == "ready"
    checks = answered.json()["checks"]
    assert {name: check["ok"] for name, check in checks.items()} == {
        "store": True,
        "schema": True,
        "index": True,
        "lag": True,
        "drift": True,
        "serving": True,
        "loop": True,
        "volume": True,
    }
    assert checks["store"]["sequence"] == checks["index"]["sequence"] == len(ARTICLES)
    assert checks["lag"]["changes"] == 0
    assert checks["store"]["log_bytes"] > 0


def test_changes_that_the_index_has_not_seen_show_in_the_lag_until_there_are_too_many(
    client: httpx.Client, archive: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trap 5."""
    add(archive, [Article("Harbour Post", f"Late report {number}") for number in range(3)], index=False)
    answered = client.get("/health/ready")
    assert (answered.status_code, answered.json()["checks"]["lag"]["changes"]) == (200, 3)
    monkeypatch.setattr(health, "MAX_LAG", 2)
    answered = client.get("/health/ready")
    assert (answered.status_code, answered.json()["detail"]) == (503, "Not ready: lag.")


def test_how_long_a_change_has_waited_for_the_index_is_told(client: httpx.Client, archive: Runtime) -> None:
    """DUR-9: in readiness and in the metrics, in seconds."""

    def told() -> tuple[float, float]:
        metrics = client.get("/metrics").text
        (line,) = [line for line in metrics.splitlines() if line.startswith("dateline_index_lag_seconds ")]
        return client.get("/health/ready").json()["checks"]["lag"]["seconds"], float(line.split()[1])

    assert told() == (0, 0)
    hour_ago = archive.clock() - timedelta(hours=1)
    write(archive.articles, [article(900)], hour_ago)
    write(archive.articles, [article(901)], archive.clock())
    assert told() == pytest.approx((3600, 3600), abs=60)
    archive.indexer.sync()
    assert told() == (0, 0)


def test_an_index_that_cannot_be_read_is_not_ready_and_still_alive(
    client: httpx.Client, settings: Settings
) -> None:
    """I25, LOAD-9"""
    shutil.rmtree(settings.index_dir)
    answered = client.get("/health/ready")
    assert answered.status_code == 503
    assert answered.headers["retry-after"] == "1"
    assert answered.headers["content-type"] == "application/problem+json"
    problem = answered.json()
    assert problem["code"] == "notReady"
    assert not problem["checks"]["index"]["ok"]
    assert problem["checks"]["store"]["ok"]
    assert str(settings.data_dir) not in answered.text
    assert client.get("/health/live").json() == {"status": "live"}


def test_alive_never_asks_the_store(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """I25, LOAD-9"""

    def fail(_: ArticleStore) -> int:
        raise StoreError("the database failed")

    monkeypatch.setattr(ArticleStore, "last_sequence", fail)
    monkeypatch.setattr(ArticleStore, "revision", fail)
    assert client.get("/health/live").status_code == 200
    ready = client.get("/health/ready").json()
    assert ready["checks"]["store"] == {"ok": False, "detail": "the database failed"}
    assert ready["detail"] == "Not ready: store, schema, lag."


def test_a_service_that_was_told_to_stop_is_not_ready_and_still_alive(
    archive: Runtime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I01"""
    made: list[Connections] = []

    def make(*words: Any) -> Connections:
        made.append(Connections(*words))
        return made[0]

    monkeypatch.setattr("app.api.state.Connections", make)
    with serve(build_app(settings, open_archive)) as client:
        assert client.get("/health/ready").status_code == 200
        made[0].draining = True
        answered = client.get("/health/ready")
        assert (answered.status_code, answered.json()["detail"]) == (503, "Not ready: serving.")
        assert client.get("/health/live").status_code == 200


def test_health_is_never_cached(client: httpx.Client) -> None:
    for path in ("/health/live", "/health/ready", "/version"):
        assert client.get(path).headers["cache-control"] == "no-store"


def test_the_version_is_told(client: httpx.Client) -> None:
    assert client.get("/version").json() == {"name": "dateline", "version": __version__, "api": "v1"}
