"""The postings of one field of a segment, as ``compact`` wrote them.

Short lists are slices of arrays; long ones are unpacked, and the last of them kept.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.coding.counts import unpack_counts
from app.search.whoosh.columnar.coding.deflated import inflate
from app.search.whoosh.columnar.coding.documents import LongLists, is_long
from app.search.whoosh.columnar.coding.frequencies import unpack_frequencies
from app.search.whoosh.columnar.coding.positions import Positions
from app.search.whoosh.columnar.recent import Recent

_NOTHING = np.empty(0, np.uint8)
_NO_DOCS = np.empty(0, np.uint16)


@dataclass(frozen=True, slots=True)
class Postings:
    """Documents that hold a term, ascending (uint16), and how often (None for a field of terms)."""

    docs: Array
    freqs: Array | None = None

    @property
    def nbytes(self) -> int:
        return self.docs.nbytes + (0 if self.freqs is None else self.freqs.nbytes)


class Unpacked:
    """What was unpacked last, of all fields: ``limit`` bytes of postings, and as many of the rest."""

    def __init__(self, limit: int) -> None:
        self.postings: Recent[Postings] = Recent(limit)
        self.arrays: Recent[Array] = Recent(limit)


class OneField(Mapping[str, Array]):
    """The arrays of one field. ``read``: empty where the array was left out of the file."""

    def __init__(self, arrays: Mapping[str, Array], field: str) -> None:
        self._arrays = arrays
        self._prefix = f"{field}."

    def __getitem__(self, name: str) -> Array:
        return self._arrays[self._prefix + name]

    def __iter__(self) -> Iterator[str]:
        prefix = self._prefix
        return (name.removeprefix(prefix) for name in self._arrays if name.startswith(prefix))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def read(self, name: str) -> Array:
        return self.get(name, _NOTHING)

    def counts(self, name: str) -> Array:
        """Counts (int64) of ``pack_counts``."""
        small = np.frombuffer(inflate(self.read(name)), np.uint8)
        return unpack_counts(small, self.read(f"{name}_large"))


class Lists:
    """By the numbers of the terms. ``words``: with frequencies and positions."""

    def __init__(
        self, arrays: OneField, document_count: int, words: bool, unpacked: Unpacked, name: str
    ) -> None:
        self._arrays = arrays
        self._name = name
        self._words = words
        self._kept = unpacked
        holders = arrays.counts("holders")
        long = is_long(holders, document_count)
        self._numbers = np.flatnonzero(long)
        self._long_numbers: list[int] = self._numbers.tolist()
        self._held = holders[long]
        self._long = LongLists(arrays, document_count, self._held)
        self._docs = arrays.get("docs", _NO_DOCS)
        self._freqs = arrays.read("freqs") if words else None
        # A memory view gives plain ints, faster than an array does.
        self._ends = np.cumsum(np.where(long, 0, holders)).astype(np.uint32).data

    def frequency(self, number: int) -> int:
        """How many documents hold the term."""
        start, end = self._short(number)
        return end - start or int(self._held[self._row(number)])

    def frequencies(self, numbers: Array) -> Array:
        """How many documents hold each of the terms (int64)."""
        ends = np.append(0, np.asarray(self._ends).astype(np.int64))
        counts: Array = ends.take(numbers + 1) - ends.take(numbers)
        long = np.flatnonzero(counts == 0)
        counts[long] = self._held.take(np.searchsorted(self._numbers, numbers.take(long)))
        return counts

    def postings(self, number: int) -> Postings:
        start, end = self._short(number)
        if start == end:
            return self._unpacked(number)
        return Postings(self._docs[start:end], None if self._freqs is None else self._freqs[start:end])

    def positions(self, number: int) -> Array:
        """Every place of the term, document after document, ascending in each."""
        if not self._positions.packed:
            return self._places(number)
        key = self._name, number
        places = self._kept.arrays.get(key)
        if places is None:
            places = self._places(number)
            self._kept.arrays.put(key, places)
        return places

    def any_of(self, run: range) -> list[Array]:
        """Documents of any of the terms of these numbers, in arrays that need not be sets."""
        start, end = self._ends[run.start - 1] if run.start else 0, self._ends[run.stop - 1]
        found = [self._docs[start:end]] if start < end else []
        first = bisect_left(self._long_numbers, run.start)
        last = bisect_left(self._long_numbers, run.stop, first)
        return found if first == last else [*found, self._any_long(first, last)]

    def all_docs(self) -> tuple[Array, Array]:
        """How many documents each term has, and those, term after term."""
        holders = self._arrays.counts("holders")
        return holders, self._joined(holders, self._docs, self._long.all())

    def all_places(self) -> tuple[Array, Array]:
        """How often each of ``all_docs`` holds the term, and every place."""
        holders = self._arrays.counts("holders")
        long = unpack_frequencies(self._arrays.read("firsts"), 0, self._long_ends[-1])
        freqs = self._joined(holders, self._arrays.read("freqs"), long)
        return freqs, self._positions.between(0, self._word_ends[-1] if len(self._word_ends) else 0)

    def _any_long(self, first: int, last: int) -> Array:
        key = self._name, first, last
        docs = self._kept.arrays.get(key)
        if docs is None:
            docs = np.concatenate(self._long.any_of(first, last))
            self._kept.arrays.put(key, docs)
        return docs

    def _places(self, number: int) -> Array:
        ends = self._word_ends
        return self._positions.between(ends[number - 1] if number else 0, ends[number])

    def _row(self, number: int) -> int:
        """Which of the long lists is the term's."""
        return bisect_left(self._long_numbers, number)

    def _short(self, number: int) -> tuple[int, int]:
        """Where its postings are, if they are not long."""
        ends = self._ends
        return (ends[number - 1] if number else 0), ends[number]

    def _unpacked(self, number: int) -> Postings:
        key = self._name, number
        postings = self._kept.postings.get(key)
        if postings is None:
            row = self._row(number)
            postings = Postings(self._long.docs(row), self._unpacked_freqs(row) if self._words else None)
            self._kept.postings.put(key, postings)
        return postings

    def _unpacked_freqs(self, row: int) -> Array:
        ends = self._long_ends
        return unpack_frequencies(self._arrays["firsts"], ends[row], ends[row + 1])

    def _joined(self, holders: Array, short: Array, long: Array) -> Array:
        """Values of short and of long lists, in the order of the terms."""
        of_long = np.zeros(holders.size, np.bool_)
        of_long[self._numbers] = True
        of_long = np.repeat(of_long, holders)
        joined = np.empty(of_long.size, np.promote_types(short.dtype, long.dtype))
        joined[of_long] = long
        joined[~of_long] = short
        return joined

    @cached_property
    def _occurrences(self) -> Array:
        """How many words each term is."""
        counts: Array = self._arrays.counts("holders") + self._arrays.counts("repeats")
        return counts

    @cached_property
    def _word_ends(self) -> memoryview:
        return np.cumsum(self._occurrences).astype(np.uint32).data

    @cached_property
    def _long_ends(self) -> list[int]:
        """Before each long list and after the last: words of long lists."""
        counted: list[int] = np.cumsum(self._occurrences[self._numbers]).tolist()
        return [0, *counted]

    @cached_property
    def _positions(self) -> Positions:
        return Positions(self._arrays)
