"""How many of the matches fall where."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.match import Match
from app.search.whoosh.columnar.layout import MISSING
from app.search.whoosh.columnar.segment import Segment


def facet(segment: Segment, match: Match, field: str) -> Counter[bytes]:
    """How many of the matches hold each term of a field that is listed by document."""
    numbers = _ordinals(segment, match.docs, field)
    counts = np.bincount(numbers)
    terms = segment.terms(field)
    return Counter({terms[number]: int(counts[number]) for number in np.flatnonzero(counts).tolist()})


def _ordinals(segment: Segment, docs: Array, field: str) -> Array:
    """The terms of each of the documents, one after the other."""
    ends, ordinals = segment.ordinals(field)
    stops = ends.take(docs).astype(np.int64)
    starts = ends.take(docs.astype(np.int64) - 1, mode="wrap").astype(np.int64)
    if docs.size and docs[0] == 0:
        starts[0] = 0
    sizes = stops - starts
    if sizes.size and sizes.max() <= 1:
        return ordinals.take(starts.compress(sizes > 0))
    shifts = starts - (np.cumsum(sizes) - sizes)
    return ordinals.take(np.repeat(shifts, sizes) + np.arange(sizes.sum()))


def largest(counts: Counter[bytes], size: int | None) -> list[tuple[bytes, int]]:
    """The most frequent, ties by term."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:size]


def histogram(segment: Segment, match: Match, column: str, edges: Sequence[int]) -> Array:
    """How many of the matches have a number from each edge to before the next."""
    values = segment.values(column).take(match.docs)
    known = values.compress(values != MISSING)
    buckets = np.searchsorted(np.asarray(edges, np.int64), known, side="right")
    return np.bincount(buckets, minlength=len(edges) + 1)[1 : len(edges)]
