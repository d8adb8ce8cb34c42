"""The tree works elsewhere: no address of a registry, no path of one machine, no target that is not there."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MADE_BY_TOOLS = re.compile(r"(\.git|\.venv|\.hypothesis|data|dist|build|__pycache__|\..*_cache)")

# Put together here, so that this file does not hold what it forbids.
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted",
    "registry." + "npmjs",
    "deb." + "debian.org",
    "repo1." + "maven",
]
MACHINE_PATHS = ["/" + folder + "/" for folder in ("work", "farm", "root", "tmp")]
FORBIDDEN = re.compile("|".join(map(re.escape, REGISTRIES + MACHINE_PATHS)))


def tracked() -> Iterator[Path]:
    """The files under version control; without git (an unpacked archive) all that a build does not make."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        paths = (ROOT / os.fsdecode(name) for name in names.split(b"\0") if name)
    else:
        paths = (path for path in ROOT.rglob("*") if not made_by_tools(path.relative_to(ROOT)))
    return (path for path in paths if path.is_file())


def made_by_tools(path: Path) -> bool:
    return any(map(MADE_BY_TOOLS.fullmatch, path.parts))


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if FORBIDDEN.search(line)
    ]
    assert found == []


def targets() -> set[str]:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony
    return set(phony[1].split())


@pytest.mark.parametrize("document", sorted(ROOT.glob("*.md")), ids=lambda path: path.name)
def test_every_make_target_a_document_names_exists(document: Path) -> None:
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", document.read_text(), re.DOTALL))
    assert set(re.findall(r"\bmake ([a-z-]+)", code)) <= targets()


def test_make_help_lists_the_targets_a_person_needs() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    named = set(re.findall(r"^make ([a-z-]+)", listed, re.MULTILINE))
    assert {"help", "run", "install", "test", "check", "bench", "lock", "clean"} <= named <= targets()


SCRIPTS = [ROOT / ".ci" / "run", *sorted((ROOT / "scripts").iterdir())]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_can_be_executed_and_those_of_the_shell_stop_at_the_first_error(script: Path) -> None:
    text = script.read_text()
    assert os.access(script, os.X_OK)
    assert "python" in text.split("\n")[0] or re.search(r"^set -eu", text, re.MULTILINE)
