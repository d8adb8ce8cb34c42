"""The versions of what we rest on, below which there are published holes that a stranger's input could use.

Packages are refused when serving or ingesting begins: pip asks when it installs, not what was changed since.
What belongs to the machine is warned of when serving begins, as whoever runs it often cannot change it.
SQLite before 3.51.3 can lose a commit in a rare race of two checkpoints. Python's HTMLParser (CVE-2025-6069)
and expat before 2.6.0 take quadratic time; we give neither of them anything to read.
"""

import logging
import platform
import sqlite3
from importlib.metadata import version
from itertools import takewhile
from pyexpat import EXPAT_VERSION

from app.errors import UsageError

PACKAGES = {
    "starlette": "1.3.1",
    "h11": "0.16.0",
    "uvicorn": "0.11.7",
    "lxml": "6.1.0",
    "orjson": "3.9.15",
    "idna": "3.7",
    "pydantic": "1.8.2",
}
SQLITE = "3.51.3"
EXPAT = "2.6.0"
#: By minor version; newer ones have it from the start.
PYTHON = {"3.11": "3.11.14", "3.12": "3.12.12", "3.13": "3.13.6"}

log = logging.getLogger(__name__)


def check() -> None:
    """Raises UsageError when a package is too old."""
    for name, floor in PACKAGES.items():
        if _is_below(found := version(name), floor):
            raise UsageError(f"{name} {found} has known holes: install {floor} or newer (make install)")


def warn() -> None:
    """Log what of the machine is too old, each in a line."""
    python = platform.python_version()
    floors = {
        "SQLite": (sqlite3.sqlite_version, SQLITE),
        "expat": (EXPAT_VERSION.removeprefix("expat_"), EXPAT),
        "Python": (python, PYTHON.get(python.rpartition(".")[0], "3")),
    }
    for name, (found, floor) in floors.items():
        if _is_below(found, floor):
            log.warning("%s %s has a known fault: %s or newer is better", name, found, floor)


def _is_below(found: str, floor: str) -> bool:
    return _numbers(found) < _numbers(floor)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int("".join(takewhile(str.isdigit, part)) or 0) for part in text.split("."))
