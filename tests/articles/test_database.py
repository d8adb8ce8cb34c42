"""How the database is opened: as strict as SQLite can be, and what becomes of the files beside it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.articles import ArticleStore, database
from app.runtime import open_runtime
from app.settings import Settings
from tests.building import article, write

STRICT = {
    "trusted_schema": 0,
    "cell_size_check": 1,
    "foreign_keys": 1,
    "synchronous": 2,
    "busy_timeout": 5000,
}
LIMITS = {
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 10,
    sqlite3.SQLITE_LIMIT_LENGTH: 2**28,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 100,
}


@pytest.mark.parametrize("opening", [database.reader, database.writer])
def test_every_connection_is_strict(tmp_path: Path, opening: object) -> None:
    """K13"""
    path = tmp_path / "dateline.db"
    ArticleStore.open(path).close()
    assert callable(opening)
    with closing(opening(path)) as connection:
        for pragma, value in STRICT.items():
            assert connection.execute(f"PRAGMA {pragma}").fetchone() == (value,), pragma
        for limit, most in LIMITS.items():
            assert connection.getlimit(limit) == most
        with pytest.raises(sqlite3.OperationalError, match="too many attached"):
            connection.execute("ATTACH ':memory:' AS other")
        with pytest.raises(sqlite3.OperationalError, match="not authorized"):
            connection.execute("SELECT load_extension('x')")


def test_a_connection_for_reading_cannot_write(tmp_path: Path) -> None:
    """K13"""
    path = tmp_path / "dateline.db"
    ArticleStore.open(path).close()
    with (
        closing(database.reader(path)) as connection,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        connection.execute("DELETE FROM articles")


def crashed(settings: Settings) -> tuple[Path, Path]:
    """An archive whose last transactions stand in its log alone; the log and its shared memory."""
    with open_runtime(settings) as runtime:
        write(runtime.articles, [article(n) for n in range(1, 4)])
        runtime.indexer.sync()
        beside = [settings.database.with_name(settings.database.name + end) for end in ("-wal", "-shm")]
        kept = {path: path.read_bytes() for path in (settings.database, *beside)}
    for path, content in kept.items():
        path.write_bytes(content)
    log, memory = beside
    return log, memory


def test_shared_memory_that_is_gone_is_made_anew(settings: Settings) -> None:
    """H26"""
    _, memory = crashed(settings)
    memory.unlink()
    with open_runtime(settings) as runtime:
        assert runtime.articles.count() == 3
        assert runtime.checker.verify().is_sound


def test_what_is_no_log_is_not_read_as_one(settings: Settings) -> None:
    """H26"""
    log, _ = crashed(settings)
    content = log.read_bytes()
    for other in (b"\x37\x7f\x06\x82" + b"x" * 5000, content[:32] + content[60:]):
        with open_runtime(settings) as runtime:
            assert runtime.articles.count() == 3
        log.write_bytes(other)
    with open_runtime(settings) as runtime:
        assert runtime.articles.count() == 3
        assert runtime.checker.verify().is_sound


def test_a_log_that_is_gone_is_told_by_the_index_that_knows_more(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """H26: what it held is lost, but not without a word; index and database agree again."""
    with open_runtime(settings) as runtime:
        write(runtime.articles, [article(9)])
        runtime.indexer.sync()
    log, memory = crashed(settings)
    log.unlink()
    memory.unlink()
    with open_runtime(settings) as runtime:
        assert runtime.articles.count() == 1
        assert runtime.indexer.heal()
        assert "changes that the database does not know" in caplog.text
        assert runtime.checker.verify().is_sound
