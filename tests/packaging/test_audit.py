"""The audit tells apart what is clean, what is not, and what could not be looked at (K36, SEC-3)."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCK = """alembic==1.20.1 \\
    --hash=sha256:00
colorama==0.4.6 ; sys_platform == 'plan9' \\
    --hash=sha256:00
lxml==6.1.3 ; python_version >= '3' \\
    --hash=sha256:00
"""
SOUND = {"name": "alembic", "version": "1.20.1", "vulns": []}
KNOWN = {"name": "lxml", "version": "6.1.3", "vulns": [{"id": "CVE-2099-1", "fix_versions": ["6.2"]}]}


def audit(folder: Path, printed: str) -> "subprocess.CompletedProcess[str]":
    """Run scripts/audit with a tool that prints this and ends well, whatever it found."""
    tool, lock, answer = folder / "tool", folder / "lock.txt", folder / "answer"
    answer.write_text(printed)
    tool.write_text(f"#!/bin/sh\ncat '{answer}'\n")
    tool.chmod(0o755)
    lock.write_text(LOCK)
    command = [sys.executable, str(ROOT / "scripts" / "audit"), str(tool), str(lock)]
    return subprocess.run(command, capture_output=True, text=True)


def test_no_known_vulnerability_is_exit_0(tmp_path: Path) -> None:
    done = audit(tmp_path, json.dumps({"dependencies": [SOUND, KNOWN | {"vulns": []}]}))
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 packages, no known vulnerability" in done.stdout


def test_a_known_vulnerability_is_exit_1_and_named(tmp_path: Path) -> None:
    """K36"""
    done = audit(tmp_path, json.dumps({"dependencies": [SOUND, KNOWN]}))
    assert done.returncode == 1
    assert "lxml: CVE-2099-1, fixed in 6.2" in done.stdout


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "No known vulnerabilities found",
        "[]",
        json.dumps({"dependencies": []}),
        json.dumps({"dependencies": [SOUND]}),
        json.dumps({"dependencies": [SOUND, {"name": "lxml", "skip_reason": "not found"}]}),
    ],
)
def test_not_having_looked_at_every_package_is_exit_2_and_said(tmp_path: Path, printed: str) -> None:
    """K36, SEC-3"""
    done = audit(tmp_path, printed)
    assert (done.returncode, done.stderr) == (2, "")
    assert "COULD NOT LOOK" in done.stdout


def test_no_release_is_made_without_a_list_of_what_it_needs() -> None:
    """K40: in CycloneDX, of what is locked, by a locked tool. K36: nor without the audit."""
    rules = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    needed = re.findall(r"^release: ([a-z ]+)", rules, re.MULTILINE)[0].split()
    assert {"check", "test", "audit", "sbom"} <= set(needed)
    (making,) = re.findall(r"^sbom:.*\n(?:\t.*\n)*?(\t.*cyclonedx_py.*)\n", rules, re.MULTILINE)
    assert "--output-reproducible" in making
    assert making.endswith("requirements/run.txt")
    assert re.search(r"^cyclonedx-bom==", (ROOT / "requirements" / "audit.txt").read_text(), re.MULTILINE)
