"""Terms and postings of one field of a segment, whether it is kept inverted or as a number column."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from whoosh.reading import TermInfo

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.layout import MISSING
from app.search.whoosh.columnar.segment import Segment
from app.search.whoosh.columnar.stock.schema import number_term


class Dictionary(Protocol):
    """Terms in byte order, numbered from 0."""

    def __len__(self) -> int: ...

    def __getitem__(self, number: int) -> bytes: ...

    def find(self, term: bytes) -> int:
        """The number of ``term``, or -1."""
        ...

    def place(self, term: bytes) -> int:
        """The number of the first term that is not before ``term``."""
        ...


@dataclass(frozen=True, slots=True)
class Entries:
    """The postings of a term: documents ascending, deleted ones among them.

    A field of words has also, a document, how often (``freqs``) and how many words are in the field
    (``lengths``), and every place, document after document.
    """

    docs: Array
    freqs: Array | None = None
    lengths: Array | None = None
    positions: Array | None = None

    def term_info(self) -> TermInfo:
        """Statistics as Whoosh's scorers ask for them; lengths are 0 where none are kept."""
        freqs, lengths, count = self.freqs, self.lengths, len(self.docs)
        return TermInfo(
            weight=float(count if freqs is None else np.sum(freqs, dtype=np.int64)),
            df=count,
            minlength=0 if lengths is None else int(lengths.min()),
            maxlength=0 if lengths is None else int(lengths.max()),
            maxweight=1.0 if freqs is None else float(freqs.max()),
            minid=int(self.docs[0]),
            maxid=int(self.docs[-1]),
        )


class Inverted(Protocol):
    """One field of a segment, to be searched by term."""

    @property
    def terms(self) -> Dictionary: ...

    def frequency(self, number: int) -> int:
        """How many documents hold the term, deleted ones among them."""
        ...

    def entries(self, number: int) -> Entries: ...


class InvertedField:
    """A field of words or terms, as the segment keeps it."""

    def __init__(self, segment: Segment, name: str) -> None:
        self._segment = segment
        self._name = name

    @property
    def terms(self) -> Dictionary:
        return self._segment.terms(self._name)

    def frequency(self, number: int) -> int:
        return self._segment.frequency(self._name, number)

    def entries(self, number: int) -> Entries:
        postings = self._segment.postings(self._name, number)
        if not self._segment.has_positions(self._name):
            return Entries(postings.docs)
        lengths = self._segment.lengths(self._name)[postings.docs]
        return Entries(postings.docs, postings.freqs, lengths, self._segment.positions(self._name, number))


class InvertedNumbers:
    """A number column, inverted when it is first asked: each number a term, ``MISSING`` none."""

    def __init__(self, segment: Segment, column: str) -> None:
        self._segment = segment
        self._column = column

    @cached_property
    def terms(self) -> Dictionary:
        return _NumberTerms(self._distinct_and_starts[0])

    def frequency(self, number: int) -> int:
        return len(self.entries(number).docs)

    def entries(self, number: int) -> Entries:
        starts = self._distinct_and_starts[1]
        end = starts[number + 1] if number + 1 < len(starts) else len(self._by_value)
        return Entries(self._by_value[starts[number] : end])

    @cached_property
    def _by_value(self) -> Array:
        """Documents that have a number, by number, then document."""
        values = self._segment.values(self._column)
        known = np.flatnonzero(values != MISSING)
        ordered: Array = known[np.argsort(values[known], kind="stable")]
        return ordered

    @cached_property
    def _distinct_and_starts(self) -> tuple[Array, Array]:
        return np.unique(self._segment.values(self._column)[self._by_value], return_index=True)


class _NumberTerms:
    def __init__(self, numbers: Array) -> None:
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, number: int) -> bytes:
        return number_term(int(self._numbers[number]))

    def find(self, term: bytes) -> int:
        number = self.place(term)
        return number if number < len(self) and self[number] == term else -1

    def place(self, term: bytes) -> int:
        return bisect_left(range(len(self)), term, key=self.__getitem__)
