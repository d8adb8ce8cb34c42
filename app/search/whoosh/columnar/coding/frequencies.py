"""How often each document holds a term, as a bit a word: whether it is the first in its document."""

import numpy as np

from app.search.whoosh.columnar.arrays import Array

_SIXTEEN_BITS = (1 << 16) - 1


def pack_frequencies(freqs: Array) -> Array:
    """Bits of 1 or more, as many as the words are in all."""
    ends = np.cumsum(freqs, dtype=np.int64)
    firsts = np.zeros(int(ends[-1]) if ends.size else 0, np.bool_)
    firsts[ends - freqs] = True
    return np.packbits(firsts)


def unpack_frequencies(bits: Array, start: int, end: int) -> Array:
    """Frequencies of the words from ``start`` to before ``end``, where documents begin."""
    if start == end:
        return np.empty(0, np.uint8)
    unpacked = np.unpackbits(bits[start >> 3 : (end + 7) >> 3]).view(np.bool_)
    ends = np.flatnonzero(unpacked[start & 7 : end - (start & ~7)])
    freqs = np.empty(ends.size, np.uint16 if end - start <= _SIXTEEN_BITS else np.int64)
    np.subtract(ends[1:], ends[:-1], out=freqs[:-1], casting="unsafe")
    freqs[-1] = end - start - ends[-1]
    return freqs
