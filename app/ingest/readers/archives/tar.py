"""TAR archives, read in one pass. ``number`` counts members from 1, ``offset`` is that of a header."""

import tarfile
from collections.abc import Iterator
from io import BufferedReader
from typing import IO, Any, cast

from app.ingest.draft import Input, InputFault, Passed, Reject
from app.ingest.raw import Raw
from app.ingest.readers.archives.members import looked_at, opened, passed_by_name
from app.ingest.readers.options import ReadOptions
from app.ingest.unpack import Allowance

#: Bytes of a header that extends another (a long name, attributes): ``tarfile`` takes them into memory.
MAX_HEADER = 2**20
ERRORS = (tarfile.TarError, OSError, ValueError, OverflowError)


def read_tar(source: Input, options: ReadOptions) -> Iterator[Input | Reject | Passed]:
    """The regular files of ``source``; links and devices are passed over."""
    tape = _Tape(source.stream)
    allowance = Allowance(options.limits, tape.tell, source.spend)
    number = 0
    try:
        archive = tarfile.TarFile(fileobj=cast(IO[bytes], tape), mode="r", errors="replace")
        while member := archive.next():
            cast(Any, archive).members = []  # or it would remember them all
            if allowance.exceeded:
                return
            number += 1
            if number > options.limits.members:
                yield Reject("too_many_members", number, member.offset)
                return
            yield from _member(source, archive, member, number, allowance, options)
    except ERRORS as error:
        yield Reject("truncated" if "end of data" in str(error) else "unreadable", number + 1, tape.tell())
        return
    if not tape.ended():
        yield Reject("unreadable", number + 1, tape.tell(), "a header is damaged")


def _member(
    source: Input,
    archive: tarfile.TarFile,
    member: tarfile.TarInfo,
    number: int,
    allowance: Allowance,
    options: ReadOptions,
) -> Iterator[Input | Reject | Passed]:
    if not member.isreg():
        if not member.isdir():
            yield Passed("special_member", number, member.offset)
    elif not member.size:
        return
    elif reason := passed_by_name(member.name):
        yield Passed(reason, number, member.offset)
    else:
        content = cast(BufferedReader, archive.extractfile(member))
        raw = _Metered(content, allowance)
        yield looked_at(
            opened(source, member.name, raw, allowance.spend, options.limits), number, member.offset
        )


class _Metered(Raw):
    """A member's bytes, spent as they are read; what is wrong with them is an InputFault."""

    def __init__(self, content: BufferedReader, allowance: Allowance) -> None:
        self._content = content
        self._allowance = allowance

    def fill(self, view: memoryview) -> int:
        try:
            count = self._content.readinto(view[:MAX_HEADER])
        except ERRORS as error:
            raise InputFault("truncated", "the archive ends in the middle of a member") from error
        self._allowance.spend(count)
        return count


class _Tape:
    """A stream as ``tarfile`` wants it, though it only goes forward."""

    def __init__(self, stream: BufferedReader) -> None:
        self._stream = stream
        self._position = 0
        self._last = b""

    def tell(self) -> int:
        return self._position

    def seek(self, position: int) -> None:
        """Forward only, as ``tarfile`` does it when it reads member by member."""
        while self._position < position and self.read(min(position - self._position, tarfile.RECORDSIZE)):
            pass

    def read(self, size: int) -> bytes:
        if size > MAX_HEADER:
            raise tarfile.ReadError("a header is too large")
        self._last = self._stream.read(size)
        self._position += len(self._last)
        return self._last

    def ended(self) -> bool:
        """Whether the last block was an end: empty, or zeros."""
        return not self._last.strip(b"\0")
