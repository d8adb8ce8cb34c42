"""Counts that are mostly small: a byte each; 255 stands for the next of the large ones, kept beside."""

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.pack import smallest

_LARGE = 255


def pack_counts(counts: Array) -> tuple[Array, Array]:
    """Whole numbers, 0 or more, as bytes and the large ones."""
    large = counts >= _LARGE
    return np.where(large, _LARGE, counts).astype(np.uint8), smallest(counts[large])


def unpack_counts(small: Array, large: Array) -> Array:
    """The numbers (int64)."""
    counts = small.astype(np.int64)
    if large.size:
        counts[small == _LARGE] = large
    return counts
