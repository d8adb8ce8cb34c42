"""Rules that `make check` asks of the code, and what was excepted from them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEMGREP = ROOT / "tests" / "semgrep"
#: Exceptions from Ruff's rules of safety, and from any of bandit's and mypy's.
EXCEPTED = re.compile(r"# (?:noqa: S\d+|noqa$|nosec|type:\signore)(?P<why>.*)", re.MULTILINE)


def test_every_rule_of_ours_is_shown_by_what_it_finds_and_what_it_lets_pass() -> None:
    """SEC-11: `semgrep --test` holds them against these examples."""
    rules = re.findall(r"^  - id: (\S+)$", (SEMGREP / "rules.yaml").read_text(), re.MULTILINE)
    shown = re.findall(r"# (ruleid|ok): (\S+)$", (SEMGREP / "rules.py").read_text(), re.MULTILINE)
    assert rules
    assert set(shown) == {(kind, rule) for kind in ("ruleid", "ok") for rule in rules}


def test_all_linters_look_at_every_change() -> None:
    """SEC-11"""
    made = (ROOT / "Makefile").read_text()
    asked = re.search(r"^check: (.*?) ##", made, re.MULTILINE)
    assert asked
    assert {"check-code", "check-safety", "check-rules", "check-types"} <= set(asked[1].split())
    for command in ("/ruff check .", "/bandit ", "semgrep scan ", "/mypy --strict"):
        assert command in made, command
    assert re.search(r'^select = .*"S"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)


def test_what_was_excepted_was_looked_at_and_says_why() -> None:
    """SEC-11"""
    silent = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for folder in ("app", "migrations")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for found in EXCEPTED.finditer(path.read_text())
        if not re.match(r" (- |\().{10,}", found["why"])
    ]
    assert silent == []
