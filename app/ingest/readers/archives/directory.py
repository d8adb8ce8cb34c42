"""The central directory of a ZIP archive, entry by entry in constant memory (PKWARE's APPNOTE 4.3).

``zipfile`` makes an object of each entry before it gives the first: a million empty members take a gigabyte.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from app.ingest.readers.faults import RecordFault

END = struct.Struct("<4s4H2LH")
LOCATOR = struct.Struct("<4sLQL")
END64 = struct.Struct("<4sQ2H2L4Q")
ENTRY = struct.Struct("<4s6H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")
#: The end may have a comment behind it.
LONGEST_END = END.size + 0xFFFF
FULL = 0xFFFFFFFF
ZIP64 = 1
ENCRYPTED, UTF8 = 1, 1 << 11
UNIX = 3


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the directory lies, and how far the archive is moved by what stands before it."""

    start: int
    size: int
    shift: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A member. Sizes in bytes; ``header`` is where its own header begins, ``mode`` that of Unix or 0."""

    name: str
    method: int
    packed: int
    size: int
    crc: int
    header: int
    encrypted: bool
    mode: int


def directory_of(file: BinaryIO, size: int) -> Directory:
    """The directory of an archive of ``size`` bytes. Raises RecordFault ``unreadable``, ``truncated``."""
    file.seek(max(0, size - LONGEST_END))
    tail = file.read(LONGEST_END)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < END.size:
        raise RecordFault("truncated", "the archive has no end")
    end = size - len(tail) + at
    _, disk, first_disk, _, _, length, offset, _ = END.unpack_from(tail, at)
    if end >= LOCATOR.size and (large := _directory64(file, end)):
        return large
    if disk or first_disk:
        raise RecordFault("unreadable", "one of several volumes")
    start = end - length
    if start < 0 or start < offset:
        raise RecordFault("unreadable", "its directory is not where it should be")
    return Directory(start, length, start - offset)


def _directory64(file: BinaryIO, end: int) -> Directory | None:
    file.seek(end - LOCATOR.size)
    signature, _, offset, disks = LOCATOR.unpack(file.read(LOCATOR.size))
    if signature != b"PK\x06\x07":
        return None
    file.seek(offset)
    record = file.read(END64.size)
    if disks > 1 or len(record) < END64.size or not record.startswith(b"PK\x06\x06"):
        raise RecordFault("unreadable", "its 64-bit end is damaged")
    *_, length, start = END64.unpack(record)
    return Directory(start, length, 0)


def entries_of(file: BinaryIO, directory: Directory) -> Iterator[Entry]:
    """The members in the order of the directory. Raises RecordFault where it is damaged."""
    at, end = directory.start, directory.start + directory.size
    while at < end:
        file.seek(at)
        head = file.read(ENTRY.size)
        if len(head) < ENTRY.size or not head.startswith(b"PK\x01\x02"):
            raise RecordFault("unreadable", "its directory is damaged")
        lengths = struct.unpack_from("<3H", head, 28)
        rest = file.read(sum(lengths))
        yield _entry(head, rest, directory.shift)
        at += ENTRY.size + sum(lengths)


def _entry(head: bytes, rest: bytes, shift: int) -> Entry:
    _, made, _, flags, method, _, _, crc, packed, size, name_length, extra_length, *more = ENTRY.unpack(head)
    _, _, _, attributes, header = more
    extra = rest[name_length : name_length + extra_length]
    size, packed, header = _wide(extra, (size, packed, header))
    name = rest[:name_length].decode("utf-8" if flags & UTF8 else "cp437", "replace")
    mode = attributes >> 16 if made >> 8 == UNIX else 0
    return Entry(name, method, packed, size, crc, header + shift, bool(flags & ENCRYPTED), mode)


def _wide(extra: bytes, values: tuple[int, int, int]) -> tuple[int, int, int]:
    """The numbers, those that did not fit into 32 bits from the extra field."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == ZIP64:
            wide = iter(struct.unpack_from(f"<{min(length, len(extra) - at - 4) // 8}Q", extra, at + 4))
            size, packed, header = (next(wide, value) if value == FULL else value for value in values)
            return size, packed, header
        at += 4 + length
    return values


def content_start(file: BinaryIO, entry: Entry) -> int:
    """Where the member's bytes begin, by its own header. Raises RecordFault ``unreadable``."""
    file.seek(entry.header)
    local = file.read(LOCAL.size)
    if len(local) < LOCAL.size or not local.startswith(b"PK\x03\x04"):
        raise RecordFault("unreadable", "its header is not where the directory says")
    *_, name_length, extra_length = LOCAL.unpack(local)
    return int(entry.header + LOCAL.size + name_length + extra_length)
