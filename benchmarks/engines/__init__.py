"""Search engines measured side by side: Dateline's own, and peers, each behind the same small protocol."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from benchmarks.engines.side import Side

OURS = "Dateline"
#: The same index, asked as the product asks it.
API = "its engine API"
WHOOSH = "stock Whoosh"
FTS5 = "FTS5"
TANTIVY = "tantivy"

#: Name -> module of this folder with a class ``Engine``, and the package that it needs.
_SIDES = {
    OURS: ("ours", "numpy"),
    API: ("api", "numpy"),
    WHOOSH: ("stock_whoosh", "whoosh"),
    FTS5: ("fts5", "sqlite3"),
    TANTIVY: ("tantivy_py", "tantivy"),
}


def installed() -> tuple[str, ...]:
    """The names of the engines whose packages are there, each with an index of its own."""
    return tuple(name for name, (_, package) in _SIDES.items() if name != API and find_spec(package))


@cache
def side(name: str) -> Side:
    """The engine of this name. Imported only now: a process that measures one holds none of the others."""
    found: Side = import_module(f"benchmarks.engines.{_SIDES[name][0]}").Engine()
    return found
