"""Faults planted in an archive, each as it might come about."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.indexer import document_of
from app.runtime import Runtime
from app.search.engine import Batch, Document
from app.search.whoosh.columnar.build import build_columns
from app.search.whoosh.columnar.columns import Columns
from app.search.whoosh.columnar.index import ColumnarIndex, _names
from app.search.whoosh.columnar.toc import read_toc
from app.search.whoosh.documents import LAYOUT, Preparer
from app.values import StoredArticle

Plant = Callable[[Runtime, int], None]


def index_folder(runtime: Runtime) -> Path:
    folder = runtime.settings.index_dir
    return folder / (folder / "CURRENT").read_text().strip()


def execute(runtime: Runtime, statement: str, *values: object) -> None:
    """Change the database behind the store's back."""
    connection = sqlite3.connect(runtime.settings.database)
    with connection:
        connection.execute(statement, values)
    connection.close()


def missing(runtime: Runtime, number: int) -> None:
    runtime.engine.apply(Batch(runtime.engine.sequence(), deletes=[number]))


def extra(runtime: Runtime, number: int) -> None:
    ghost = replace(document_of(_article(runtime, number)), id=100_000 + number)
    runtime.engine.apply(Batch(runtime.engine.sequence(), [ghost]))


def stale(runtime: Runtime, number: int) -> None:
    """One word of its text differs."""
    document = document_of(_article(runtime, number))
    texts = {**document.texts, "body": document.texts["body"] + " outdated"}
    runtime.engine.apply(Batch(runtime.engine.sequence(), [replace(document, texts=texts)]))


def duplicate(runtime: Runtime, number: int) -> None:
    """A commit that forgot to delete the former document."""
    folder = index_folder(runtime)
    index, toc = ColumnarIndex(folder, LAYOUT), read_toc(folder)
    columns = _columns(runtime, document_of(_article(runtime, number)))
    held = [index._open(record) for record in toc.segments]
    added = index._write(*build_columns(LAYOUT, columns), next(_names(toc.generation + 1)))
    index._publish(toc, toc.sequence, [*held, added])


def unfound(runtime: Runtime, number: int) -> None:
    """The fingerprint is right, the words are not: a fault of the analysis or of the postings."""
    folder = index_folder(runtime)
    index, document = ColumnarIndex(folder, LAYOUT), document_of(_article(runtime, number))
    right = _columns(runtime, document)
    other = dict.fromkeys(document.texts, "")
    wrong = _columns(runtime, replace(document, texts=other))
    index.commit_columns([replace(wrong, numbers=right.numbers)], [], runtime.engine.sequence())


def altered(runtime: Runtime, number: int) -> None:
    """The stored text is changed, and the index follows it."""
    execute(runtime, "UPDATE articles SET title = title || '!' WHERE id = ?", number)
    runtime.engine.apply(Batch(runtime.engine.sequence(), [document_of(_article(runtime, number))]))


def _columns(runtime: Runtime, document: Document) -> Columns:
    preparer = Preparer(runtime.analyzer)
    preparer.read([document])
    (columns,) = preparer.take()
    return columns


def _article(runtime: Runtime, number: int) -> StoredArticle:
    return runtime.articles.by_ids([number])[number]


PLANTS: dict[str, Plant] = {
    "missing": missing,
    "extra": extra,
    "stale": stale,
    "duplicate": duplicate,
    "unfound": unfound,
    "altered": altered,
}
