"""An archive of any former version, with articles in it, is brought to this one and is sound then."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.runtime import Runtime, open_runtime
from app.settings import Settings
from tests.building import article, write
from tests.durability.test_killed_migrations import REVISIONS, of_revision
from tests.test_indexer import found

FILLED = ("sources", "articles", "article_versions", "changes")


def columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]


def as_it_was(now: Path, then: Path) -> None:
    """Copy what a former schema has a place for."""
    with closing(sqlite3.connect(now)) as source, closing(sqlite3.connect(then)) as target:
        for table in FILLED:
            names = ", ".join(columns(target, table))
            rows = source.execute(f"SELECT {names} FROM {table}").fetchall()
            marks = ", ".join("?" * len(columns(target, table)))
            target.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        target.commit()


@pytest.mark.parametrize("revision", [each for each in REVISIONS if each != "base"])
def test_an_archive_of_a_former_version_is_upgraded_with_its_index(
    runtime: Runtime, tmp_path: Path, revision: str
) -> None:
    """H39, DUR-11: every article and former version is there; an index of another layout is built anew."""
    write(runtime.articles, [article(n) for n in range(1, 6)])
    write(runtime.articles, [article(2, title="Ferry corrected")])
    runtime.indexer.sync()
    former = Settings(data_dir=tmp_path / "former")
    former.data_dir.mkdir()
    of_revision(former.database, revision)
    as_it_was(runtime.settings.database, former.database)
    (index,) = runtime.settings.index_dir.glob("v*")
    shutil.copytree(index, former.index_dir / "v1-000001")
    (former.index_dir / "CURRENT").write_text("v1-000001\n")
    with open_runtime(former) as upgraded, upgraded.writing():
        assert upgraded.indexer.heal()
        assert upgraded.checker.verify().is_sound
        assert upgraded.articles.is_newest()
        assert found(upgraded, "corrected") == [2]
        assert upgraded.articles.versions(2) == runtime.articles.versions(2)
        assert upgraded.articles.by_ids(range(1, 9)) == runtime.articles.by_ids(range(1, 9))
