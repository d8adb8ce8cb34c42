"""How many of the matches fall where."""

from collections.abc import Mapping, Sequence

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.match import Match
from app.search.whoosh.columnar.layout import MISSING
from app.search.whoosh.columnar.segment import Segment


def facet(segment: Segment, match: Match, field: str, counts: dict[bytes, int]) -> None:
    """Add to ``counts`` how many of the matches hold each term of a field that is listed by document."""
    found = np.bincount(_ordinals(segment, match.docs, field))
    held = np.flatnonzero(found)
    terms = segment.terms(field)
    for number, count in zip(held.tolist(), found.take(held).tolist(), strict=True):
        term = terms[number]
        counts[term] = counts.get(term, 0) + count


def _ordinals(segment: Segment, docs: Array, field: str) -> Array:
    """The terms of each of the documents, one after the other."""
    ends, ordinals = segment.ordinals(field)
    if segment.has_one_each(field):
        return ordinals.take(docs)
    stops = ends.take(docs).astype(np.int64)
    starts = np.append(0, ends[:-1]).take(docs)
    sizes = stops - starts
    shifts = starts - (np.cumsum(sizes) - sizes)
    return ordinals.take(np.repeat(shifts, sizes) + np.arange(sizes.sum()))


def largest(counts: Mapping[bytes, int], size: int | None) -> list[tuple[bytes, int]]:
    """The most frequent, ties by term."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:size]


def histogram(segment: Segment, match: Match, column: str, edges: Sequence[int]) -> Array:
    """How many of the matches have a number from each edge to before the next."""
    values = segment.values(column).take(match.docs)
    known = values.compress(values != MISSING)
    buckets = np.searchsorted(np.asarray(edges, np.int64), known, side="right")
    return np.bincount(buckets, minlength=len(edges) + 1)[1 : len(edges)]
