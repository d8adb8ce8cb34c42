"""The database is always made by the migrations, and they make what the rows expect."""

import sqlite3
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from app.articles import ArticleStore, database


def test_the_migrations_make_the_tables_that_the_rows_describe(tmp_path: Path) -> None:
    engine = database.connect(tmp_path / "dateline.db")
    database.migrate(engine)
    with database.reading(engine) as connection:
        differences = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
    engine.dispose()
    assert differences == []


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    ArticleStore.open(tmp_path / "dateline.db").close()
    again = ArticleStore.open(tmp_path / "dateline.db")
    assert again.revision() == "0004"
    again.close()


def test_the_migrations_can_be_undone(tmp_path: Path) -> None:
    engine = database.connect(tmp_path / "dateline.db")
    database.migrate(engine)
    with database.writing(engine) as connection:
        config = database._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    engine.dispose()
    with sqlite3.connect(tmp_path / "dateline.db") as plain:
        tables = {name for (name,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    plain.close()
    assert tables <= {"alembic_version", "sqlite_sequence"}
