"""Wire items and what is read from them: ``golden/NAME`` and beside it ``NAME.expected.json``.

Expected is a list with, for each item in order, the fields of its draft that are not empty (``body`` as a
list of paragraphs), or ``{"rejected": reason}``, or ``{"passed": reason}``. To add a case, write both files.
"""

import json
from pathlib import Path

import pytest

from app.ingest.draft import PASSED, REASONS, Passed, Record, Reject
from app.ingest.normalise import parse_date
from tests.ingest.reading import NOW, read, told

GOLDEN = Path(__file__).parent / "golden"
EXPECTED = ".expected.json"
NAMES = sorted(path.name for path in GOLDEN.iterdir() if not path.name.endswith(EXPECTED))


@pytest.mark.parametrize("name", NAMES)
def test_an_input_is_read_as_its_golden_file_says(name: str) -> None:
    """B05 for NITF with the address of a DTD, B21 for the Latin-1 message, B23."""
    expected = json.loads((GOLDEN / f"{name}{EXPECTED}").read_text(encoding="utf-8"))
    assert [told(item) for item in read((GOLDEN / name).read_bytes(), name=name)] == expected


@pytest.mark.parametrize("name", NAMES)
def test_dates_are_handed_on_as_the_normaliser_can_read_them(name: str) -> None:
    for item in read((GOLDEN / name).read_bytes(), name=name):
        if isinstance(item, Record) and item.draft.published:
            assert parse_date(item.draft.published, now=NOW).moment is not None


@pytest.mark.parametrize("name", NAMES)
def test_an_input_cut_anywhere_gives_what_was_whole_and_no_exception(name: str) -> None:
    """B11, B12: items before the cut are kept; what is cut is a reject, nothing is made up."""
    data = (GOLDEN / name).read_bytes()
    whole = read(data, name=name)
    for cut in range(1, len(data), 13):
        items = read(data[:cut], name=name)
        sound = [item.draft for item in items if isinstance(item, Record)]
        if not name.endswith(".json"):
            assert sound[:-1] == [item.draft for item in whole if isinstance(item, Record)][: len(sound[:-1])]
        assert all(item.reason in REASONS for item in items if isinstance(item, Reject))
        assert all(item.reason in PASSED for item in items if isinstance(item, Passed))


def test_there_is_an_expectation_for_every_input() -> None:
    assert {path.name.removesuffix(EXPECTED) for path in GOLDEN.glob(f"*{EXPECTED}")} == set(NAMES)
