"""The file under an input: counted as it is read, watched for changes, its failures made faults."""

import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.ingest.draft import InputFault
from app.ingest.finding import Found
from app.ingest.raw import Raw


class Failing(Raw):
    """A stream that gives its fault and nothing else."""

    def __init__(self, fault: InputFault) -> None:
        self._fault = fault

    def fill(self, view: memoryview) -> int:
        raise self._fault


class Rejoined(Raw):
    """``data`` that was read ahead, and then what ``rest`` still holds."""

    def __init__(self, data: bytes, rest: io.BufferedReader) -> None:
        self._data = memoryview(data)
        self._rest = rest

    def fill(self, view: memoryview) -> int:
        if not self._data:
            return self._rest.readinto1(view)
        piece, self._data = self._data[: len(view)], self._data[len(view) :]
        view[: len(piece)] = piece
        return len(piece)


class Source(Raw):
    """The bytes of a file as they lie there.

    With ``status``, what the file was when it was opened, the end of a file that has changed since is
    no end but the fault ``source_changed``: so its last record, perhaps half written, is not read.
    """

    def __init__(
        self, file: BinaryIO | io.FileIO, path: Path | None = None, status: os.stat_result | None = None
    ) -> None:
        self._file = file
        self._path = path
        self._status = status
        self._position = 0
        self.size = status.st_size if status else None

    def position(self) -> int:
        """How many bytes have been read."""
        return self._position

    def fill(self, view: memoryview) -> int:
        try:
            data = self._file.read(len(view)) or b""
        except OSError as error:
            raise _fault(error) from error
        if not data:
            self._check_unchanged()
        view[: len(data)] = data
        self._position += len(data)
        return len(data)

    def _check_unchanged(self) -> None:
        if self._path is None or self._status is None:
            return
        try:
            now = self._path.stat()
        except OSError:
            raise InputFault("source_changed", "the file is gone") from None
        if _state(now) != _state(self._status) or self._position != self._status.st_size:
            raise InputFault("source_changed", "its size, time or place is not what it was at the start")


class Filling(Raw):
    """The bytes of ``raw`` in full buffers, so that a look ahead sees as much as it can.

    A fault waits until the bytes before it have been given.
    """

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw
        self._fault: InputFault | None = None

    def fill(self, view: memoryview) -> int:
        filled = 0
        while filled < len(view) and (more := self._read(view[filled:])):
            filled += more
        if self._fault and not filled:
            # Once: behind a damaged member there may be others.
            fault, self._fault = self._fault, None
            raise fault
        return filled

    def _read(self, view: memoryview) -> int:
        if self._fault:
            return 0
        try:
            return self._raw.readinto(view) or 0
        except InputFault as fault:
            self._fault = fault
            return 0


@contextmanager
def open_source(found: Found) -> Iterator[Source]:
    """The file of ``found``. Raises InputFault when it cannot be opened."""
    if found.path is None:
        yield Source(sys.stdin.buffer)
        return
    try:
        # Not blocking: a file may have become a pipe since it was found.
        descriptor = os.open(found.path, os.O_RDONLY | (0 if found.special else os.O_NONBLOCK))
    except OSError as error:
        raise _fault(error) from error
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        status = os.fstat(descriptor)
        if not found.special and not stat.S_ISREG(status.st_mode):
            raise InputFault("source_changed", "it is no longer a regular file")
        yield Source(file) if found.special else Source(file, found.path, status)


def _fault(error: OSError) -> InputFault:
    gone = isinstance(error, FileNotFoundError)
    return InputFault("source_changed" if gone else "unreadable", (error.strerror or "").lower())


def _state(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
