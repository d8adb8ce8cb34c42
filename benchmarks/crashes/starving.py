"""The command itself with little memory: it says so or is ended, and the next run completes."""

import json
import os
import resource
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from benchmarks.crashes.rounds import Wrong

_ROOT = Path(__file__).parents[2]
_PATIENCE = 120
_MIB = 2**20


def starve(folder: Path, limits: Iterable[int]) -> Counter[int]:
    """Ingest a few articles with each limit of addresses, in MiB, then without; returns the exit codes."""
    codes: Counter[int] = Counter()
    for limit in limits:
        shutil.rmtree(folder, ignore_errors=True)
        codes[_run(folder, limit, "ingest", "-")] += 1
        if _run(folder, None, "ingest", "-") or _run(folder, None, "verify"):
            raise Wrong(f"the next run did not complete after one with {limit} MiB")
    return codes


def _line(number: int) -> str:
    article = {
        "title": f"Boat {number}",
        "source": "Harbour Gazette",
        "body": f"The ferry {number} sails. " * 9,
    }
    return json.dumps(article) + "\n"


def _run(folder: Path, limit: int | None, *arguments: str) -> int:
    """The exit code."""

    def limited() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_AS, (limit * _MIB, limit * _MIB))

    environment = os.environ | {"DATELINE_DATA_DIR": str(folder), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", "from app.cli import main; main()", *arguments]
    given = "".join(map(_line, range(50))).encode()
    try:
        done = subprocess.run(
            command,
            cwd=_ROOT,
            env=environment,
            input=given,
            capture_output=True,
            preexec_fn=limited,
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired as error:
        raise Wrong(f"hangs with {limit} MiB: {arguments}") from error
    return done.returncode
