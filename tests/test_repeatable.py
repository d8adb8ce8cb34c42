"""Random tests are the same tests each time, unless new ones are looked for."""

import os
import re
import subprocess
import sys
from pathlib import Path

import hypothesis
from hypothesis import given
from hypothesis import strategies as some

import tests.conftest

ROOT = Path(__file__).parents[1]
FAILING = """
from hypothesis import given, strategies as some

@given(some.integers())
def test_it(number: int) -> None:
    assert number < 1000
"""


def drawn() -> list[int]:
    numbers: list[int] = []

    @given(some.integers())
    def draw(number: int) -> None:
        numbers.append(number)

    draw()
    return numbers


def test_the_examples_of_a_test_are_the_same_each_time() -> None:
    """TST-5"""
    assert hypothesis.settings().derandomize
    assert drawn() == drawn()


def explored(folder: Path, profile: str) -> str:
    (folder / "test_failing.py").write_text(FAILING)
    (folder / "conftest.py").write_text(Path(tests.conftest.__file__).read_text())
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    environment = os.environ | {"HYPOTHESIS_PROFILE": profile, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True).stdout


def test_what_fails_while_exploring_says_how_to_have_it_again(tmp_path: Path) -> None:
    """TST-5"""
    assert "@reproduce_failure(" in explored(tmp_path, "exploring")


def test_the_quick_tests_can_be_repeated_in_any_order() -> None:
    """TST-4: by make repeat; a round tells the seed of its order."""
    made = (ROOT / "Makefile").read_text()
    assert (
        'echo "repeat: round $$seed"; \\\n\t  $(BIN)/python -m pytest -q -p randomly --randomly-seed=$$seed'
        in made
    )
    folders = re.findall(r"tests/\w+", made.partition("\nQUICK := ")[2].partition("$(wildcard")[0])
    assert folders
    assert [folder for folder in folders if not list((ROOT / folder).rglob("test_*.py"))] == []
