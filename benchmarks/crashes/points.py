"""Named points at which a process is killed, and calls of the operating system that fail."""

import builtins
import errno
import functools
import importlib
import io
import mmap
import os
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Functions before and after which a process is killed: "module:name".
KILLED_AT = (
    "os:fsync",
    "os:truncate",
    "shutil:rmtree",
    "pathlib:Path.open",
    "pathlib:Path.replace",
    "pathlib:Path.unlink",
    "sqlalchemy.engine.default:DefaultDialect.do_commit",
    "app.articles.writing:Transaction.write",
    "app.articles.writing:Transaction._note",
    "app.articles.copying:copy_out",
    "app.articles.copying:go_on_from",
    "app.articles.copying:copy_in",
    "app.backup:_describe",
    "app.backup:_trailer",
    "app.backup:_holds",
    "app.checking:Checker.mend",
    "app.indexer:Indexer.step",
    "app.indexer:put",
    "app.search.whoosh.engine:WhooshEngine._point_to",
    "app.search.whoosh.engine:WhooshEngine.withdraw",
    "app.search.whoosh.generation:Generation.create",
    "app.search.whoosh.generation:Generation.apply",
    "app.search.whoosh.generation:Generation.settle",
    "app.search.whoosh.columnar.former:Former.leave",
    "app.search.whoosh.columnar.former:Former.kept",
    "app.search.whoosh.columnar.index:build_columns",
    "app.search.whoosh.columnar.index:merge_segments",
    "app.search.whoosh.columnar.index:write_arrays",
    "app.search.whoosh.columnar.index:sync_folder",
    "app.search.whoosh.columnar.index:write_toc",
    "app.search.whoosh.columnar.index:ColumnarIndex._publish",
    "app.search.whoosh.columnar.index:ColumnarIndex._remove_all_but",
)
#: Calls that fail, and what with.
FAILING = ("fsync", "write", "open", "replace", "unlink", "mmap", "mkdir")
ERRORS = (errno.EIO, errno.ENOSPC, errno.EMFILE, errno.EROFS)


@dataclass(frozen=True)
class Kill:
    """At the ``count``-th call of ``point``, before it or after it."""

    point: str
    after: bool
    count: int

    @property
    def name(self) -> str:
        return f"{'after' if self.after else 'before'} {self.point}"


@dataclass(frozen=True)
class Alarm:
    """After so many seconds, wherever it is."""

    seconds: float


@dataclass(frozen=True)
class Fail:
    """The ``count``-th call of this kind raises OSError."""

    call: str
    error: int
    count: int


@dataclass(frozen=True)
class SmallFiles:
    """No file may grow beyond so many bytes: SQLite's writes fail, too."""

    size: int


@dataclass(frozen=True)
class LittleMemory:
    """The process may take so many bytes of addresses more than it has."""

    more: int


Fault = Kill | Alarm | Fail | SmallFiles | LittleMemory


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(fault: Fault | None) -> None:
    """From now on the fault happens to this process."""
    if isinstance(fault, Kill):
        _kill_at(fault)
    elif isinstance(fault, Alarm):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process, as a kill does
        signal.setitimer(signal.ITIMER_REAL, fault.seconds)
    elif isinstance(fault, Fail):
        _fail_at(fault)
    elif isinstance(fault, SmallFiles):
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (fault.size, fault.size))
    elif isinstance(fault, LittleMemory):
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * mmap.PAGESIZE + fault.more
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def count_points() -> Counter[str]:
    """Count the calls of every point and of every kind that may fail, from now on."""
    counts: Counter[str] = Counter()
    for point in KILLED_AT:
        _wrap(point, lambda name=point: counts.update([name]), lambda: None)
    _watch(lambda call: counts.update([call]))
    return counts


def _kill_at(kill: Kill) -> None:
    left = [kill.count]

    def at_call() -> None:
        left[0] -= 1
        if left[0] == 0 and not kill.after:
            die()

    def at_return() -> None:
        if left[0] == 0:
            die()

    _wrap(kill.point, at_call, at_return)


def _fail_at(fail: Fail) -> None:
    left = [fail.count]

    def at_call(call: str) -> None:
        left[0] -= call == fail.call
        if left[0] == 0 and call == fail.call:
            raise OSError(fail.error, os.strerror(fail.error))

    _watch(at_call)


def _wrap(point: str, before: Callable[[], None], after: Callable[[], None]) -> None:
    module, _, path = point.partition(":")
    owner: Any = importlib.import_module(module)
    *outer, name = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    original = getattr(owner, name)

    @functools.wraps(original)
    def wrapped(*values: Any, **named: Any) -> Any:
        before()
        try:
            return original(*values, **named)
        finally:
            after()

    setattr(owner, name, wrapped)


def _watch(called: Callable[[str], None]) -> None:
    """``called`` is told of each call that Python makes to the operating system, and may raise."""
    _before(os, "fsync", lambda: called("fsync"))
    _before(Path, "replace", lambda: called("replace"))
    _before(Path, "unlink", lambda: called("unlink"))
    _before(Path, "mkdir", lambda: called("mkdir"))
    _before(os, "open", lambda: called("open"))
    _before(mmap, "mmap", lambda: called("mmap"))
    opened = io.open

    def watched(file: Any, mode: str = "r", *values: Any, **named: Any) -> Any:
        called("open")
        made = opened(file, mode, *values, **named)
        return made if mode in ("r", "rb") else _Writing(made, called)

    io.open = builtins.open = watched


def _before(owner: Any, name: str, told: Callable[[], None]) -> None:
    original = getattr(owner, name)

    def wrapped(*values: Any, **named: Any) -> Any:
        told()
        return original(*values, **named)

    setattr(owner, name, wrapped)


class _Writing:
    """An open file whose writes are told."""

    def __init__(self, file: Any, called: Callable[[str], None]) -> None:
        self._file = file
        self._called = called

    def write(self, data: Any) -> Any:
        self._called("write")
        return self._file.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> "_Writing":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
