"""A segment: up to 65,536 documents as arrays. It never changes; deletions are kept beside it.

Arrays of a field ``f``: ``f.terms`` (the bytes of all terms in order) and ``f.term_ends``;
``f.post_ends`` a term, ``f.docs`` a posting. A field of words also: ``f.freqs`` a posting,
``f.pos_ends`` a term, ``f.positions`` an occurrence, ``f.lengths`` a document. A field listed by
document also: ``f.ord_ends`` a document, ``f.ords``. A number column ``n``: ``n.values``.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.layout import Kept, Layout
from app.search.whoosh.columnar.shapes import Shapes, shapes_of


class Terms:
    """The terms of one field in byte order, numbered from 0."""

    def __init__(self, blob: Array, ends: Array) -> None:
        self._blob = blob.tobytes()
        self._ends = ends.data  # gives plain ints, faster than an array does

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> bytes:
        ends = self._ends
        return self._blob[ends[number - 1] if number else 0 : ends[number]]

    def __iter__(self) -> Iterator[bytes]:
        start = 0
        for end in self._ends.tolist():
            yield self._blob[start:end]
            start = end

    def find(self, term: bytes) -> int:
        """The number of ``term``, or -1."""
        number = self.place(term)
        return number if number < len(self) and self[number] == term else -1

    def place(self, term: bytes) -> int:
        """The number of the first term that is not before ``term``."""
        return bisect_left(self, term)

    @cached_property
    def shapes(self) -> Shapes:
        """For finding terms that are nearly alike; made once, when first asked for."""
        return shapes_of(self._blob, np.array(self._ends))

    def starting_with(self, prefix: bytes) -> range:
        """The numbers of the terms that begin with ``prefix``."""
        first = self.place(prefix)
        after = _successor(prefix)
        return range(first, len(self) if after is None else self.place(after))


def _successor(prefix: bytes) -> bytes | None:
    """The first bytes after everything that begins with ``prefix``; None when there are none."""
    stripped = prefix.rstrip(b"\xff")
    return stripped[:-1] + bytes([stripped[-1] + 1]) if stripped else None


@dataclass(frozen=True, slots=True)
class Postings:
    """Documents that hold a term, ascending (uint16), and how often (None for a field of terms)."""

    docs: Array
    freqs: Array | None = None


class Segment:
    """Reads one segment. ``deleted`` is a mask a document, or None when nothing is."""

    def __init__(
        self, name: str, layout: Layout, arrays: Mapping[str, Array], count: int, deleted: Array | None = None
    ) -> None:
        self.name = name
        self.layout = layout
        self.count = count
        self.deleted = deleted
        self.live_count = count if deleted is None else count - int(np.count_nonzero(deleted))
        self.arrays = arrays
        #: Sums of scores that no query is using, kept for the next; several threads may take and give.
        self.spare: list[Array] = []
        self._terms: dict[str, Terms] = {}
        self._one_each: dict[str, bool] = {}

    def terms(self, field: str) -> Terms:
        """The dictionary of a field; KeyError for a field that the layout does not have."""
        held = self._terms.get(field)
        if held is None:
            held = self._terms[field] = Terms(
                self.arrays[f"{field}.terms"], self.arrays[f"{field}.term_ends"]
            )
        return held

    def has_positions(self, field: str) -> bool:
        described = self.layout.field(field)
        return described is not None and described.kept is Kept.WORDS

    def frequency(self, field: str, number: int) -> int:
        """How many documents of the segment hold the term, deleted ones among them."""
        start, end = self._range(field, "post_ends", number)
        return end - start

    def live_frequency(self, field: str, number: int) -> int:
        """How many documents of the segment hold the term."""
        if self.deleted is None:
            return self.frequency(field, number)
        docs = self.postings(field, number).docs
        return docs.size - int(np.count_nonzero(self.deleted.take(docs)))

    def postings(self, field: str, number: int) -> Postings:
        """Documents of the term, deleted ones among them."""
        start, end = self._range(field, "post_ends", number)
        freqs = self.arrays.get(f"{field}.freqs")
        return Postings(self.arrays[f"{field}.docs"][start:end], None if freqs is None else freqs[start:end])

    def positions(self, field: str, number: int) -> Array:
        """Every place of the term, document after document, ascending in each: ``freqs`` says how many."""
        start, end = self._range(field, "pos_ends", number)
        return self.arrays[f"{field}.positions"][start:end]

    def lengths(self, field: str) -> Array:
        """Words of a field of words, a document."""
        return self.arrays[f"{field}.lengths"]

    def values(self, column: str) -> Array:
        """A number column (int64), a document."""
        return self.arrays[f"{column}.values"]

    def ordinals(self, field: str) -> tuple[Array, Array]:
        """Ends a document, and term numbers: the terms of each document of a field listed by document."""
        return self.arrays[f"{field}.ord_ends"], self.arrays[f"{field}.ords"]

    def has_one_each(self, field: str) -> bool:
        """Whether every document has exactly one term in a field listed by document."""
        held = self._one_each.get(field)
        if held is None:
            ends = self.ordinals(field)[0]
            held = self._one_each[field] = np.array_equal(ends, np.arange(1, self.count + 1))
        return held

    def _range(self, field: str, ends: str, number: int) -> tuple[int, int]:
        array = self.arrays[f"{field}.{ends}"]
        return (int(array[number - 1]) if number else 0), int(array[number])
