"""Web pages and what is read from them: ``golden/NAME`` and beside it ``NAME.json``.

A ``.json`` file holds the fields of the draft that are not empty (``body`` as a list of paragraphs), or
the ``reason`` for which the page is refused. To add a case, write both files.
"""

import json
from pathlib import Path

import pytest

from app.ingest.draft import REASONS, Draft
from app.ingest.normalise import parse_date
from tests.ingest.reading import NOW, drafts, read, reasons

GOLDEN = Path(__file__).parent / "golden"
PAGES = sorted(path for path in GOLDEN.iterdir() if path.suffix in (".html", ".mhtml"))


def fields_of(draft: Draft) -> dict[str, object]:
    fields = {name: value for name in Draft.__slots__ if (value := getattr(draft, name))}
    if draft.body:
        fields["body"] = draft.body.split("\n\n")
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}


def got(path: Path) -> dict[str, object]:
    items = read(path.read_bytes(), name=path.name)
    assert len(items) == 1
    return fields_of(drafts(items)[0]) if drafts(items) else {"reason": reasons(items)[0]}


def expected(path: Path) -> dict[str, object]:
    fields: dict[str, object] = json.loads(path.with_name(f"{path.name}.json").read_text(encoding="utf-8"))
    return fields


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_is_read_as_its_golden_file_says(path: Path) -> None:
    """C11 for the pages whose names begin with ``reject``; A13, A14 for those in other encodings."""
    assert got(path) == expected(path)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_same_page_gives_the_same_article_each_time(path: Path) -> None:
    """C16"""
    assert got(path) == got(path)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_dates_are_handed_on_as_the_normaliser_can_read_them(path: Path) -> None:
    fields = expected(path)
    for name in ("published", "updated"):
        if name in fields:
            assert parse_date(str(fields[name]), now=NOW).moment is not None


def test_there_is_a_golden_file_for_every_page_and_every_reason_is_known() -> None:
    assert {path.name for path in GOLDEN.glob("*.json")} == {f"{path.name}.json" for path in PAGES}
    assert {fields["reason"] for path in PAGES if "reason" in (fields := expected(path))} <= REASONS.keys()
