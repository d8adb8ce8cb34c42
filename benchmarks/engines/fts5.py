"""SQLite's FTS5: contentless, porter stemmer, bm25; sources and dates in a table beside it."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from app.search.engine import Document
from benchmarks.engines.side import BETWEEN, PAGE, Answer, Ask, Form, Question, Wanted

_SCHEMA = """
CREATE VIRTUAL TABLE articles USING fts5(title, body, content = '', tokenize = 'porter unicode61');
CREATE TABLE facts (id INTEGER PRIMARY KEY, source TEXT, published INTEGER);
CREATE INDEX by_date ON facts (published, id);
"""
_JOINED = "FROM articles JOIN facts ON facts.id = articles.rowid WHERE articles MATCH ?"
_WANTED = {
    Wanted.BEST: f"SELECT rowid FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT {PAGE}",
    Wanted.NEWEST: f"SELECT id {_JOINED} %s ORDER BY published DESC, id DESC LIMIT {PAGE}",
    Wanted.SOURCES: f"SELECT source, count(*) {_JOINED} %s GROUP BY 1",
    Wanted.MONTHS: f"SELECT strftime('%%Y-%%m', published, 'unixepoch'), count(*) {_JOINED} %s GROUP BY 1",
}


class Engine:
    version = f"SQLite {sqlite3.sqlite_version}"

    def fill(self, documents: Iterable[Document], folder: Path) -> None:
        with closing(sqlite3.connect(folder / "fts5.db")) as connection:
            connection.executescript(_SCHEMA)
            for document in documents:
                texts = (document.texts["title"], document.texts["body"])
                connection.execute(
                    "INSERT INTO articles (rowid, title, body) VALUES (?, ?, ?)", (document.id, *texts)
                )
                facts = (document.id, document.keywords["source"][0], document.dates["published"])
                connection.execute("INSERT INTO facts VALUES (?, ?, ?)", facts)
            connection.execute("INSERT INTO articles (articles) VALUES ('optimize')")
            connection.commit()

    @contextmanager
    def open(self, folder: Path) -> Iterator["Searcher"]:
        with closing(sqlite3.connect(folder / "fts5.db")) as connection:
            connection.execute("PRAGMA cache_size = -262144")
            connection.execute(f"PRAGMA mmap_size = {1 << 32}")
            connection.execute("SELECT count(*) FROM articles('warm')").fetchone()
            yield Searcher(connection)


class Searcher:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def prepare(self, question: Question) -> Ask | None:
        match = _match(question)
        if match is None:
            return None
        limits, values = _limits(question)
        statement = _WANTED[question.wanted]
        if question.wanted is not Wanted.BEST:
            statement %= limits
        parameters = (match, *values)
        if question.wanted in (Wanted.BEST, Wanted.NEWEST):
            return lambda: Answer(tuple(row[0] for row in self._rows(statement, parameters)))
        return lambda: Answer(counts=len(self._rows(statement, parameters)))

    def _rows(self, statement: str, parameters: tuple[Any, ...]) -> list[Any]:
        return self._connection.execute(statement, parameters).fetchall()


def _match(question: Question) -> str | None:
    """The question in FTS5's language."""
    match question.form:
        case Form.ALL:
            said = " AND ".join(question.words)
        case Form.ANY:
            said = " OR ".join(question.words)
        case Form.PHRASE:
            said = f'"{" ".join(question.words)}"'
        case Form.NEAR:
            said = f"NEAR({' '.join(question.words)}, {BETWEEN})"
        case Form.PREFIX:
            said = f"{question.words[0]} *"
        case Form.FUZZY:
            return None
    return f"body : ({said})"


def _limits(question: Question) -> tuple[str, list[int]]:
    said, values = "", []
    for sign, value in ((">=", question.start), ("<", question.end)):
        if value is not None:
            said += f" AND published {sign} ?"
            values.append(value)
    if question.after is not None:
        said += " AND (published, id) < (?, ?)"
        values += question.after
    return said, values
