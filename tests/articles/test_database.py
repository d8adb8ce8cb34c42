"""How the database is opened: as strict as SQLite can be, and what becomes of the files beside it."""

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.articles import ArticleStore, database
from app.backup import restore, write_backup
from app.errors import DatabaseDamaged
from app.runtime import open_runtime
from app.settings import Settings
from tests.building import NOW, article, write

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


class Configured(sqlite3.Connection):
    """As Python 3.12 has it."""

    def setconfig(self, option: int, enable: bool) -> None:
        self.defensive = (option, enable)


@pytest.mark.parametrize("opening", [database.reader, database.writer])
def test_every_connection_is_defensive_where_python_can_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opening: Callable[[Path], sqlite3.Connection]
) -> None:
    """K13: nothing that a statement says can damage the file."""
    path = tmp_path / "dateline.db"
    ArticleStore.open(path).close()
    if sys.version_info >= (3, 12):
        with closing(opening(path)) as connection:
            assert connection.getconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE)
            connection.execute("PRAGMA writable_schema=ON")
            with pytest.raises(sqlite3.OperationalError, match=r"may not be modified|readonly"):
                connection.execute("DELETE FROM sqlite_master")
        return
    plain = sqlite3.connect
    monkeypatch.setattr(sqlite3, "SQLITE_DBCONFIG_DEFENSIVE", 1010, raising=False)
    monkeypatch.setattr(sqlite3, "connect", lambda *words, **more: plain(*words, factory=Configured, **more))
    monkeypatch.setattr(sys, "version_info", (3, 12))
    with closing(opening(path)) as connection:
        assert isinstance(connection, Configured)
        assert connection.defensive == (1010, True)


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


def log_of_another(tmp_path: Path) -> bytes:
    other = Settings(data_dir=tmp_path / "other")
    with open_runtime(other) as runtime:
        write(runtime.articles, [article(n, title=f"Tug {n}") for n in range(1, 9)])
        return other.database.with_name(other.database.name + "-wal").read_bytes()


def test_a_log_of_another_database_is_refused_and_nothing_is_lost(settings: Settings, tmp_path: Path) -> None:
    """H26: SQLite would replay it, and what the database holds would be gone."""
    with open_runtime(settings) as runtime:
        write(runtime.articles, [article(n) for n in range(1, 4)])
        runtime.indexer.sync()
    log = settings.database.with_name(settings.database.name + "-wal")
    log.write_bytes(log_of_another(tmp_path))
    before = settings.database.read_bytes()
    for _ in range(2):
        with pytest.raises(DatabaseDamaged, match="is the log of another database: take it away"):
            open_runtime(settings)
    assert settings.database.read_bytes() == before
    log.unlink()
    with open_runtime(settings) as runtime:
        assert runtime.articles.count() == 3
        assert runtime.checker.verify().is_sound


def test_the_log_of_a_database_that_was_restored_from_another_is_its_own(
    settings: Settings, tmp_path: Path
) -> None:
    """H26, H42: also where it holds all that came back."""
    with open_runtime(Settings(data_dir=tmp_path / "other")) as other:
        write(other.articles, [article(n, title=f"Tug {n}") for n in range(1, 9)])
        write_backup(other.articles, tmp_path / "other.backup", NOW)
    open_runtime(settings).close()  # from now on its number stands in the file, not in its log alone
    with open_runtime(settings) as runtime, runtime.writing():
        write(runtime.articles, [article(1)])
        folder = settings.data_dir
        restore(tmp_path / "other.backup", runtime.articles, runtime.indexer, folder, NOW, force=True)
        kept = {path: path.read_bytes() for path in folder.glob("dateline.db*")}
    assert len(kept[settings.database.with_name("dateline.db-wal")]) > 2**15
    for path, content in kept.items():
        path.write_bytes(content)
    with open_runtime(settings) as runtime:
        assert runtime.articles.count() == 8
