"""Where and with what a benchmark ran."""

import os
import platform
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "dateline",
    "fastapi",
    "starlette",
    "uvicorn",
    "pydantic",
    "sqlmodel",
    "SQLAlchemy",
    "Whoosh",
    "numpy",
    "PyStemmer",
    "orjson",
    "sqlite-utils",
    "tantivy",
)


def describe() -> str:
    """Date, machine and versions as a Markdown list."""
    return "\n".join(f"- {line}" for line in _facts()) + "\n"


def _facts() -> Iterator[str]:
    yield f"Date: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    yield f"Machine: {_cores()} cores of {_processor()}, {_memory_gib():.1f} GiB memory, {platform.system()}"
    yield f"Load when started: {os.getloadavg()[0]:.1f} (benchmarks want a machine of their own)"
    yield f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    yield ", ".join(f"{name} {found}" for name in PACKAGES if (found := _version(name)))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor() -> str:
    listing = Path("/proc/cpuinfo")
    for line in listing.read_text().splitlines() if listing.exists() else ():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory_gib() -> float:
    return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
