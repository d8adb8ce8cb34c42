"""Where words stand one after the other.

A place in a document is one number, a key: the rank of the document among those looked at, times a
width, and the position. Documents are looked at in blocks, so that keys stay in the processor's cache
and words that stand everywhere cost time, not memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.node import Check
from app.search.whoosh.columnar.executor.rows import Rows
from app.search.whoosh.columnar.lists import Postings

#: Occurrences in a block, unless one document has more.
_BLOCK = 1 << 15
#: So many may be looked at without blocks; so many times more documents than are looked at (measured).
_AT_ONCE = 1 << 16
_IN_VAIN = 8
#: Beyond the next place, a map of all places pays if one in so many is taken, for words that reach no
#: further (measured).
_SPARSE = 128
_REACH = 16


@dataclass(frozen=True, slots=True)
class Occurrences:
    """A word in some documents: where its ``positions`` begin for each, and how many they are."""

    starts: Array
    freqs: Array
    positions: Array

    def keys(self, first: int, last: int, width: int) -> Array:
        """Ascending keys (int64) in the documents of ranks ``first`` to before ``last``."""
        freqs = self.freqs[first:last]
        before = freqs.cumsum() - freqs
        places = (self.starts[first:last] - before).repeat(freqs)
        places += np.arange(places.size)
        keys: Array = (np.arange(last - first) * width).repeat(freqs)
        keys += self.positions.take(places)
        return keys


def occurrences(rows: Rows, positions: Array) -> Occurrences:
    """Of a word in the documents of these rows; ``positions`` are those of all its postings."""
    freqs = _freqs(rows.postings).astype(np.int64)
    return Occurrences(rows.of(freqs.cumsum() - freqs), rows.of(freqs), positions)


@dataclass(frozen=True, slots=True)
class Everywhere:
    """A word in all documents that hold it: their ``ranks`` (from 1; 0 for those not looked at), how often
    and where it stands in them."""

    ranks: Array
    freqs: Array
    positions: Array

    def keys(self, width: int) -> Array:
        """Ascending keys (int64) in the documents that are looked at."""
        keys: Array = ((self.ranks.astype(np.int64) - 1) * width).repeat(self.freqs)
        keys += self.positions
        return keys.compress(keys >= 0)


def everywhere(words: Sequence[tuple[Postings, Array]], docs: Array, count: int) -> list[Everywhere] | None:
    """Postings and positions of words that all stand in ``docs``, of ``count``; None if going through all of
    them costs more than going through those in ``docs``."""
    occurrences = sum(positions.size for _, positions in words)
    if occurrences > _AT_ONCE or max(postings.docs.size for postings, _ in words) > _IN_VAIN * docs.size:
        return None
    ranks = np.zeros(count, np.uint16)
    ranks[docs.astype(np.intp)] = np.arange(1, docs.size + 1)
    return [
        Everywhere(ranks.take(postings.docs), _freqs(postings), positions) for postings, positions in words
    ]


def in_order(words: Sequence[Occurrences], slop: int, check: Check) -> Array:
    """Ranks of documents with the words in order, each 1 to ``slop`` places after the one before."""
    slop, width = _measures(words, slop)
    found = []
    for first, last in blocks(words):
        check()
        keys = (word.keys(first, last, width) for word in words)
        found.append(_ranks(keys, slop, width) + first)
    return found[0] if len(found) == 1 else np.concatenate(found)


def in_order_at_once(words: Sequence[Everywhere], slop: int) -> Array:
    """The same, without blocks."""
    slop, width = _measures(words, slop)
    return _ranks((word.keys(width) for word in words), slop, width)


def _measures(words: Sequence[Occurrences] | Sequence[Everywhere], slop: int) -> tuple[int, int]:
    """The slop, no larger than matters, and a width: between the last place of a document and the first of
    the next lies more than the slop."""
    last_place = max(int(word.positions.max()) for word in words)
    slop = min(slop, last_place + 1)
    return slop, last_place + 1 + slop


def _ranks(words: Iterator[Array], slop: int, width: int) -> Array:
    """Of the documents where the last word ends what all of them begin, from the keys of each."""
    ends = next(words)
    for keys in words:
        if ends.size:
            ends = _following(ends, keys, slop)
    return _different(ends // width)


def _freqs(postings: Postings) -> Array:
    assert postings.freqs is not None, "a field of words has frequencies"
    return postings.freqs


def _different(ranks: Array) -> Array:
    """Ascending ranks without repetition."""
    first = np.ones(ranks.size, np.bool_)
    np.not_equal(ranks[1:], ranks[:-1], out=first[1:])
    return ranks.compress(first)


def blocks(words: Sequence[Occurrences]) -> Iterator[tuple[int, int]]:
    """Ranges of ranks with so many occurrences as can be looked at together."""
    if sum(int(word.freqs.sum()) for word in words) <= _BLOCK:
        yield 0, words[0].freqs.size
        return
    total = np.cumsum(np.sum([word.freqs for word in words], axis=0))
    edges = np.searchsorted(total, np.arange(_BLOCK, total[-1], _BLOCK)).tolist()
    start = 0
    for edge in [*edges, total.size]:
        if edge > start:
            yield start, edge
            start = edge


def _following(ends: Array, keys: Array, slop: int) -> Array:
    """Those of ``keys`` that come 1 to ``slop`` after one of ``ends``; neither is empty."""
    if slop == 1:
        return _next(ends, keys)
    span = int(max(keys[-1], ends[-1])) + 1
    if slop <= _REACH and (ends.size + keys.size) * _SPARSE > span:
        reached = np.zeros(span + slop, np.bool_)
        for step in range(1, slop + 1):
            reached[ends + step] = True
        return keys.compress(reached.take(keys))
    before = np.searchsorted(ends, keys) - 1
    gaps = keys - ends.take(before, mode="clip")
    return keys.compress((gaps >= 1) & (gaps <= slop))


def _next(ends: Array, keys: Array) -> Array:
    """Those of ``keys`` that come right after one of ``ends``: two ascending runs are merged, not sorted."""
    both = np.concatenate([ends + 1, keys])
    both.sort(kind="stable")
    later = both[1:]
    return later.compress(later == both[:-1])
