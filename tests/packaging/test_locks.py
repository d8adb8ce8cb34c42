"""The locked requirements: hashes everywhere, one consistent set, nothing with a known vulnerability."""

import re
import tomllib
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from app.floors import PACKAGES

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
GROUPS = {"run": PROJECT["project"]["dependencies"], **PROJECT["dependency-groups"]}

# Never parsed forms, never safe feeds: libraries that stay out.
KEPT_OUT = {"python-multipart", "feedparser"}

# Installed into an environment of their own.
APART = {"client", "audit", "rules"}


class Pin(NamedTuple):
    version: Version
    hashes: int


def pins(group: str) -> dict[str, Pin]:
    """Each requirement of a lock file, by canonical name."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "requirements" / f"{group}.txt").read_text(), flags=re.MULTILINE)
    found: dict[str, Pin] = {}
    for line in text.replace("\\\n", " ").splitlines():
        requirement = Requirement(line.split("--hash=")[0])
        (specifier,) = requirement.specifier
        assert specifier.operator == "==", line
        found[canonicalize_name(requirement.name)] = Pin(
            Version(specifier.version), len(re.findall(r"--hash=sha256:[0-9a-f]{64}(?!\S)", line))
        )
    return found


@pytest.mark.parametrize("group", GROUPS)
def test_every_locked_requirement_carries_a_hash(group: str) -> None:
    """K35"""
    assert pins(group)
    assert [name for name, pin in pins(group).items() if not pin.hashes] == []


@pytest.mark.parametrize("group", GROUPS)
def test_a_lock_file_names_no_index_and_no_folder_of_packages(group: str) -> None:
    """K35"""
    text = (ROOT / "requirements" / f"{group}.txt").read_text()
    assert set(re.findall(r"(?<!\S)--[a-z-]+", text)) == {"--hash"}
    assert "://" not in text


@pytest.mark.parametrize("group", GROUPS)
def test_what_pyproject_asks_for_is_locked_within_its_bounds(group: str) -> None:
    locked = pins(group)
    for wanted in map(Requirement, GROUPS[group]):
        assert locked[canonicalize_name(wanted.name)].version in wanted.specifier, wanted


def test_all_lock_files_of_one_environment_agree_on_a_package_they_share() -> None:
    versions: dict[str, set[Version]] = {}
    for name, pin in chain.from_iterable(pins(group).items() for group in GROUPS if group not in APART):
        versions.setdefault(name, set()).add(pin.version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("group", GROUPS)
def test_nothing_is_locked_below_the_fix_of_a_known_vulnerability(group: str) -> None:
    locked = pins(group)
    below = {
        name for name, floor in PACKAGES.items() if name in locked and locked[name].version < Version(floor)
    }
    assert below == set()


def test_libraries_that_are_kept_out_are_not_needed_at_run_time() -> None:
    assert KEPT_OUT & pins("run").keys() == set()


def test_few_packages_are_needed_at_run_time() -> None:
    """SEC-4. Forty are wanted: trafilatura, which reads web pages, brings fifteen, fetching feeds more."""
    assert len(pins("run")) <= 60
