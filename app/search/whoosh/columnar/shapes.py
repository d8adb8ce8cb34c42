"""What is quickly compared of a term: how many letters it has, and which."""

from dataclasses import dataclass

import numpy as np

from app.search.whoosh.columnar.arrays import Array

#: Bits of a set of letters.
_BITS = 64


@dataclass(frozen=True, slots=True)
class Shapes:
    """A length (uint16, 65,535 for more) and a set of letters (uint64, by code modulo 64) a term."""

    lengths: Array
    letters: Array

    def like(self, text: str, distance: int, numbers: range) -> Array:
        """Which of the terms could be within ``distance`` edits of ``text``.

        An edit changes the length by at most 1 and puts at most one letter in or out of the set each.
        """
        span = slice(numbers.start, numbers.stop)
        lengths, letters = self.lengths[span], self.letters[span]
        near = lengths >= max(0, len(text) - distance)
        near &= lengths <= len(text) + distance
        own = np.uint64(sum({1 << ord(letter) % _BITS for letter in text}))
        places = np.flatnonzero(near)
        different = np.bitwise_count(letters.take(places) ^ own)
        return places.compress(different <= 2 * distance) + numbers.start


def shapes_of(blob: bytes, ends: Array) -> Shapes:
    """The shapes of terms (UTF-8) that lie one after the other in ``blob`` and end at ``ends``."""
    codes = np.frombuffer(blob.decode().encode("utf-32-le"), np.uint32)
    # In UTF-8 the bytes of a letter after its first are 10xxxxxx.
    begun = np.cumsum((np.frombuffer(blob, np.uint8) & 0xC0) != 0x80, dtype=np.int64)
    stops = np.append(0, begun).take(ends)
    lengths = np.diff(stops, prepend=0)
    sets = np.zeros(len(ends), np.uint64)
    filled = np.flatnonzero(lengths)
    if filled.size:
        bits = np.uint64(1) << (codes % _BITS).astype(np.uint64)
        sets[filled] = np.bitwise_or.reduceat(bits, (stops - lengths).take(filled))
    return Shapes(np.minimum(lengths, 65_535).astype(np.uint16), sets)
