"""Feeds of every dialect and what is read from them: ``golden/NAME`` and beside it ``NAME.expected.json``.

Written as those of wire items are (``tests/ingest/readers/wire/test_golden.py``).
"""

import json
from pathlib import Path

import pytest

from tests.ingest.reading import read, told

GOLDEN = Path(__file__).parent / "golden"
EXPECTED = ".expected.json"
NAMES = sorted(path.name for path in GOLDEN.iterdir() if not path.name.endswith(EXPECTED))


@pytest.mark.parametrize("name", NAMES)
def test_a_feed_is_read_as_its_golden_file_says(name: str) -> None:
    """B05 for RSS 0.91 with the address of a DTD, B20, B23, B24."""
    expected = json.loads((GOLDEN / f"{name}{EXPECTED}").read_text(encoding="utf-8"))
    assert [told(item) for item in read((GOLDEN / name).read_bytes(), name=name)] == expected


def test_there_is_an_expectation_for_every_feed() -> None:
    assert {path.name.removesuffix(EXPECTED) for path in GOLDEN.glob(f"*{EXPECTED}")} == set(NAMES)
