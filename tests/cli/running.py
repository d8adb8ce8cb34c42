"""The command as a person runs it: its exit code and what it prints."""

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from app.cli import main

RUN = [sys.executable, "-c", "from app.cli import main; main()"]


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str
    nicer: int = 0


def environment(data: Path, **extra: str) -> dict[str, str]:
    """Our own environment with this data folder, and a terminal wide enough for one line a row."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    root = str(Path(__file__).parents[2])
    return kept | {"DATELINE_DATA_DIR": str(data), "PYTHONPATH": root, "COLUMNS": "200"} | extra


def dateline(data: Path, *words: str, given: str = "", **extra: str) -> Done:
    """Run ``dateline`` with these words in this process; ``given`` is its standard input."""
    out, err = io.TextIOWrapper(io.BytesIO()), io.StringIO()
    code: object = 0
    with (
        patch.dict(os.environ, environment(data, **extra), clear=True),
        patch.object(sys, "argv", ["dateline", *words]),
        patch.object(os, "nice") as nice,  # or this process would stay nicer
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode()))),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    out.flush()
    out.buffer.seek(0)
    assert isinstance(code, int)
    nicer = sum(call.args[0] for call in nice.call_args_list)
    return Done(code, out.buffer.read().decode(), err.getvalue(), nicer)


def answer(data: Path, *words: str, given: str = "") -> Any:
    """What the command prints with --json. It must end well, or with rejects."""
    done = dateline(data, *words, "--json", given=given)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)
