"""The most frequent terms of the matches, in a field that is listed by document.

A field may have a hundred thousand terms, and ten are wanted. Each segment names those it has most often:
what none of them names is in all of them together no more frequent than the last ones named, added up.
So a few terms are counted exactly, and the others need not be named, unless that bound does not do.
"""

from collections.abc import Sequence
from operator import itemgetter

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.docs import to_mask
from app.search.whoosh.columnar.executor.match import Match
from app.search.whoosh.columnar.segment import Segment
from app.search.whoosh.columnar.snapshot import Snapshot

Counts = list[tuple[bytes, int]]

#: Where fewer than one document in so many is asked for, its terms are cheaper to cut out (measured).
_SPARSE = 4
#: So few terms are counted at once.
_FEW = 500
#: Terms that a segment names: so many times those wanted, and so many more.
_TIMES, _MORE = 2, 10


def tally(segment: Segment, match: Match, field: str) -> Array:
    """How many of the matches hold each term of the segment, by its number; may end early."""
    return np.bincount(_ordinals(segment, match.docs, field))


def without(segment: Segment, match: Match, field: str) -> int:
    """How many of the matches hold no term."""
    if segment.has_one_each(field):
        return 0
    ends, _ = segment.ordinals(field)
    held = np.diff(ends, prepend=ends.dtype.type(0))
    return int(np.count_nonzero(held.take(match.docs) == 0))


def most_frequent(snapshot: Snapshot, field: str, tallies: Sequence[Array], size: int | None) -> Counts:
    """The ``size`` (None: all) terms that most matches hold, and how many; ties by term.

    ``tallies``: of each segment.
    """
    if size is not None and sum(np.count_nonzero(found) for found in tallies) > _FEW:
        best = _among_named(snapshot, field, tallies, size)
        if best is not None:
            return best
    counts: dict[bytes, int] = {}
    for segment, found in zip(snapshot.segments, tallies, strict=True):
        held = np.flatnonzero(found)
        terms = map(segment.terms(field).texts.__getitem__, held.tolist())
        for term, count in zip(terms, found.take(held).tolist(), strict=True):
            counts[term] = counts.get(term, 0) + count
    return _largest(counts, size)


def _among_named(snapshot: Snapshot, field: str, tallies: Sequence[Array], size: int) -> Counts | None:
    """The most frequent of the terms that the segments name; None if others may be as frequent."""
    named: set[bytes] = set()
    bound = 0
    for segment, found in zip(snapshot.segments, tallies, strict=True):
        numbers, last = _named(found, _TIMES * size + _MORE)
        named.update(map(segment.terms(field).__getitem__, numbers.tolist()))
        bound += last
    best = _largest({term: _count(snapshot, field, tallies, term) for term in named}, size)
    return best if len(best) == size and (not best or best[-1][1] > bound) else None


def _named(found: Array, many: int) -> tuple[Array, int]:
    """Numbers of the largest counts, and a count that no other exceeds."""
    if found.size <= many:
        return np.flatnonzero(found), 0
    numbers = np.argpartition(found, found.size - many)[found.size - many :]
    return numbers, int(found[numbers[0]])


def _count(snapshot: Snapshot, field: str, tallies: Sequence[Array], term: bytes) -> int:
    known = snapshot.term(field, term)
    numbers = known.numbers if known else ()
    return sum(int(found[n]) for n, found in zip(numbers, tallies, strict=True) if 0 <= n < found.size)


def _largest(counts: dict[bytes, int], size: int | None) -> Counts:
    return sorted(sorted(counts.items()), key=itemgetter(1), reverse=True)[:size]


def _ordinals(segment: Segment, docs: Array, field: str) -> Array:
    """The terms of each of the documents, one after the other."""
    ends, ordinals = segment.ordinals(field)
    if segment.has_one_each(field):
        return ordinals.take(docs)
    if docs.size * _SPARSE > segment.count:
        return ordinals.compress(to_mask(docs, segment.count).take(segment.owners(field)))
    stops = ends.take(docs).astype(np.int64)
    starts = np.append(0, ends[:-1]).take(docs)
    sizes = stops - starts
    shifts = starts - (np.cumsum(sizes) - sizes)
    return ordinals.take(np.repeat(shifts, sizes) + np.arange(sizes.sum()))
