"""TST-3. What `make mutants` goes by is of this tree: modules, tests, lines said to be without effect."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
WRITTEN: dict[str, Any] = tomllib.loads((ROOT / "tests" / "mutants.toml").read_text())


@pytest.mark.parametrize("part", WRITTEN["parts"])
def test_a_part_names_modules_and_tests_that_there_are(part: str) -> None:
    named = WRITTEN["parts"][part]
    assert [each for each in named["modules"] if not list(ROOT.glob(each))] == []
    places = [each.removeprefix("--deselect=").partition("::") for each in named["tests"]]
    assert [path for path, _, _ in places if not (ROOT / path).exists()] == []
    single = [(path, test) for path, _, test in places if test]
    assert [test for path, test in single if f"def {test}(" not in (ROOT / path).read_text()] == []


@pytest.mark.parametrize("module", sorted({each["module"] for each in WRITTEN["equivalent"]}))
def test_a_line_that_may_be_changed_without_effect_stands_in_its_module(module: str) -> None:
    text = plain((ROOT / module).read_text())
    said = [each for each in WRITTEN["equivalent"] if each["module"] == module]
    assert [each["was"] for each in said if plain(each["was"]) not in text] == []
    assert all(each["why"] and each["was"] != each["now"] for each in said)


def plain(code: str) -> str:
    return " ".join(code.split())
