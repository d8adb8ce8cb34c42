"""What is quickly compared of a term: how many letters it has, and which."""

from dataclasses import dataclass

import numpy as np

from app.search.whoosh.columnar.arrays import Array

#: Bits of a set of letters.
_BITS = 64


@dataclass(frozen=True, slots=True)
class Shapes:
    """Of terms in order of length: ``lengths``, ``numbers``, sets of ``letters`` (by code modulo 64)."""

    lengths: Array
    numbers: Array
    letters: Array

    def like(self, text: str, distance: int, numbers: range) -> Array:
        """Which of the terms could be within ``distance`` edits of ``text``, ascending.

        An edit changes the length by at most 1, and puts at most one letter in the set and one out.
        """
        lengths = np.array([max(0, len(text) - distance), len(text) + distance + 1], self.lengths.dtype)
        near = slice(*self.lengths.searchsorted(lengths).tolist())
        own = np.uint64(sum({1 << ord(letter) % _BITS for letter in text}))
        different = np.bitwise_count(self.letters[near] ^ own)
        like = self.numbers[near].compress(different <= 2 * distance)
        return np.sort(like.compress((like >= numbers.start) & (like < numbers.stop)))


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
    order = np.argsort(lengths, kind="stable")
    return Shapes(lengths.take(order).astype(np.uint32), order.astype(np.uint32), sets.take(order))
