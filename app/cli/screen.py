"""How the command speaks: results on standard output, everything else on standard error."""

import os
import sys

import orjson
from rich.console import Console

#: Where nobody reads along, a line is as long as it is.
_ENDLESS = 10_000


def out() -> Console:
    read_along = sys.stdout.isatty()
    width = None if read_along else _ENDLESS
    return Console(highlight=False, soft_wrap=not read_along, markup=False, width=width)


def err() -> Console:
    return Console(stderr=True, highlight=False, soft_wrap=True, markup=False)


def print_json(value: object) -> None:
    """One JSON object on standard output."""
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() + "\n")


def drop_output() -> None:
    """Nothing more can be written, and Python would try once more as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
