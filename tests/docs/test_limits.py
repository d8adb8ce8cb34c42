"""Every limit is published, and has a test."""

import subprocess
import sys
import tomllib

import pytest

from app.settings import Settings
from tests.ledger import TESTS

ROOT = TESTS.parent
LIMITS = tomllib.loads((TESTS / "limits.toml").read_text())
TESTED = {name: test for group in ("edges", "measured") for name, test in LIMITS[group].items()}


def test_the_page_is_what_the_settings_are() -> None:
    """TST-8. Otherwise: make limits"""
    script = str(ROOT / "scripts" / "make-limits")
    made = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert (ROOT / "docs" / "limits.md").read_text() == made.stdout


def test_every_number_that_can_be_set_is_a_limit_with_a_test_or_says_why_it_is_none() -> None:
    """INP-9"""
    numbers = {
        name
        for name, field in Settings.model_fields.items()
        if isinstance(field.default, int | float) and not isinstance(field.default, bool)
    }
    listed = [name for group in LIMITS.values() for name in group]
    assert sorted(listed) == sorted(numbers)


@pytest.mark.parametrize("setting", TESTED)
def test_the_test_of_a_limit_is_there(setting: str) -> None:
    """INP-9"""
    path, _, name = TESTED[setting].partition("::")
    assert f"\ndef {name}(" in (ROOT / path).read_text()
