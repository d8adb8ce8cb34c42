"""ZIP archives. ``number`` counts members from 1, ``offset`` is that of a member's own header."""

import bz2
import io
import os
import stat
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from app.ingest.draft import Input, InputFault, Passed, Reject
from app.ingest.layers import filled
from app.ingest.packing import DeflateDecoder, Packing, ZstdDecoder
from app.ingest.raw import Raw
from app.ingest.readers.archives.directory import Entry, content_start, directory_of, entries_of
from app.ingest.readers.archives.members import looked_at, opened, passed_by_name
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.options import ReadOptions
from app.ingest.unpack import Allowance, Unpacked

STORED = 0
NO_MORE = (b"\xff no other member follows in this one",)
METHODS = {
    8: Packing("deflate", NO_MORE, DeflateDecoder),
    12: Packing("bzip2", NO_MORE, bz2.BZ2Decompressor),
    93: Packing("zstd", NO_MORE, ZstdDecoder),
}
#: What a ZIP archive is called that is no archive of files.
OFFICE = ("[Content_Types].xml", "mimetype")
CHUNK = 2**20


def read_zip(source: Input, options: ReadOptions) -> Iterator[Input | Reject | Passed]:
    """The files of ``source``; what is encrypted or damaged is a reject, the others are read."""
    number = 0
    with _seekable(source) as file:
        archive = _Archive(file, source, options)
        try:
            for number, entry in enumerate(archive.entries(), start=1):
                if number > options.limits.members:
                    raise RecordFault("too_many_members")
                if number == 1 and entry.name in OFFICE:
                    raise RecordFault("unsupported_type", "an Office document or e-book")
                yield from archive.member(entry, number)
        except RecordFault as fault:
            yield Reject(fault.reason, max(number, 1), None, fault.detail)


@contextmanager
def _seekable(source: Input) -> Iterator[BinaryIO]:
    """The archive as a file: the one that it is, or a nameless one for what comes through a stream."""
    if source.path is not None:
        with source.path.open("rb") as file:
            yield file
        return
    with tempfile.TemporaryFile() as copy:
        while data := source.stream.read1(CHUNK):
            copy.write(data)
        yield copy


class _Archive:
    """One archive while it is read. Its members are counted against what it may unpack to."""

    def __init__(self, file: BinaryIO, source: Input, options: ReadOptions) -> None:
        self._file = file
        self._source = source
        self._options = options
        self._size = file.seek(0, os.SEEK_END)
        self._packed = 0
        self._allowance = Allowance(options.limits, self._packed_read, source.spend)

    def _packed_read(self) -> int:
        return self._packed

    def entries(self) -> Iterator[Entry]:
        """The members that are files. Raises RecordFault, ``bomb`` where they lie over one another."""
        claimed = 0
        for entry in entries_of(self._file, directory_of(self._file, self._size)):
            claimed += entry.packed
            if claimed > self._size:
                raise RecordFault("bomb", "its members are more than the file holds")
            if self._allowance.exceeded:
                return
            if not entry.name.endswith("/"):
                yield entry

    def member(self, entry: Entry, number: int) -> Iterator[Input | Reject | Passed]:
        """What becomes of a member."""
        if stat.S_IFMT(entry.mode) not in (0, stat.S_IFREG):
            yield Passed("special_member", number, entry.header)
        elif not entry.packed:
            return
        elif reason := passed_by_name(entry.name):
            yield Passed(reason, number, entry.header)
        elif entry.encrypted:
            yield Reject("encrypted", number, entry.header, entry.name)
        elif entry.method != STORED and entry.method not in METHODS:
            detail = f"packed in a way that is not known, number {entry.method}"
            yield Reject("unsupported_type", number, entry.header, detail)
        else:
            yield self._opened(entry, number)

    def _opened(self, entry: Entry, number: int) -> Input | Reject | Passed:
        try:
            start = content_start(self._file, entry)
        except RecordFault as fault:
            return Reject(fault.reason, number, entry.header, fault.detail)
        raw: io.RawIOBase = _Slice(self._file, start, entry.packed, self._read)
        if entry.method == STORED:
            raw = _Spent(raw, self._allowance)
        else:
            raw = Unpacked(filled(raw), METHODS[entry.method], self._allowance)
        checked = _Checked(raw, entry)
        member = opened(self._source, entry.name, checked, self._allowance.spend, self._options.limits)
        return looked_at(member, number, entry.header)

    def _read(self, more: int) -> None:
        self._packed += more


class _Slice(Raw):
    """Some bytes of a file, which others may read at the same time."""

    def __init__(self, file: BinaryIO, start: int, size: int, read: Callable[[int], None]) -> None:
        self._file = file
        self._at = start
        self._left = size
        self._read = read

    def fill(self, view: memoryview) -> int:
        self._file.seek(self._at)
        data = self._file.read(min(len(view), self._left))
        if not data and self._left:
            raise InputFault("truncated", "the archive ends in the middle of a member")
        view[: len(data)] = data
        self._at += len(data)
        self._left -= len(data)
        self._read(len(data))
        return len(data)


class _Spent(Raw):
    """The bytes of a member that is stored as it is, counted like those that are unpacked."""

    def __init__(self, raw: io.RawIOBase, allowance: Allowance) -> None:
        self._raw = raw
        self._allowance = allowance

    def fill(self, view: memoryview) -> int:
        count = self._raw.readinto(view) or 0
        self._allowance.spend(count)
        return count


class _Checked(Raw):
    """A member's bytes; at their end its checksum is compared."""

    def __init__(self, raw: io.RawIOBase, entry: Entry) -> None:
        self._raw = raw
        self._entry = entry
        self._crc = 0

    def fill(self, view: memoryview) -> int:
        count = self._raw.readinto(view) or 0
        self._crc = zlib.crc32(view[:count], self._crc)
        if not count and self._crc != self._entry.crc:
            raise InputFault("unreadable", "its checksum does not fit")
        return count
