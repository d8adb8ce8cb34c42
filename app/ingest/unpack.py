"""Unpacking a stream in constant memory and within limits."""

import io
from collections.abc import Callable
from dataclasses import dataclass

from app.ingest.draft import InputFault, unmetered
from app.ingest.packing import ERRORS, MAGIC_LENGTH, Decoder, Packing, Trailing
from app.ingest.raw import Raw

CHUNK = 64 * 1024
#: A decoder that meets damage keeps back what it has unpacked of the piece it was given: pieces are small.
PIECE = 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How far an input may unpack. Sizes in bytes; ``ratio`` is unpacked to packed.

    ``layers`` of packing around one file, ``depth`` of archives within one another, ``members`` of each.
    """

    layers: int = 2
    unpacked: int = 16 * 2**30
    ratio: int = 200
    ratio_after: int = 2**20
    depth: int = 2
    members: int = 100_000


#: As the settings have them when nothing is set.
LIMITS = Limits()


class Allowance:
    """How much an input may still unpack to.

    ``packed_read`` says how many bytes of the file itself have been read, for the ratio; ``within`` is told
    what is spent, too: an archive that this one lies in has limits of its own. ``exceeded``: it was too much.
    """

    def __init__(
        self, limits: Limits, packed_read: Callable[[], int], within: Callable[[int], None] = unmetered
    ) -> None:
        self._limits = limits
        self._packed_read = packed_read
        self._within = within
        self._unpacked = 0
        self.exceeded = False

    def spend(self, more: int) -> None:
        """``more`` bytes have been unpacked. Raises InputFault ``bomb`` beyond the limits."""
        self._within(more)
        self._unpacked += more
        limits = self._limits
        if self._unpacked > limits.unpacked:
            raise self._bomb(f"more than {limits.unpacked} bytes unpacked")
        if self._unpacked > max(limits.ratio_after, limits.ratio * self._packed_read()):
            raise self._bomb(f"unpacks to more than {limits.ratio} times its size")

    def _bomb(self, detail: str) -> InputFault:
        self.exceeded = True
        return InputFault("bomb", detail)


class Unpacked(Raw):
    """The unpacked bytes of ``packed``: all its members, one after another.

    Raises InputFault: ``truncated`` where the packed bytes end too early, ``unreadable`` where they are
    damaged, ``bomb`` beyond the limits. What was unpacked before the fault is given first; whoever reads
    on after damage gets the members behind it.
    """

    def __init__(self, packed: io.BufferedReader, packing: Packing, allowance: Allowance) -> None:
        self._packed = packed
        self._packing = packing
        self._allowance = allowance
        self._decoder: Decoder | None = packing.decoder()
        self._left = b""
        self._fresh = True

    def fill(self, view: memoryview) -> int:
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
        fresh, self._fresh = self._fresh, False
        try:
            data = decoder.decompress(packed, wanted)
        except ERRORS as error:
            self._decoder = self._sound_member(packed[1:] if fresh else packed)
            raise InputFault("unreadable", f"damaged {self._packing.name} data") from error
        if hungry and not packed and not data and not decoder.eof:
            raise InputFault("truncated", f"the {self._packing.name} data end too early")
        self._allowance.spend(len(data))
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
        self._fresh = True
        return self._packing.decoder()

    def _sound_member(self, left: bytes) -> Decoder | None:
        """The decoder of the next member behind damage that can be unpacked; None where there is none."""
        self._left = left + self._left
        while self._left or self._more():
            found = [at for magic in self._packing.magic if (at := self._left.find(magic)) >= 0]
            self._left = self._left[min(found) :] if found else self._left[1 - MAGIC_LENGTH :]
            if not found and not self._more():
                self._left = b""
            elif found and self._can_begin():
                self._fresh = True
                return self._packing.decoder()
            elif found:
                self._left = self._left[1:]
        return None

    def _more(self) -> bool:
        more = self._packed.read1(CHUNK)
        self._left += more
        return bool(more)

    def _can_begin(self) -> bool:
        """Whether what looks like the beginning of a member is one, as far as its first bytes tell."""
        try:
            self._packing.decoder().decompress(self._left[:PIECE], CHUNK)
        except ERRORS:
            return False
        return True
