"""``dateline inspect``: what is shown, and that nothing is stored."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.cli.running import dateline

TABLE = "Kopf;Rumpf;Stand\r\nFerry sails;Ropes held.;3 March 2026\r\nQuay shut;Storm came.;4 March 2026\r\n"
MAP = ("--map", "title=Kopf", "--map", "body=Rumpf", "--map", "published=Stand")


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "export.csv"
    path.write_bytes(TABLE.encode("utf-16"))
    return str(path)


def shown(tmp_path: Path, *words: str, code: int = 0) -> dict[str, Any]:
    done = dateline(tmp_path / "data", "inspect", "--json", *words)
    assert done.returncode == code, done.stderr
    assert not (tmp_path / "data").exists(), "inspecting makes nothing"
    found: dict[str, Any] = orjson.loads(done.stdout)
    return found


def test_a_table_of_a_spreadsheet_is_seen_as_what_it_is(tmp_path: Path, table: str) -> None:
    """E21, A13"""
    seen = shown(tmp_path, table, *MAP)
    assert (seen["what"], seen["encoding"], seen["delimiter"]) == ("CSV", "utf-16-le", ";")
    assert seen["columns"] == {"Kopf": "title", "Rumpf": "body", "Stand": "published"}
    assert (seen["records"], seen["articles"], seen["whole"]) == (2, 2, True)
    assert seen["confidence"] == "high"
    assert [sample["title"] for sample in seen["samples"]] == ["Ferry sails", "Quay shut"]


def test_without_a_map_unknown_columns_are_told_and_the_table_is_rejected(tmp_path: Path, table: str) -> None:
    seen = shown(tmp_path, table, code=1)
    assert seen["columns"] == {"Kopf": None, "Rumpf": None, "Stand": None}
    assert (seen["reasons"], seen["confidence"]) == ({"no_header": 1}, "low")


def test_keys_of_json_and_reasons_of_rejects(tmp_path: Path) -> None:
    path = tmp_path / "mixed.jsonl"
    path.write_text('{"headline": "Ferry sails", "mood": "good"}\n{"mood": "bad"}\nnot json\n')
    seen = shown(tmp_path, str(path), code=1)
    assert seen["columns"] == {"headline": "title", "mood": None}
    assert seen["reasons"] == {"no_text": 1, "bad_json": 1}
    assert seen["flags"] == {"no_body": 1}
    assert seen["confidence"] == "low"


def test_only_so_many_records_are_read_and_that_is_told(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text('{"title": "Ferry sails"}\n' * 50)
    seen = shown(tmp_path, str(path), "--records", "20")
    assert (seen["records"], seen["whole"], len(seen["samples"])) == (20, False, 5)


def test_an_input_that_cannot_be_read_is_one_reject(tmp_path: Path) -> None:
    path = tmp_path / "picture.jsonl"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 100)
    seen = shown(tmp_path, str(path), code=1)
    assert (seen["what"], seen["reasons"]) == ("a PNG image", {"unsupported_type": 1})


def test_for_people_it_is_told_in_words(tmp_path: Path, table: str) -> None:
    done = dateline(tmp_path / "data", "inspect", table, *MAP)
    assert "read as CSV, in utf-16-le, cells parted by semicolon" in done.stdout
    assert "Kopf -> title" in done.stdout
    assert "all 2 records: 2 articles, confidence high" in done.stdout
    assert "2026-03-03 00:00:00 UTC, to the day" in done.stdout
