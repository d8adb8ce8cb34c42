"""A migration that is killed at any statement is done as a whole by the next start (DUR-11)."""

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event

from app.articles import ArticleStore, database
from app.errors import StoreError

SCRIPT = ScriptDirectory.from_config(database._config())
REVISIONS = ["base", *(each.revision for each in SCRIPT.walk_revisions())]


def of_revision(path: Path, revision: str) -> None:
    """A database as it was when that was the newest revision."""
    engine = database.connect(path)
    if revision != "base":
        with database.writing(engine) as connection:
            config = database._config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    engine.dispose()


def killed_at(path: Path, statement: int) -> bool:
    """Open the archive in a process that is killed before that statement; says whether it came to it."""
    process = os.fork()
    if process == 0:
        left = iter(range(statement - 1, -1, -1))

        @event.listens_for(Engine, "before_cursor_execute")
        def count(*_: object) -> None:
            if not next(left):
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            ArticleStore.open(path).close()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(process, 0)[1])


def kills(path: Path) -> Iterator[int]:
    """Each statement in turn."""
    statement = 1
    fresh = path.read_bytes() if path.exists() else b""
    while True:
        for beside in path.parent.glob(path.name + "*"):
            beside.unlink()
        if fresh:
            path.write_bytes(fresh)
        if not killed_at(path, statement):
            return
        yield statement
        statement += 1


def schema(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as plain:
        return {sql for (sql,) in plain.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_migration_killed_at_any_statement_is_done_by_the_next_start(tmp_path: Path, revision: str) -> None:
    """H37, H39, I20"""
    expected = tmp_path / "expected.db"
    ArticleStore.open(expected).close()
    path = tmp_path / "dateline.db"
    of_revision(path, revision)
    killed = 0
    for _ in kills(path):
        killed += 1
        store = ArticleStore.open(path)
        assert store.is_newest()
        assert store.faults() == []
        store.close()
        assert schema(path) == schema(expected)
    assert killed > 0


def test_a_database_of_a_newer_dateline_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    """H38, I20"""
    path = tmp_path / "dateline.db"
    ArticleStore.open(path).close()
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("UPDATE alembic_version SET version_num = '9999'")
        plain.commit()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer version"):
        ArticleStore.open(path)
    assert path.read_bytes() == before
