"""Files of named arrays: written whole and fsynced, mapped into memory, checked before they are used.

    8 bytes  magic
    arrays, each at a multiple of 8 bytes
    JSON     {"name": [dtype, count, offset, CRC-32], ...}
    8 bytes  length of the JSON, little-endian

The length of the file and the CRC-32 of the JSON stand where the file is named (the table of
contents), so that a file cannot be taken for another. Each array is checked when it is first used:
opening costs next to nothing, and no byte is used unchecked.
"""

import errno
import json
import mmap
import os
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_MAGIC = b"dlarray1"
_ALIGNED = 8


#: What a process runs out of for a while: it says nothing about a file.
_PASSING = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EINTR})


def is_passing(error: Exception) -> bool:
    """Whether the file may be in order all the same: too many are open, or there is no memory."""
    return isinstance(error, OSError) and error.errno in _PASSING


class Damaged(Exception):
    """A file is not what was written: missing, cut, changed or another one."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What a file must be: its name, its length in bytes, the CRC-32 of its directory of arrays."""

    name: str
    size: int
    crc: int


def write_arrays(folder: Path, name: str, arrays: Mapping[str, Array]) -> FileRecord:
    """Write a new file and make it durable. Raises OSError."""
    directory: dict[str, tuple[str, int, int, int]] = {}
    with (folder / name).open("wb") as file:
        file.write(_MAGIC)
        for key, array in arrays.items():
            data = np.ascontiguousarray(array).tobytes()
            directory[key] = (array.dtype.str, array.size, file.tell(), zlib.crc32(data))
            file.write(data)
            file.write(b"\0" * (-file.tell() % _ALIGNED))
        listing = json.dumps(directory).encode()
        file.write(listing)
        file.write(len(listing).to_bytes(8, "little"))
        file.flush()
        os.fsync(file.fileno())
        return FileRecord(name, file.tell(), zlib.crc32(listing))


class ArrayFile(Mapping[str, Array]):
    """The arrays of a file, mapped, read-only. Getting one that is damaged raises Damaged."""

    def __init__(self, folder: Path, record: FileRecord) -> None:
        self.record = record
        try:
            with (folder / record.name).open("rb") as file:
                self._mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            if is_passing(error):
                raise
            raise Damaged(f"{record.name} cannot be read") from error
        self._directory: dict[str, tuple[str, int, int, int]] = json.loads(self._listing())
        self._checked: dict[str, Array] = {}

    def __getitem__(self, key: str) -> Array:
        array = self._checked.get(key)
        if array is None:
            array = self._checked[key] = self._check(key)
        return array

    def __iter__(self) -> Iterator[str]:
        return iter(self._directory)

    def __len__(self) -> int:
        return len(self._directory)

    def check_all(self) -> None:
        """Check every array. Raises Damaged."""
        for key in self:
            self._check(key)

    def _listing(self) -> bytes:
        size = len(self._mapped)
        length = int.from_bytes(self._mapped[size - 8 :], "little")
        listing = self._mapped[max(0, size - 8 - length) : size - 8]
        if size != self.record.size or zlib.crc32(listing) != self.record.crc:
            raise Damaged(f"{self.record.name} is not what was written")
        return listing

    def _check(self, key: str) -> Array:
        dtype, count, offset, crc = self._directory[key]
        array = np.frombuffer(self._mapped, dtype, count, offset)
        if zlib.crc32(array.data) != crc:
            raise Damaged(f"{key} of {self.record.name} is not what was written")
        return array


def sync_folder(folder: Path) -> None:
    """Make the names in the folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
