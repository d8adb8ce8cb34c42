"""What a process does to its files, in order: recorded from a real run."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crashes import work
from benchmarks.crashes.tracing import Call, trace

_WRITES = ("write", "pwrite64")
_CUTS = ("truncate", "ftruncate")
_SYNCS = ("fsync", "fdatasync")
_MADE = ("mkdir", "mkdirat")
_RENAMED = ("rename", "renameat", "renameat2")
_REMOVED = ("unlink", "unlinkat", "rmdir")
_PLACED = ("openat", "lseek")
_KNOWN = (*_WRITES, *_CUTS, *_SYNCS, *_MADE, *_RENAMED, *_REMOVED, *_PLACED)
#: The offset of what is appended.
END = -1
#: What else would change a file: none of these is called, or the recording must learn it.
_UNKNOWN = (
    *("creat", "writev", "pwritev", "pwritev2", "fallocate", "sendfile", "copy_file_range", "splice"),
    *("link", "linkat", "symlink", "symlinkat"),
)


@dataclass(frozen=True, slots=True)
class Op:
    """One change to the files of a folder; paths are relative to it.

    ``kind``: create, write (``data`` at ``offset``), cut (to ``offset`` bytes), sync, mkdir, remove,
    rename (to ``to``), or say: a line of the journal, an answer that was given.
    """

    kind: str
    path: str
    offset: int = 0
    data: bytes = b""
    to: str = ""


def record(folder: Path, operation: str, seed: int, state: work.State) -> list[Op]:
    """Do the operation in a process of its own, see ``work``; returns what it did to files in ``folder``."""
    work.give(folder, state)
    command = [sys.executable, "-m", "benchmarks.crashes.work", str(folder), operation, str(seed)]
    calls = trace(command, (*_KNOWN, *_UNKNOWN), folder.with_name(f"{folder.name}.trace"))
    return list(_ops(calls, f"{folder.resolve()}/"))


def _ops(calls: Iterator[Call], root: str) -> Iterator[Op]:
    places: dict[tuple[int, int], int] = {}
    for call in calls:
        given = call.strings if call.name not in _WRITES else ()
        paths = [call.full(path) for path in given] or [call.path]
        if all(f"{path}/".startswith(root) for path in paths):
            yield from _op(call, [path[len(root) :] or "." for path in paths], places)


def _op(call: Call, paths: list[str], places: dict[tuple[int, int], int]) -> Iterator[Op]:
    """``places``: where each open file is written next."""
    path = paths[0]
    if call.name in _UNKNOWN:
        raise AssertionError(f"{call.name} was called, which the recording cannot do again")
    if call.name == "openat":
        yield from _opened(call, path, places)
    elif call.name == "lseek":
        places[call.process, call.file] = call.result
    elif call.name in _WRITES:
        yield Op(*_written(call, path, places))
    elif call.name in _CUTS:
        yield Op("cut", path, int(call.last))
    elif call.name in _RENAMED:
        yield Op("rename", path, to=paths[1])
    else:
        kinds = {_SYNCS: "sync", _MADE: "mkdir", _REMOVED: "remove"}
        yield from (Op(kind, path) for names, kind in kinds.items() if call.name in names)


def _opened(call: Call, path: str, places: dict[tuple[int, int], int]) -> Iterator[Op]:
    if "O_APPEND" not in call.arguments:
        places[call.process, call.result] = 0
    if "O_CREAT" in call.arguments:
        yield Op("create", path)
    if "O_TRUNC" in call.arguments:
        yield Op("cut", path)


def _written(call: Call, path: str, places: dict[tuple[int, int], int]) -> tuple[str, str, int, bytes]:
    data = call.strings[0][: call.result]
    if path == work.JOURNAL:
        return "say", path, 0, data
    if call.name == "pwrite64":
        return "write", path, int(call.last), data
    place = places.get((call.process, call.file), END)
    if place != END:
        places[call.process, call.file] = place + call.result
    return "write", path, place, data
