"""What `make coverage` counts: every branch of every process; a floor, and nothing left out in the code."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["coverage"]


def test_the_floor_is_where_the_tests_are() -> None:
    """TST-2"""
    assert SETTINGS["run"]["branch"]
    assert SETTINGS["run"]["source"] == ["app"]
    assert SETTINGS["report"]["fail_under"] >= 99
    assert f"below {SETTINGS['report']['fail_under']:g} %" in (ROOT / "ARCHITECTURE.md").read_text()


def test_processes_are_counted_that_are_forked_or_end_at_once() -> None:
    """TST-2"""
    assert set(SETTINGS["run"]["patch"]) == {"_exit", "fork", "subprocess"}
    assert SETTINGS["run"]["sigterm"]
    rule = (ROOT / "Makefile").read_text().partition("\ncoverage:")[2].partition("\n\n")[0]
    assert "coverage combine" in rule
    assert rule.index("coverage combine") < rule.index("coverage report")


def test_what_is_left_out_is_listed_in_one_place_with_its_reason() -> None:
    """TST-2"""
    listed = (ROOT / "pyproject.toml").read_text().partition("[tool.coverage.report]")[2].partition("\n[")[0]
    for pattern in (*SETTINGS["report"]["exclude_also"], *SETTINGS["report"]["partial_also"]):
        (line,) = [text for text in listed.splitlines() if pattern.replace("\\", "\\\\") in text]
        assert re.search(r"#\s*\w+ \w+", line), line
    marked = [
        path.name for path in (ROOT / "app").rglob("*.py") if re.search("pragma.*cover", path.read_text())
    ]
    assert marked == []
