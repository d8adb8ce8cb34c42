"""Which matches to keep."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.docs import member
from app.search.whoosh.columnar.executor.leaves import between
from app.search.whoosh.columnar.segment import Segment


@dataclass(frozen=True, slots=True)
class TermFilter:
    """Documents that hold any of the terms (UTF-8) in a field, or with ``exclude`` none of them."""

    field: str
    terms: Collection[bytes]
    exclude: bool = False

    def keep(self, segment: Segment, docs: Array) -> Array:
        """A mask beside ``docs``."""
        held = np.zeros(docs.size, np.bool_)
        terms = segment.terms(self.field)
        for term in self.terms:
            number = terms.find(term)
            if number >= 0:
                held |= member(docs, segment.postings(self.field, number).docs, segment.count)
        return ~held if self.exclude else held


@dataclass(frozen=True, slots=True)
class NumberFilter:
    """Documents whose number in a column is known and ``low <= number < high``; None is open.

    With ``exclude`` all others.
    """

    column: str
    low: int | None = None
    high: int | None = None
    exclude: bool = False

    def keep(self, segment: Segment, docs: Array) -> Array:
        """A mask beside ``docs``."""
        high = None if self.high is None else self.high - 1
        held = between(segment.values(self.column).take(docs), self.low, high)
        return ~held if self.exclude else held


@dataclass(frozen=True, slots=True)
class AmongFilter:
    """Documents whose number in a column is one of these, or with ``exclude`` none of them."""

    column: str
    numbers: Collection[int]
    exclude: bool = False

    def keep(self, segment: Segment, docs: Array) -> Array:
        """A mask beside ``docs``."""
        wanted = np.fromiter(self.numbers, np.int64, len(self.numbers))
        return np.isin(segment.values(self.column).take(docs), wanted, invert=self.exclude)


Filter = TermFilter | NumberFilter | AmongFilter
