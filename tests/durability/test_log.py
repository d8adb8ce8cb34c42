"""The write-ahead log of the database: bounded, and missed when it is gone."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.api import health
from app.api.app import build_app
from app.articles import store
from app.errors import Busy
from app.runtime import Runtime, open_runtime
from app.settings import Settings
from tests.api.serving import serve
from tests.building import article, write


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> int:
    """The most that the log may hold."""
    limit = 600_000
    monkeypatch.setattr(store, "LOG_LIMIT", limit)
    monkeypatch.setattr(health, "LOG_LIMIT", limit)
    return limit


def fill(runtime: Runtime, first: int) -> None:
    """Write until it is refused, or for long."""
    for number in range(first, first + 60):
        write(runtime.articles, [article(number, body="long " * 4000)])


def test_the_log_is_bounded_while_somebody_reads_on_and_on(runtime: Runtime, small: int) -> None:
    """H28: writes are refused, reads go on; when the reader has gone the next write empties it."""
    write(runtime.articles, [article(1)])
    with closing(sqlite3.connect(runtime.settings.database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM articles").fetchall()
        with pytest.raises(Busy, match="reading for long"):
            fill(runtime, 2)
        assert small < runtime.articles.log_bytes() < 2 * small
        held = runtime.articles.count()
        assert len(runtime.articles.by_ids(range(1, 70), bodies=False)) == held
    write(runtime.articles, [article(100)])
    assert (runtime.articles.count(), runtime.articles.log_bytes() < small) == (held + 1, True)


def test_without_such_a_reader_the_log_is_emptied_and_nobody_notices(runtime: Runtime, small: int) -> None:
    """H28"""
    fill(runtime, 1)
    assert (runtime.articles.count(), runtime.articles.log_bytes() < 2 * small) == (60, True)


def test_a_log_that_grows_is_told(settings: Settings, small: int) -> None:
    """H28"""
    with serve(build_app(settings, open_runtime)) as client, open_runtime(settings) as runtime:
        assert client.get("/health/ready").json()["checks"]["store"]["detail"] == "the database answers"
        with closing(sqlite3.connect(settings.database, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM articles").fetchall()
            with pytest.raises(Busy):
                fill(runtime, 1)
            told = client.get("/health/ready").json()["checks"]["store"]
        assert "reads the database for long" in told["detail"]
        assert told["log_bytes"] > told["log_limit"] == small


def test_a_log_that_is_gone_is_missed(
    runtime: Runtime, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """H26: what was only in it is lost, and the index tells so before it is built anew."""
    write(runtime.articles, [article(1)])
    runtime.indexer.sync()
    runtime.articles.check()
    with closing(sqlite3.connect(runtime.settings.database)) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    write(runtime.articles, [article(2)])
    runtime.indexer.sync()
    copy = tmp_path / "copy"
    shutil.copytree(runtime.settings.data_dir, copy, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    with open_runtime(Settings(data_dir=copy)) as cut:
        report = cut.checker.verify()
        assert (report.is_sound, dict(report.counts)) == (False, {"extra": 1})
        assert cut.indexer.heal()
        assert "they were lost, or an older database was put back" in caplog.text
        assert cut.checker.verify().is_sound
