"""CSV (RFC 4180), safe to open in a spreadsheet, and newline-delimited JSON."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from app.api import render
from app.api.formats.kinds import Format
from app.api.formats.page import Page
from app.finder import FoundArticle
from app.values import StoredArticle

BOM = "\ufeff".encode()
_SOURCE = {"source_id": "id", "source_name": "name", "source_domain": "domain"}
#: A cell that begins so may be taken for a formula (OWASP: CSV injection); full-width forms are, too.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_SEPARATOR = "; "


def write_csv(page: Page) -> bytes:
    scored = any(found.score is not None for found in page.hits)
    extra = [*(["score"] if scored else []), *(["highlights"] if page.marked else [])]
    rows = (_row(found.stored, page.fields) + _extra(found, extra) for found in page.hits)
    return (BOM if page.bom else b"") + csv_lines([[*columns(page.fields), *extra], *rows])


def write_lines(page: Page) -> bytes:
    results = (render.result(found, page.fields, marked=page.marked) for found in page.hits)
    return b"".join(map(json_line, results))


def write_rows(rows: Sequence[dict[str, Any]], names: Sequence[str], chosen: Format) -> bytes:
    """Plain rows as a table or as lines; ``names`` are those of the columns."""
    if chosen is Format.CSV:
        return csv_lines([names, *([row[name] for name in names] for row in rows)])
    return b"".join(map(json_line, rows))


def json_line(content: dict[str, Any]) -> bytes:
    return orjson.dumps(content) + b"\n"


def columns(fields: Sequence[str]) -> list[str]:
    """The names of the columns: ``id`` and the fields, a source being three."""
    names = ["id"]
    for name in fields:
        if name != "id":
            names += _SOURCE if name == "source" else [name]
    return names


def csv_rows(articles: Iterable[StoredArticle], fields: Sequence[str]) -> bytes:
    return csv_lines(_row(stored, fields) for stored in articles)


def csv_lines(rows: Iterable[Iterable[Any]]) -> bytes:
    """Every text is quoted, so that no program's own separators cut it, and none is a formula (K22)."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerows(map(_cell, row) for row in rows)
    return file.getvalue().encode()


def _row(stored: StoredArticle, fields: Sequence[str]) -> list[Any]:
    values = render.chosen(stored, fields)
    source = values.get("source", {})
    names = columns(fields)
    return [source[_SOURCE[name]] if name in _SOURCE else values[name] for name in names]


def _extra(found: FoundArticle, names: Sequence[str]) -> list[Any]:
    passages = (fragment.text for fragments in found.highlights.values() for fragment in fragments)
    values = {"score": found.score, "highlights": " … ".join(passages)}
    return [values[name] for name in names]


def _cell(value: Any) -> Any:
    """The value as a cell: lists in one, a text that looks like a formula behind an apostrophe."""
    if isinstance(value, int | float):
        return value
    text = _SEPARATOR.join(value) if isinstance(value, list | tuple) else value or ""
    return f"'{text}" if text.startswith(_FORMULA) else text
