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
    assert again.revision() == "0005"
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


def test_articles_of_an_older_schema_are_linked_to_their_reprints(tmp_path: Path) -> None:
    engine = database.connect(tmp_path / "dateline.db")
    with database.writing(engine) as connection:
        config = database._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        connection.exec_driver_sql("INSERT INTO sources (id, slug, name) VALUES (1, 'post', 'Post')")
        for number, body in enumerate(("word " * 30, "Word, " * 30, "other " * 30, "word"), start=1):
            connection.exec_driver_sql(_OLD_ARTICLE, (number, str(number), body))
    engine.dispose()
    store = ArticleStore.open(tmp_path / "dateline.db")
    linked = [[each.id for each in store.reprints(number, 10)] for number in (1, 2, 3, 4)]
    store.close()
    assert linked == [[2], [1], [], []]


_OLD_ARTICLE = """
INSERT INTO articles (id, natural_key, source_id, title, description, body, byline, authors, tags, added_at,
                      flags, version, content_hash)
VALUES (?, ?, 1, 'Title', '', ?, '', '[]', '[]', '2024-01-01 00:00:00.000000', '[]', 1, '')
"""
