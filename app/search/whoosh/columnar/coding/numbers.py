"""A column of whole numbers: each as its distance from the least, in the narrowest type; 0 is ``MISSING``."""

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.layout import MISSING
from app.search.whoosh.columnar.pack import smallest


def pack_numbers(values: Array) -> tuple[Array, Array]:
    """Codes (none if every number is missing), and what to add to them: one number, or none."""
    known = values != MISSING
    if not known.any():
        return np.empty(0, np.uint8), np.empty(0, np.int64)
    base = np.array([values[known].min() - 1], np.int64)
    # Of numbers farther apart than 63 bits reach the difference still fits into 64 without a sign.
    codes = np.where(known, values.astype(np.uint64) - base.astype(np.uint64), np.uint64(0))
    return smallest(codes), base


def unpack_numbers(codes: Array, base: Array, count: int) -> Array:
    """The numbers (int64)."""
    if not base.size:
        return np.full(count, MISSING, np.int64)
    values: Array = (codes.astype(np.uint64) + base.astype(np.uint64)).astype(np.int64)
    values[codes == 0] = MISSING
    return values
