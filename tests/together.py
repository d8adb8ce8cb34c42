"""A pytest plugin for `make mutants`, which names the quickest tests first: those of one file run together.

So what a file makes once for all its tests is made once. A mutant has a process group of its own: one that
signals its group, where the code means a child, would end everything else.
"""

import os
from pathlib import Path

import pytest


def pytest_configure() -> None:
    if "__mutmut_" in os.environ.get("MUTANT_UNDER_TEST", ""):
        os.setpgid(0, 0)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places: dict[Path, int] = {}
    for item in items:
        places.setdefault(item.path, len(places))
    items.sort(key=lambda item: places[item.path])
