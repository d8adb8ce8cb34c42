"""The ledger of faults says what is so."""

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledger import STATES, TESTS, Gate, bugs, faults, group_of, ids, naming, notes

ROOT = Path(__file__).parents[2]


def test_the_page_is_what_the_ledger_and_the_tests_say() -> None:
    """TST-1. Otherwise: make faults"""
    made = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "make-faults")], capture_output=True, text=True, check=True
    )
    assert (ROOT / "docs" / "faults.md").read_text() == made.stdout


def test_every_case_is_covered_or_says_why_not() -> None:
    """TST-1"""
    ledger = faults(notes(), naming(TESTS))
    assert {fault.state for fault in ledger} <= set(STATES)
    assert [fault.id for fault in ledger if fault.state != "covered" and not fault.reason] == []


def test_only_cases_have_reasons_and_only_one_each() -> None:
    written = notes()
    reasons = [*written.partly, *written.open, *written.out]
    assert [named for named in reasons if named not in written.cases] == []
    assert len(reasons) == len(set(reasons))


def test_what_is_partly_covered_has_a_test() -> None:
    named = naming(TESTS)
    assert [partly for partly in notes().partly if partly not in named] == []


def test_every_bug_that_was_found_has_a_test() -> None:
    """TST-7"""
    named = [test.split("::") for test in bugs().values()]
    assert named
    assert [(path, test) for path, test in named if f"def {test}(" not in (ROOT / path).read_text()] == []


def test_every_group_has_a_title_and_its_cases_are_numbered_without_gaps() -> None:
    written = notes()
    assert list(dict.fromkeys(map(group_of, written.cases))) == list(written.groups)
    for group in written.groups:
        numbers = [int(case[len(group) :].strip("-")) for case in written.cases if group_of(case) == group]
        assert numbers == list(range(1, len(numbers) + 1)), group


@pytest.mark.parametrize(
    ("docstring", "named"),
    [
        ("A01", ["A01"]),
        ("Nothing is lost (A08, D09).", ["A08", "D09"]),
        ("E09 to E12.", ["E09", "E10", "E11", "E12"]),
        ("DUR-1 and INP-10, in words", ["DUR-1", "INP-10"]),
        ("F10, G01 to G03: an answer", ["F10", "G01", "G02", "G03"]),
        ("XA01 and A011 are other things", []),
    ],
)
def test_ids_are_read_as_they_are_written(docstring: str, named: list[str]) -> None:
    assert list(ids(docstring)) == named


def test_a_test_stands_before_the_file_that_names_the_case_as_a_whole(tmp_path: Path) -> None:
    folder = tmp_path / "tests"
    folder.mkdir()
    (folder / "test_a.py").write_text('"""A01"""\n')
    (folder / "test_b.py").write_text('def test_it():\n    """A01"""\n\n\ndef helper():\n    """A02"""\n')
    assert naming(folder) == {"A01": ("tests/test_b.py::test_it", "tests/test_a.py")}


def test_the_gate_is_part_of_what_every_change_must_pass_and_names_cases() -> None:
    """TST-1"""
    written = notes()
    assert [part.ids for part in written.gate if not set(part.ids) <= set(written.cases)] == []
    assert "\nmake gate\n" in (ROOT / ".ci" / "run").read_text()


def test_every_part_of_the_gate_can_be_done_again() -> None:
    """TST-5"""
    assert [part.command for part in notes().gate if not re.search(r" --seed \d+$", part.command)] == []


@pytest.mark.parametrize(("words", "code"), [("pass", 0), ("raise SystemExit('lost')", 1)])
def test_a_part_of_the_gate_that_fails_says_why(
    words: str, code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    main = runpy.run_path(str(ROOT / "scripts" / "gate"))["main"]
    command = f'python -c "{words}"'
    assert main([Gate(["DUR-1"], "", command), Gate(["DUR-2"], "", "python -c 'print(7)'")]) == code
    out, errors = capfd.readouterr()
    assert "7\n" in out, "the parts after it are done all the same"
    assert ("lost\n" in errors) == (f"FAILED: {command}" in errors) == bool(code)
