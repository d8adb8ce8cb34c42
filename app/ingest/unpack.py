"""Unpacking a stream in constant memory and within limits."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ingest.draft import InputFault
from app.ingest.packing import ERRORS, MAGIC_LENGTH, Decoder, Packing, Trailing

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 64 * 1024
#: A decoder that meets damage keeps back what it has unpacked of the piece it was given: pieces are small.
PIECE = 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How far an input may unpack. Sizes in bytes; ``ratio`` is unpacked to packed."""

    layers: int = 2
    unpacked: int = 16 * 2**30
    ratio: int = 200
    ratio_after: int = 2**20


class Unpacked(io.RawIOBase):
    """The unpacked bytes of ``packed``: all its members, one after another.

    ``packed_read`` says how many bytes of the file itself have been read, for the ratio. Raises
    InputFault: ``truncated`` where the packed bytes end too early, ``unreadable`` where they are
    damaged, ``bomb`` beyond the limits. What was unpacked before the fault is given first.
    """

    def __init__(
        self, packed: io.BufferedReader, packing: Packing, packed_read: Callable[[], int], limits: Limits
    ) -> None:
        self._packed = packed
        self._packing = packing
        self._packed_read = packed_read
        self._limits = limits
        self._decoder: Decoder | None = packing.decoder()
        self._left = b""
        self._unpacked = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        while self._decoder is not None:
            if self._decoder.eof:
                self._decoder = self._next_member(self._decoder.unused_data)
                continue
            data = self._unpack(self._decoder, len(view))
            if data:
                view[: len(data)] = data
                return len(data)
        return 0

    def _unpack(self, decoder: Decoder, wanted: int) -> bytes:
        """At most ``wanted`` more bytes; none at the end of a member or while it takes in more."""
        hungry = decoder.needs_input
        packed = self._read_packed() if hungry else b""
        try:
            data = decoder.decompress(packed, wanted)
        except ERRORS as error:
            raise InputFault("unreadable", f"damaged {self._packing.name} data") from error
        if hungry and not packed and not data and not decoder.eof:
            raise InputFault("truncated", f"the {self._packing.name} data end too early")
        self._count(len(data))
        return data

    def _read_packed(self) -> bytes:
        waiting = self._left or self._packed.read1(CHUNK)
        piece, self._left = waiting[:PIECE], waiting[PIECE:]
        return piece

    def _next_member(self, left: bytes) -> Decoder | None:
        """The decoder of the member that follows; zeros between and after members are padding."""
        left = (left + self._left or self._packed.read1(CHUNK)).lstrip(b"\0")
        while len(left) < MAGIC_LENGTH and (more := self._packed.read1(CHUNK)):
            left = (left + more).lstrip(b"\0")
        self._left = left
        if not left:
            return None
        if not left.startswith(self._packing.magic):
            return Trailing(self._packing.name)
        return self._packing.decoder()

    def _count(self, more: int) -> None:
        self._unpacked += more
        if self._unpacked > self._limits.unpacked:
            raise InputFault("bomb", f"more than {self._limits.unpacked} bytes unpacked")
        allowed = max(self._limits.ratio_after, self._limits.ratio * self._packed_read())
        if self._unpacked > allowed:
            raise InputFault("bomb", f"unpacks to more than {self._limits.ratio} times its size")
