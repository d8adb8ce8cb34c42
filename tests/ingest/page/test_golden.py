"""Pages and what is read from them: ``golden/NAME.txt`` and beside it ``NAME.json``.

A ``.json`` file holds the fields of the draft that are not empty (``body`` as a list of paragraphs), or
the ``reason`` for which the page is refused. To add a case, write both files.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.ingest.draft import REASONS, Draft
from app.ingest.normalise.dates import parse_date
from app.ingest.page import read_page

GOLDEN = Path(__file__).parent / "golden"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
PAGES = sorted(path.stem for path in GOLDEN.glob("*.txt"))


def fields_of(draft: Draft) -> dict[str, object]:
    fields = {name: value for name in Draft.__slots__ if (value := getattr(draft, name))}
    fields["body"] = draft.body.split("\n\n")
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_as_its_golden_file_says(name: str) -> None:
    """C11 for the pages whose names begin with ``reject``."""
    expected = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    reading = read_page((GOLDEN / f"{name}.txt").read_text(encoding="utf-8"), now=NOW)
    got = {"reason": reading.reason} if reading.draft is None else fields_of(reading.draft)
    assert got == expected


@pytest.mark.parametrize("name", PAGES)
def test_dates_are_handed_on_as_the_normaliser_can_read_them(name: str) -> None:
    draft = read_page((GOLDEN / f"{name}.txt").read_text(encoding="utf-8"), now=NOW).draft
    if draft is not None and draft.published:
        assert parse_date(draft.published, now=NOW).moment is not None


@pytest.mark.parametrize("name", PAGES)
def test_line_ends_of_windows_and_a_byte_order_mark_change_nothing(name: str) -> None:
    text = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    dressed = read_page("\ufeff" + text.replace("\n", "\r\n"), now=NOW)
    plain = read_page(text, now=NOW)
    assert dressed.reason == plain.reason
    if plain.draft and dressed.draft:
        assert dressed.draft.title == plain.draft.title
        assert dressed.draft.body.split() == plain.draft.body.split()


def test_there_is_a_golden_file_for_every_page_and_every_reason_is_known() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(PAGES)
    assert all(
        read_page((GOLDEN / f"{name}.txt").read_text(encoding="utf-8"), now=NOW).reason in {"", *REASONS}
        for name in PAGES
    )
