"""Where words stand, as keys: the rank of the document times a width, and the place in it."""

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.docs import member
from app.search.whoosh.columnar.executor.node import Check
from app.search.whoosh.columnar.segment import Postings

#: Keys looked up in a map at a time: it stays in the processor's cache.
_BLOCK = 1 << 20
#: A map pays when at least one in so many places is taken, and each word reaches no further (measured).
_SPARSE = 64
_REACH = 16
#: Runs are picked one by one when so many times fewer documents are wanted than hold the word.
_PICKED = 4


def keys_of(postings: Postings, positions: Array, docs: Array, width: int, count: int) -> Array:
    """The keys (int64, ascending) of a word in ``docs``, all of which hold it, by rank there."""
    freqs = postings.freqs
    assert freqs is not None, "a field of words has frequencies"
    if docs.size * _PICKED < postings.docs.size:
        at = np.searchsorted(postings.docs, docs)
        starts = (np.cumsum(freqs, dtype=np.int64) - freqs).take(at)
        freqs = freqs.take(at)
        shifts = starts - (np.cumsum(freqs, dtype=np.int64) - freqs)
        positions = positions.take(np.repeat(shifts, freqs) + np.arange(freqs.sum(dtype=np.int64)))
    elif docs.size < postings.docs.size:
        keep = member(postings.docs, docs, count)
        positions = positions.compress(np.repeat(keep, freqs))
        freqs = freqs.compress(keep)
    keys = np.repeat(np.arange(docs.size) * width, freqs)
    keys += positions
    return keys


def following(ends: Array, keys: Array, slop: int, check: Check) -> Array:
    """Those of ``keys`` that come 1 to ``slop`` after one of ``ends``; neither is empty."""
    span = int(keys[-1]) + 1
    if 0 < slop <= _REACH and (ends.size + keys.size) * _SPARSE > span:
        return _by_map(ends, keys, slop, check)
    before = np.searchsorted(ends, keys) - 1
    gaps = keys - ends.take(before, mode="clip")
    return keys.compress((gaps >= 1) & (gaps <= slop))


def _by_map(ends: Array, keys: Array, slop: int, check: Check) -> Array:
    """The same by marking what the ends reach, block after block."""
    found = []
    for start in range(0, int(keys[-1]) + 1, _BLOCK):
        check()
        first, last = np.searchsorted(ends, (start - slop, start + _BLOCK))
        some = keys[slice(*np.searchsorted(keys, (start, start + _BLOCK)))]
        reached = np.zeros(_BLOCK + 2 * slop, np.bool_)
        inside = ends[first:last] - (start - slop)
        for step in range(1, slop + 1):
            reached[inside + step] = True
        found.append(some.compress(reached.take(some - (start - slop))))
    return np.concatenate(found)
