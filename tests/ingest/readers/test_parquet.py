"""Parquet tables."""

import builtins
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest

from app.ingest.field_map import field_map
from app.ingest.readers import ReadOptions, read_input
from tests.cli.running import answer
from tests.ingest.reading import NOW, as_input, drafts, read, reasons, rejects

ROWS = [
    {
        "title": f"Ferry {number} sails",
        "body": "Ropes held.",
        "date": datetime(2026, 3, 1, 8, number % 60, tzinfo=UTC),
        "authors": ["Ann Carter", "Bo Penn"],
        "source": {"name": "Harbour Gazette"},
    }
    for number in range(250)
]


def table(rows: list[dict[str, Any]] = ROWS) -> bytes:
    file = io.BytesIO()
    parquet.write_table(arrow.Table.from_pylist(rows), file, row_group_size=100)
    return file.getvalue()


def test_rows_become_articles_in_their_order_with_their_types() -> None:
    found = drafts(read(table()))
    assert [draft.title for draft in found] == [row["title"] for row in ROWS]
    assert (found[7].published, found[7].authors) == ("2026-03-01T08:07:00+00:00", ("Ann Carter", "Bo Penn"))
    assert found[7].source == "Harbour Gazette"


def test_columns_with_names_of_their_own() -> None:
    data = table([{"Kopf": "Ferry sails", "Inhalt": "Ropes held."}])
    options = ReadOptions(now=NOW, fields=field_map(["title=Kopf", "body=Inhalt"]))
    (draft,) = drafts(list(read_input(as_input(data), "auto", options)))
    assert (draft.title, draft.body) == ("Ferry sails", "Ropes held.")


def test_a_row_that_says_nothing_is_one_reject() -> None:
    items = read(table([{"title": "Ferry sails"}, {"title": None}, {"title": "Quay shut"}]))
    assert [(reject.reason, reject.number) for reject in rejects(items)] == [("no_text", 2)]
    assert len(drafts(items)) == 2


@pytest.mark.parametrize("cut", [5, 100, -1, -9])
def test_a_table_that_is_cut_or_no_table_is_one_reject(cut: int) -> None:
    assert reasons(read(table()[:cut])) == ["unreadable"]


def test_without_the_extra_the_one_reject_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """E22: no format is opened by a library that is not there for it."""
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ModuleNotFoundError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert reasons(read(table())) == ["needs_parquet"]


def test_a_worker_may_do_all_that_reading_a_table_needs(tmp_path: Path) -> None:
    (tmp_path / "articles.parquet").write_bytes(table())
    assert answer(tmp_path / "data", "ingest", str(tmp_path / "articles.parquet"))["added"] == 250


def test_a_table_larger_than_a_document_is_read_as_well() -> None:
    assert len(drafts(read(table(), limit=1000))) == 250
