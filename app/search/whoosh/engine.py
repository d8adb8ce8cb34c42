"""The embedded engine: indexes in numbered generations, one of them current.

    index/CURRENT        names the generation that answers
    index/v3-000007/     an index; v3 is the version of its analysis and files

A generation is built aside and swapped in by renaming a new CURRENT over the old one.
"""

import logging
import os
import re
import shutil
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from app.errors import IndexUnavailable, Interrupted
from app.search.analysis import Analyzer
from app.search.engine import (
    LAST_ID,
    Batch,
    Content,
    Document,
    EngineStats,
    SearchRequest,
    SearchResult,
    Suggested,
)
from app.search.whoosh.columnar.arrays import Damaged, sync_folder
from app.search.whoosh.columnar.former import Keep
from app.search.whoosh.generation import Generation

log = logging.getLogger(__name__)

#: Raise when the analysis or the files change: an index of another version is built anew.
VERSION = 5

_NAME = re.compile(r"v(\d+)-(\d{6,})")

#: A reader may lose its files to a commit or a swap; so often in a row only if they are really gone.
_TRIES = 5

#: Five minutes: who goes on from page to page by relevance sees each article once.
_KEEP = Keep(seconds=300.0)

T = TypeVar("T")


class _Opened(NamedTuple):
    """A generation, and what CURRENT looked like before its name was read there."""

    pointer: tuple[int, int, int] | None
    generation: Generation


class WhooshEngine:
    """``engine.Engine`` over a directory. Several processes may read it; one at a time writes.

    ``keep``: how long former generations can be read. A rebuilt index has none.
    """

    def __init__(
        self,
        directory: Path,
        analyzer: Analyzer,
        *,
        prefix_max_terms: int = 1000,
        query_max_words: int = 4000,
        keep: Keep = _KEEP,
    ) -> None:
        self._directory = directory
        self._current_path = directory / "CURRENT"
        self._analyzer = analyzer
        self._prefix_max_terms = prefix_max_terms
        self._query_max_words = query_max_words
        self._keep = keep
        self._opened: _Opened | None = None

    def sequence(self) -> int:
        return self._read(lambda current: current.sequence())

    def search(self, request: SearchRequest) -> SearchResult:
        return self._read(lambda current: current.search(request))

    def more_like(self, document: Document, request: SearchRequest) -> SearchResult:
        return self._read(lambda current: current.more_like(document, request))

    def suggest(self, prefix: str, size: int, timeout: float | None = None) -> Sequence[Suggested]:
        return self._read(lambda current: current.suggest(prefix, size, timeout))

    def corrections(self, word: str, size: int, timeout: float | None = None) -> Sequence[Suggested]:
        return self._read(lambda current: current.corrections(word, size, timeout))

    def state(self) -> str:
        return self._read(lambda current: current.state())

    def stats(self) -> EngineStats:
        return self._read(lambda current: current.stats())

    def contents(self, first: int = 0, last: int = LAST_ID) -> Sequence[Content]:
        return self._read(lambda current: list(current.contents(first, last)))

    def found(self, documents: Sequence[Document]) -> set[int]:
        return self._read(lambda current: current.found(documents))

    def faults(self) -> Sequence[str]:
        return self._read(lambda current: current.faults())

    def apply(self, batch: Batch) -> None:
        with _told():
            self._current().apply(batch)

    def gather(self, batch: Batch) -> None:
        with _told():
            self._current().gather(batch)

    def settle(self) -> None:
        with _told():
            self._current().settle()

    def close(self) -> None:
        self._opened = None

    @contextmanager
    def rebuild(self, since: Container[int] = ()) -> Iterator[Generation]:
        """Build the next generation aside; swapped in when the block ends well."""
        with _told():
            new = self._half(since) or self._begun(bool(since))
            try:
                yield new
                new.finish()
            except BaseException as error:
                if not new.is_half() or (isinstance(error, Exception) and not isinstance(error, Interrupted)):
                    shutil.rmtree(new.path, ignore_errors=True)
                raise
            self._point_to(new.path)

    def _half(self, since: Container[int]) -> Generation | None:
        """What can be gone on with of a rebuild that was interrupted; all other halves are removed."""
        chosen = None
        for path in sorted(self._folders()):
            half = self._generation(path, aside=True)
            if path.name == self._current_name() or not half.is_half():
                continue
            if chosen is None and _sequence(half) in since:
                chosen = half
            else:
                shutil.rmtree(path)
        return chosen

    def _begun(self, keep: bool) -> Generation:
        new = self._generation(self._directory / self._next_name(), aside=True)
        new.create()
        if keep:
            new.keep()
        return new

    def withdraw(self) -> None:
        with _told():
            self._current_path.unlink(missing_ok=True)
            sync_folder(self._directory)

    def exists(self) -> bool:
        """Whether there is an index of this version; without one only ``discard`` helps."""
        return self._current_name() is not None

    def discard(self) -> None:
        """Start over with an empty index: where there is none, or none that can be read."""
        with self.rebuild():
            pass

    def _read(self, read: Callable[[Generation], T]) -> T:
        """Read from the current generation; again if it was swapped away meanwhile."""
        for last in (*[False] * (_TRIES - 1), True):
            current = self._current()
            try:
                return read(current)
            except Damaged as error:
                self._opened = None
                if last:
                    self._condemn(current, error)
                    raise IndexUnavailable("the index is damaged: it is being built anew") from error
            except OSError as error:
                raise _unreadable(error) from error
        raise AssertionError("the last try returns or raises")

    def _condemn(self, damaged: Generation, error: Damaged) -> None:
        """Nobody reads a damaged index again; whoever serves or writes next builds another."""
        log.error("the index is damaged: %s", error)
        if self._current_name() == damaged.path.name:
            with suppress(OSError):  # where nothing can be written, everybody finds out alone
                self._current_path.unlink(missing_ok=True)

    def _current(self) -> Generation:
        opened, pointer = self._opened, self._pointer()
        if opened and pointer and opened.pointer == pointer:
            return opened.generation
        name = self._current_name()
        if name is None:
            raise IndexUnavailable(
                "there is no index: serving, the next ingest or dateline reindex builds it anew"
            )
        # Even under a name we know: who deletes the whole folder makes the names start over.
        generation = self._generation(self._directory / name)
        self._opened = _Opened(pointer, generation)
        return generation

    def _pointer(self) -> tuple[int, int, int] | None:
        """Changes when CURRENT does; a look at it costs less than reading it. None if there is none."""
        try:
            status = self._current_path.stat()
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def _current_name(self) -> str | None:
        """The generation that answers; None where there is none of this version."""
        for _ in range(_TRIES):
            try:
                name = self._current_path.read_text().strip()
            except (FileNotFoundError, UnicodeDecodeError):
                return None
            except OSError as error:
                raise _unreadable(error) from error
            match = _NAME.fullmatch(name)
            if match is None or int(match[1]) != VERSION:
                return None
            if (self._directory / name).is_dir():
                return name
            # It was swapped away after we read its name: read again.
        return None

    def _generation(self, path: Path, *, aside: bool = False) -> Generation:
        return Generation(
            path,
            self._analyzer,
            prefix_max_terms=self._prefix_max_terms,
            query_max_words=self._query_max_words,
            keep=self._keep,
            aside=aside,
        )

    def _next_name(self) -> str:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        numbers = (int(path.name.rpartition("-")[2]) for path in self._folders())
        return f"v{VERSION}-{max(numbers, default=0) + 1:06}"

    def _folders(self) -> list[Path]:
        """Those of all generations."""
        there = self._directory.iterdir() if self._directory.exists() else ()
        return [path for path in there if _NAME.fullmatch(path.name)]

    def _point_to(self, new: Path) -> None:
        pointer = self._directory / "CURRENT.new"
        with pointer.open("w") as file:
            file.write(new.name + "\n")
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self._directory / "CURRENT")
        sync_folder(self._directory)  # before what it named until now is gone
        for path in self._folders():
            if path != new:
                shutil.rmtree(path, ignore_errors=True)


def _sequence(half: Generation) -> int:
    """Of the half index of this version; -1 for one that cannot be read."""
    match = _NAME.fullmatch(half.path.name)
    try:
        return half.sequence() if match and int(match[1]) == VERSION else -1
    except Damaged:
        return -1


def _unreadable(error: OSError) -> IndexUnavailable:
    return IndexUnavailable(f"the index cannot be read: {error.strerror or 'input/output error'}")


@contextmanager
def _told() -> Iterator[None]:
    """A disk that is full or cannot be written is told as such; the database still holds everything."""
    try:
        yield
    except Damaged as error:
        raise IndexUnavailable("the index is damaged: it is being built anew") from error
    except OSError as error:
        raise IndexUnavailable(
            f"the index cannot be written: {error.strerror or 'input/output error'}"
        ) from error
