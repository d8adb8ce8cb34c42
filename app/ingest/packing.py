"""The ways of packing that inputs come in, known by their first bytes, in one shape of decoder."""

import bz2
import lzma
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import zstandard

from app.ingest.draft import InputFault

#: Memory one decoder may take, in bytes: what `xz -9` and `zstd --long=27` need, and room to spare.
DECODER_MEMORY = 256 * 2**20
#: A run of equal bytes takes 4 bytes for 128 KiB in Zstandard, and its decoder cannot stop half-way.
ZSTD_CHUNK = 1024


class Decoder(Protocol):
    """One packed member, as ``bz2`` and ``lzma`` have it."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class DeflateDecoder:
    """``zlib``'s decoder of a stream without a header, in the shape of the others; with one by ``wbits``."""

    def __init__(self, wbits: int = -zlib.MAX_WBITS) -> None:
        self._inner = zlib.decompressobj(wbits)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


class GzipDecoder(DeflateDecoder):
    """The same with gzip's header and checksum."""

    def __init__(self) -> None:
        super().__init__(wbits=31)


class ZstdDecoder:
    """Zstandard's decoder in the shape of the others, fed in small pieces."""

    def __init__(self) -> None:
        self._inner = zstandard.ZstdDecompressor(max_window_size=DECODER_MEMORY).decompressobj()
        self._waiting = b""
        self._ready = b""
        self._given = 0

    @property
    def eof(self) -> bool:
        return self._inner.eof and not self._ready

    @property
    def needs_input(self) -> bool:
        return not self._waiting and not self._ready

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data + self._waiting

    def decompress(self, data: bytes, max_length: int) -> bytes:
        if not self._ready:
            self._waiting += data
            piece, self._waiting = self._waiting[:ZSTD_CHUNK], self._waiting[ZSTD_CHUNK:]
            self._ready = self._inner.decompress(piece)
            self._given = 0
        out = self._ready[self._given : self._given + max_length]
        self._given += len(out)
        if self._given == len(self._ready):
            self._ready = b""
        return out


class Trailing:
    """Stands for bytes after the last member that are no member: unreadable, once they are reached."""

    eof = False
    needs_input = True
    unused_data = b""

    def __init__(self, packing: str) -> None:
        self._packing = packing

    def decompress(self, data: bytes, max_length: int) -> bytes:
        raise InputFault("unreadable", f"other bytes after the end of the {self._packing} data")


@dataclass(frozen=True, slots=True)
class Packing:
    """A way of packing: its name, the first bytes of each member, and its decoder."""

    name: str
    magic: tuple[bytes, ...]
    decoder: Callable[[], Decoder]


PACKINGS = (
    Packing("gzip", (b"\x1f\x8b\x08",), GzipDecoder),
    Packing("xz", (b"\xfd7zXZ\x00",), lambda: lzma.LZMADecompressor(memlimit=DECODER_MEMORY)),
    Packing(
        "bzip2",
        # The level, then the magic of a first block, or of the end where nothing was packed.
        tuple(
            b"BZh%d" % level + block
            for level in range(1, 10)
            for block in (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90")
        ),
        bz2.BZ2Decompressor,
    ),
    Packing("zstd", (b"\x28\xb5\x2f\xfd",), ZstdDecoder),
)
ERRORS = (OSError, ValueError, EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError)
MAGIC_LENGTH = max(len(magic) for packing in PACKINGS for magic in packing.magic)


def packing_of(head: bytes) -> Packing | None:
    """The packing that these first bytes of an input show."""
    return next((packing for packing in PACKINGS if head.startswith(packing.magic)), None)
