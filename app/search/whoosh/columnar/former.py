"""Former generations of an index: kept for a while, for readers who go on where they were.

A commit leaves a copy of the table of contents that it replaces, ``00000012.toc``, and with it the files that
it names. They are kept while somebody reads, who says so by touching ``ASKED``: an index that is only
written to keeps nothing. Files that only former generations need are no more bytes than those of the newest,
or ``Keep.least_bytes``: then the oldest generations go. Nothing here is synced: a crash may lose former
generations, never the newest.
"""

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.search.whoosh.columnar.arrays import Damaged
from app.search.whoosh.columnar.toc import Toc, read_toc, toc_text

SUFFIX = ".toc"
_ASKED = "ASKED"
#: Seconds between two touches by one process.
_TOUCHED = 30.0


@dataclass(frozen=True, slots=True)
class Keep:
    """Former generations are kept for ``seconds`` after they were replaced; for 0, none are."""

    seconds: float = 0.0
    least_bytes: int = 64 * 2**20


class Former:
    """Safe to share between threads for reading."""

    def __init__(self, folder: Path, keep: Keep) -> None:
        self._folder = folder
        self._keep = keep
        self._touched = 0.0
        self._replaced: dict[int, tuple[Toc, float]] | None = None

    def ask(self) -> None:
        """Say that somebody reads, before the newest generation is looked at."""
        now = time.time()
        if self._keep.seconds and not 0 <= now - self._touched < _TOUCHED:
            with suppress(OSError):  # of a folder that cannot be written to nothing is kept
                (self._folder / _ASKED).touch()
            self._touched = now

    def read(self, generation: int) -> Toc | None:
        """Its table of contents, if it is kept."""
        try:
            return read_toc(self._folder, _name(generation))
        except Damaged:
            return None

    def leave(self, toc: Toc) -> None:
        """Keep the table that is about to be replaced. Raises OSError."""
        if self._keep.seconds:
            (self._folder / _name(toc.generation)).write_text(toc_text(toc))
            self._known()[toc.generation] = toc, time.time()

    def kept(self, newest: Toc) -> set[str]:
        """The names of all files to keep for former generations."""
        names: set[str] = set()
        held = newest.sizes
        room = max(self._keep.least_bytes, sum(held.values()))
        since = time.time() - self._keep.seconds
        known = self._known() if self._is_asked(since) else {}
        for generation in sorted(known, reverse=True):
            toc, replaced = known[generation]
            room -= sum(size for name, size in toc.sizes.items() if name not in held)
            if replaced < since or room < 0 or generation >= newest.generation:
                break
            held = held | toc.sizes
            names |= {_name(generation), *toc.sizes}
        self._replaced = {number: each for number, each in known.items() if _name(number) in names}
        return names

    def _is_asked(self, since: float) -> bool:
        try:
            return (self._folder / _ASKED).stat().st_mtime >= since - _TOUCHED
        except OSError:
            return False

    def _known(self) -> dict[int, tuple[Toc, float]]:
        """Tables by generation, and when each was replaced; read once, by the process that writes."""
        if self._replaced is None:
            self._replaced = {}
            for path in self._folder.glob(f"*{SUFFIX}"):
                with suppress(OSError, Damaged):
                    toc = read_toc(self._folder, path.name)
                    self._replaced[toc.generation] = toc, path.stat().st_mtime
        return self._replaced


def _name(generation: int) -> str:
    return f"{generation:08}{SUFFIX}"
