"""What an archive seldom meets: a disk of another machine, an index nobody may write, a log that is full."""

import logging
import os
import sqlite3
from pathlib import Path

import orjson
import pytest
from sqlalchemy.exc import DBAPIError

from app import backup, logs
from app import runtime as runtimes
from app.articles import ArticleStore, database
from app.articles.convert import from_json, to_json
from app.articles.reading import Watch
from app.backup import write_backup
from app.errors import Busy, IndexUnavailable, SearchTimeout, StoreError, UsageError
from app.lock import writer_lock
from app.logs import LineHandler
from app.runtime import Runtime, open_runtime
from app.settings import Settings
from app.syncing import Syncer
from app.values import Article
from tests.building import article, write
from tests.conftest import NOW


def test_an_article_without_a_date_is_the_same_as_a_former_version() -> None:
    plain = Article(source="Gazette", title="Ferry")
    assert from_json(orjson.loads(to_json(plain))) == plain


def test_what_the_database_says_that_nobody_foresaw_is_told_in_a_line() -> None:
    """I23"""
    for error in (sqlite3.OperationalError("strange"), DBAPIError("SELECT", {}, Exception("strange"))):
        with pytest.raises(StoreError, match="the log says more"), database.told():
            raise error


@pytest.mark.parametrize(("error", "kept"), [(SearchTimeout("late"), 1), (RuntimeError("a fault"), 0)])
def test_a_connection_that_failed_is_not_kept(error: Exception, kept: int, store: ArticleStore) -> None:
    reader = store._reader
    reader.close()
    with pytest.raises(type(error)), reader._connection():
        raise error
    assert len(reader._idle) == kept


def test_a_watch_that_fails_opens_its_file_anew(tmp_path: Path, store: ArticleStore) -> None:
    watch = Watch(tmp_path / "dateline.db")
    first = watch.version()
    assert watch._connection is not None
    watch._connection.close()
    with pytest.raises(StoreError):
        watch.version()
    assert watch.version() != first
    watch.close()


def test_a_backup_whose_size_is_not_what_it_says_is_refused(runtime: Runtime, tmp_path: Path) -> None:
    """H41"""
    write(runtime.articles, [article(1)])
    file = tmp_path / "archive.backup"
    manifest = write_backup(runtime.articles, file, NOW)
    content = file.read_bytes()[: manifest.size]
    file.write_bytes(b"x" + content + backup._trailer(manifest))
    with pytest.raises(UsageError):
        backup.read_manifest(file)


def test_where_there_can_be_no_lock_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written by user"), writer_lock(tmp_path, wait=0):
        raise AssertionError("the lock is a folder")


def test_an_archive_on_a_disk_of_another_machine_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """H32"""
    monkeypatch.setattr(runtimes, "remote_filesystem", lambda folder: "nfs4")
    with open_runtime(Settings(data_dir=tmp_path / "data")):
        assert "the data directory is on nfs4" in caplog.text


def test_who_opens_a_new_archive_while_another_makes_it_leaves_it_to_that_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """H31"""

    def busy(*_: object) -> None:
        raise Busy("another process is writing")

    monkeypatch.setattr(Runtime, "writing", busy)
    with caplog.at_level(logging.INFO), open_runtime(Settings(data_dir=tmp_path / "data")) as opened:
        assert not opened.engine.exists()
    assert "it makes the index" in caplog.text


def test_who_waited_for_the_lock_does_not_make_the_index_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H31: the other one has made it meanwhile, and may have filled it."""
    with open_runtime(Settings(data_dir=tmp_path / "data")) as opened:
        answers = iter([False, True])
        monkeypatch.setattr(opened.engine, "exists", lambda: next(answers))
        monkeypatch.setattr(opened.engine, "discard", lambda: pytest.fail("it would be emptied"))
        runtimes._prepare_index(opened)
        assert list(answers) == []


def test_a_syncer_whose_index_cannot_be_read_is_not_in_step(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged() -> int:
        raise IndexUnavailable("the index is damaged")

    syncer = Syncer(runtime.indexer, runtime.writing, interval=1.0)
    monkeypatch.setattr(runtime.indexer, "lag", damaged)
    assert not syncer._in_step()


def test_an_event_that_cannot_be_written_does_not_end_what_it_is_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reading, writing = os.pipe()
    handler, told = LineHandler(writing), []
    monkeypatch.setattr(handler, "handleError", told.append)
    record = logging.makeLogRecord({"msg": "%d", "args": ("no number",)})
    handler.emit(record)
    handler.close()
    os.close(writing)
    os.close(reading)
    assert told == [record]


def test_a_log_that_nobody_takes_is_given_up_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """I17: a pipe that is full must not keep the process."""
    monkeypatch.setattr(logs, "_PATIENCE", 0.01)
    reading, writing = os.pipe()
    handler = LineHandler(writing, waiting=1)
    for _ in range(8):
        handler.emit(logging.makeLogRecord({"msg": "x" * 2**20}))
    dropped = handler.dropped
    handler.close()
    assert handler.dropped >= dropped
    os.close(reading)
    handler._thread.join(10)
    os.close(writing)
