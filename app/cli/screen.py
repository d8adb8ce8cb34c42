"""How the command speaks: results on standard output, everything else on standard error."""

import os
import sys

import orjson
from rich.console import Console


def out() -> Console:
    return Console(highlight=False, soft_wrap=not sys.stdout.isatty(), markup=False)


def err() -> Console:
    return Console(stderr=True, highlight=False, soft_wrap=True, markup=False)


def print_json(value: object) -> None:
    """One JSON object on standard output."""
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() + "\n")


def drop_output() -> None:
    """Nothing more can be written, and Python would try once more as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
