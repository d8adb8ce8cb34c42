"""What is written about Dateline is what it does."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from app.cli import cli
from app.ingest.draft import FLAGS, REASONS
from app.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs/reference.md", "seed_data/README.md"]


def text(page: str) -> str:
    return (ROOT / page).read_text()


def test_the_reference_is_what_the_code_says() -> None:
    """Otherwise: scripts/make-reference > docs/reference.md"""
    made = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "make-reference")], capture_output=True, text=True, check=True
    )
    assert text("docs/reference.md") == made.stdout


def test_every_command_is_in_the_readme() -> None:
    group: Any = typer.main.get_command(cli)
    missing = [name for name in group.commands if f"dateline {name}" not in text("README.md")]
    assert missing == []


@pytest.mark.parametrize("page", PAGES)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text(page))
    broken = [link for link in links if not (ROOT / page).parent.joinpath(link).exists()]
    assert broken == []


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md"])
def test_files_that_are_named_exist(page: str) -> None:
    named = set(
        re.findall(r"`((?:app|tests|benchmarks|migrations|seed_data|docs|scripts)/[\w./-]+)`", text(page))
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_settings_that_are_named_exist() -> None:
    known = {f"DATELINE_{name.upper()}" for name in Settings.model_fields} | {"DATELINE_CORPORA"}
    for page in (*PAGES, "compose.yaml", "Dockerfile", "Makefile"):
        assert set(re.findall(r"DATELINE_[A-Z]\w*", text(page))) <= known, page


def test_targets_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    for page in PAGES:
        assert set(re.findall(r"`make ([a-z-]+)`", text(page))) <= targets, page


def test_every_reason_and_flag_is_raised_somewhere() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "app").rglob("*.py") if path.name != "draft.py")
    assert [name for name in (*REASONS, *FLAGS) if f'"{name}"' not in code] == []
