"""Cutting a stream where something begins, in bounded memory."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader

CHUNK = 64 * 1024
#: A beginning may be cut by the end of what has been read: so much is looked at again.
OVERLAP = 64


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands from one beginning to the next; of one that is too large, only how it begins."""

    data: bytes
    offset: int
    too_large: bool = False


def pieces_of(stream: BufferedReader, start: re.Pattern[bytes], limit: int) -> Iterator[Piece]:
    """Each piece that begins with ``start``; what stands before the first is passed over."""
    held, offset, dropped = bytearray(), 0, 0
    while data := stream.read1(CHUNK):
        at = max(1, len(held) - OVERLAP)
        held += data
        while match := start.search(held, at):
            if start.match(held):
                yield Piece(bytes(held[: match.start()]), offset, match.start() + dropped > limit)
            offset += match.start() + dropped
            del held[: match.start()]
            at, dropped = 1, 0
        if len(held) > limit:
            cut = max(0, len(held) - 2 * OVERLAP)
            del held[OVERLAP : OVERLAP + cut]
            dropped += cut
    if start.match(held):
        yield Piece(bytes(held), offset, len(held) + dropped > limit)
