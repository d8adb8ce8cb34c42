"""Files of named arrays: written whole and fsynced, mapped into memory, checked by length and CRC-32.

    8 bytes  magic
    arrays, each at a multiple of 8 bytes
    JSON     {"name": [dtype, count, offset], ...}
    8 bytes  length of the JSON, little-endian

The length and checksum of the file stand where it is named (the table of contents), not in it.
"""

import json
import mmap
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_MAGIC = b"dlarray1"
_ALIGNED = 8
_CHUNK = 1 << 22


class Damaged(Exception):
    """A file is not what was written: missing, cut, changed or another one."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What a file must be: its name, length in bytes and CRC-32."""

    name: str
    size: int
    crc: int


def write_arrays(folder: Path, name: str, arrays: Mapping[str, Array]) -> FileRecord:
    """Write a new file and make it durable. Raises OSError."""
    path = folder / name
    crc = 0
    with path.open("xb") as file:

        def put(data: bytes | memoryview) -> None:
            nonlocal crc
            crc = zlib.crc32(data, crc)
            file.write(data)

        put(_MAGIC)
        directory: dict[str, tuple[str, int, int]] = {}
        for key, array in arrays.items():
            flat = np.ascontiguousarray(array)
            directory[key] = (flat.dtype.str, flat.size, file.tell())
            put(flat.view(np.uint8).data if flat.size else b"")
            put(b"\0" * (-file.tell() % _ALIGNED))
        listing = json.dumps(directory).encode()
        put(listing)
        put(len(listing).to_bytes(8, "little"))
        file.flush()
        os.fsync(file.fileno())
        return FileRecord(name, file.tell(), crc)


def check(folder: Path, record: FileRecord) -> None:
    """Read the whole file and compare it with its record. Raises Damaged."""
    crc = 0
    try:
        with (folder / record.name).open("rb") as file:
            while chunk := file.read(_CHUNK):
                crc = zlib.crc32(chunk, crc)
            size = file.tell()
    except OSError as error:
        raise Damaged(f"{record.name} cannot be read") from error
    if (size, crc) != (record.size, record.crc):
        raise Damaged(f"{record.name} is not what was written")


def open_arrays(folder: Path, record: FileRecord) -> dict[str, Array]:
    """The arrays of a file, mapped, read-only. Raises Damaged when its length is wrong."""
    try:
        with (folder / record.name).open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise Damaged(f"{record.name} cannot be read") from error
    if len(mapped) != record.size or mapped[: len(_MAGIC)] != _MAGIC:
        raise Damaged(f"{record.name} is not what was written")
    end = len(mapped) - 8
    listing = int.from_bytes(mapped[end:], "little")
    directory = json.loads(mapped[end - listing : end])
    return {
        key: np.frombuffer(mapped, dtype, count, offset) for key, (dtype, count, offset) in directory.items()
    }


def sync_folder(folder: Path) -> None:
    """Make names written to the folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
