"""What a person says about columns goes before the table of names."""

from pathlib import Path

import pytest

from app.errors import UsageError
from app.ingest.draft import Draft, Record
from app.ingest.field_map import FieldMap, field_map
from app.ingest.readers import ReadOptions, read_input
from tests.ingest.reading import NOW, as_input, reasons


def read(data: bytes, kind: str, *pairs: str) -> list[Draft]:
    options = ReadOptions(now=NOW, fields=field_map(pairs))
    items = list(read_input(as_input(data), kind, options))
    assert reasons(items) == []
    return [item.draft for item in items if isinstance(item, Record)]


def test_columns_of_a_table_with_names_of_its_own() -> None:
    table = b"Kopf;Stand;Inhalt\nFerry sails;2026-03-01;Ropes held.\n"
    (draft,) = read(table, "csv", "title=Kopf", "body=Inhalt", "published=Stand")
    assert (draft.title, draft.body, draft.published) == ("Ferry sails", "Ropes held.", "2026-03-01")


def test_a_column_that_was_named_goes_before_one_with_a_known_name() -> None:
    table = b"title,heading2,body\nSection page,Ferry sails,Ropes held.\n"
    (draft,) = read(table, "csv", "title=heading2")
    assert (draft.title, draft.body) == ("Ferry sails", "Ropes held.")


def test_columns_by_number_where_there_is_no_header() -> None:
    """E04"""
    table = b"17,Ferry sails,Ropes held.\n18,Quay shut,Storm came.\n"
    drafts = read(table, "csv", "title=#2", "body=#3", "external_id=#1")
    assert [(draft.external_id, draft.title) for draft in drafts] == [
        ("17", "Ferry sails"),
        ("18", "Quay shut"),
    ]


@pytest.mark.parametrize("kind", ["jsonl", "json"])
def test_keys_and_ways_to_keys_of_json(kind: str) -> None:
    record = b'{"kopf": "Ferry sails", "text": "Ropes held.", "meta": {"by": {"line": "Ann Carter"}}}\n'
    (draft,) = read(record, kind, "title=kopf", "byline=meta.by.line")
    assert (draft.title, draft.byline, draft.body) == ("Ferry sails", "Ann Carter", "Ropes held.")


def test_an_empty_column_leaves_a_field_out() -> None:
    (draft,) = read(b"title,section\nFerry sails,17B\n", "csv", "section=")
    assert draft.section == ""


def test_a_column_that_stands_for_one_field_no_longer_stands_for_another() -> None:
    (draft,) = read(b"title,summary\nFerry sails,Ropes held.\n", "csv", "body=summary")
    assert (draft.body, draft.description) == ("Ropes held.", "")


def test_a_file_says_the_same_and_the_command_line_goes_before_it(tmp_path: Path) -> None:
    file = tmp_path / "map.toml"
    file.write_text('[fields]\ntitle = "Kopf"\nbody = "Inhalt"\n')
    assert field_map(["body=Text"], file) == FieldMap((("title", "Kopf"), ("body", "Text")))


@pytest.mark.parametrize(
    ("pairs", "file", "told"),
    [
        (["title"], None, "--map: write field=column, not title"),
        (["headline=x"], None, "--map: there is no field headline; the fields are title, body,"),
        ([], "", None),
        ([], "fields = 3", 'under \\[fields\\] write lines like title = "Headline"'),
        ([], "[fields]\ntitle = 3", "under \\[fields\\] write lines like"),
        ([], "[fields", "is not TOML"),
        ([], "missing", "no such file"),
    ],
)
def test_what_cannot_be_meant_is_told_in_one_line(
    pairs: list[str], file: str | None, told: str | None, tmp_path: Path
) -> None:
    path = None if file is None else tmp_path / "map.toml"
    if path and file != "missing":
        path.write_text(file or "")
    if told is None:
        assert field_map(pairs, path) == FieldMap()
        return
    with pytest.raises(UsageError, match=told) as raised:
        field_map(pairs, path)
    assert "\n" not in str(raised.value)
