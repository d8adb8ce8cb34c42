"""Workers' imports take as long as ours: begun first, both are done at the same time."""

import stat
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from app.ingest.workers import Nursery

#: Bytes of a file that is worth it: some hundred articles.
_MUCH = 2**20


def early_nursery(paths: Iterable[str]) -> AbstractContextManager[Nursery | None]:
    """Where the workers of an ingest come from, when the paths promise work for several; else nothing."""
    return Nursery("app.ingest.jobs") if any(map(_is_much, paths)) else nullcontext()


def _is_much(path: str) -> bool:
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return False
    return stat.S_ISDIR(status.st_mode) or status.st_size >= _MUCH
