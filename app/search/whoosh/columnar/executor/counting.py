"""Numbers of the matches: their ends, and how many are where."""

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.match import Match
from app.search.whoosh.columnar.layout import MISSING
from app.search.whoosh.columnar.segment import Segment

#: Cells of a table of buckets that are worth making for few values.
_CELLS = 4096


def extent(segment: Segment, match: Match, column: str) -> tuple[int, int] | None:
    """The least and the largest number that the matches have; None if none has one."""
    values = segment.values(column).take(match.docs)
    known = values.compress(values != MISSING)
    return (int(known.min()), int(known.max())) if known.size else None


def histogram(segment: Segment, match: Match, column: str, edges: Array) -> Array:
    """How many of the matches have a number from each edge (int64, ascending) to before the next."""
    if edges.size < 2:
        return np.zeros(0, np.int64)
    values = segment.values(column).take(match.docs)
    first, last = max(int(edges[0]), MISSING + 1), int(edges[-1])
    if values.size and not (values.min() >= first and values.max() < last):
        values = values.compress((values >= first) & (values < last))
    return np.bincount(_buckets(values, edges), minlength=edges.size - 1)


def _buckets(values: Array, edges: Array) -> Array:
    """In which bucket each lies: a look into a table of cells no wider than any bucket, and one step."""
    shift = max(0, int(np.diff(edges).min()).bit_length() - 1)
    cells = (int(edges[-1]) - int(edges[0]) >> shift) + 1
    if cells > max(_CELLS, values.size):
        found: Array = np.searchsorted(edges, values, side="right") - 1
        return found
    starts = edges[0] + (np.arange(cells) << shift)
    buckets: Array = (np.searchsorted(edges, starts, side="right") - 1).take((values - edges[0]) >> shift)
    buckets += values >= edges[1:].take(buckets)
    return buckets
