"""A segment: up to 65,536 documents as arrays. It never changes; deletions are kept beside it.

Arrays of a field ``f``: ``f.terms`` (the bytes of all terms in order); ``f.sizes`` (bytes) and
``f.holders`` (documents) a term; ``f.docs``, the postings of short lists; ``f.page_docs``, ``f.pages``
and ``f.dense``, those of long ones. A field of words also: ``f.repeats`` a term, how many words more
than documents; frequencies of short lists (``f.freqs``) and of long ones (``f.firsts``);
``f.positions`` a word, and ``f.places_*`` beside; ``f.lengths`` a document. A field listed by document
also: ``f.ords``, ``f.ord_counts`` a document. A number column ``n``: ``n.codes`` a document, ``n.base``.
``compact`` and ``coding`` say how; what is empty is left out.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.coding.deflated import inflate
from app.search.whoosh.columnar.coding.numbers import unpack_numbers
from app.search.whoosh.columnar.layout import Kept, Layout
from app.search.whoosh.columnar.lists import Lists, OneField, Postings, Unpacked
from app.search.whoosh.columnar.recent import Recent
from app.search.whoosh.columnar.shapes import Shapes, shapes_of

#: Bytes a document of unpacked postings that are kept, and as many of positions and runs.
_RECENT = 32

#: Bytes a document of columns that are kept.
_COLUMNS = 64

_NOTHING = np.empty(0, np.uint8)

#: What parts the words of a value.
_SPACE, _DASH = b" -"

#: A term in so many is kept as bytes, to find the others by.
_STEP = 32
#: A dictionary with no more terms is kept as a list for counting.
_LISTED = 4096


class Terms:
    """The terms of one field in byte order, numbered from 0."""

    def __init__(self, blob: bytes, ends: Array) -> None:
        self._blob = blob
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

    @cached_property
    def texts(self) -> "list[bytes] | Terms":
        """The same by number, cut out once if they are few."""
        return list(self) if len(self) <= _LISTED else self

    def find(self, term: bytes) -> int:
        """The number of ``term``, or -1."""
        number = self.place(term)
        return number if number < len(self) and self[number] == term else -1

    def place(self, term: bytes) -> int:
        """The number of the first term that is not before ``term``."""
        mark = bisect_left(self._marks, term)
        return bisect_left(self, term, max(0, mark - 1) * _STEP, min(len(self), mark * _STEP))

    @cached_property
    def _marks(self) -> list[bytes]:
        """Terms at equal steps: bytes that are already cut out are compared faster."""
        return [self[number] for number in range(0, len(self), _STEP)]

    def touching(self, numbers: Array, start: bytes, end: bytes) -> Array:
        """Those of the terms that begin with ``start`` or end with ``end``, and perhaps a few others."""
        blob, ends = np.frombuffer(self._blob, np.uint8), np.asarray(self._ends)
        stops = ends.take(numbers).astype(np.int64)
        starts = ends.take(numbers.astype(np.int64) - 1, mode="wrap").astype(np.int64)
        starts[numbers == 0] = 0
        begun = _reads(blob, starts, start)
        return numbers.compress(begun | _reads(blob, stops - len(end), end))

    @cached_property
    def shapes(self) -> Shapes:
        """For finding terms that are nearly alike; made once, when first asked for."""
        return shapes_of(self._blob, np.array(self._ends))

    def starting_with(self, prefix: bytes) -> range:
        """The numbers of the terms that begin with ``prefix``."""
        first = self.place(prefix)
        after = _successor(prefix)
        return range(first, len(self) if after is None else self.place(after))

    def with_word(self, start: bytes) -> Array:
        """The numbers of the terms with a word, after a space or a dash, that begins with ``start``."""
        blob, ends = np.frombuffer(self._blob, np.uint8), np.asarray(self._ends)
        places = np.flatnonzero((blob == _SPACE) | (blob == _DASH)) + 1
        for offset, byte in enumerate(start):
            places = places[blob.take(places + offset, mode="clip") == byte]
        numbers = np.searchsorted(ends, places - 1, side="right")
        return np.unique(numbers[places + len(start) <= ends.take(numbers)])


def _reads(blob: Array, starts: Array, text: bytes) -> Array:
    """A mask: where ``text`` stands in the blob."""
    places = starts[:, np.newaxis] + np.arange(len(text))
    same: Array = (blob.take(places, mode="clip") == np.frombuffer(text, np.uint8)).all(axis=1)
    return same


def _successor(prefix: bytes) -> bytes | None:
    """The first bytes after everything that begins with ``prefix``; None when there are none."""
    stripped = prefix.rstrip(b"\xff")
    return stripped[:-1] + bytes([stripped[-1] + 1]) if stripped else None


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
        #: By field and term number: how often each document holds a term that many hold.
        self.columns: Recent[Array] = Recent(_COLUMNS * count)
        self._terms: dict[str, Terms] = {}
        self._lists: dict[str, Lists] = {}
        self._unpacked = Unpacked(_RECENT * count)
        self._lengths: dict[str, Array] = {}
        self._values: dict[str, Array] = {}
        self._ordinals: dict[str, tuple[Array, Array]] = {}
        self._owners: dict[str, Array] = {}
        self._one_each: dict[str, bool] = {}

    def terms(self, field: str) -> Terms:
        """The dictionary of a field; KeyError for a field that the layout does not have."""
        held = self._terms.get(field)
        if held is None:
            arrays = self._field(field)
            ends = np.cumsum(arrays.counts("sizes")).astype(np.uint32)
            held = self._terms[field] = Terms(inflate(arrays.read("terms")), ends)
        return held

    def lists(self, field: str) -> Lists:
        """The postings of a field; KeyError for a field that the layout does not have."""
        held = self._lists.get(field)
        if held is None:
            arrays = self._field(field)
            held = Lists(arrays, self.count, self.has_positions(field), self._unpacked, field)
            self._lists[field] = held
        return held

    def has_positions(self, field: str) -> bool:
        described = self.layout.field(field)
        return described is not None and described.kept is Kept.WORDS

    def frequency(self, field: str, number: int) -> int:
        """How many documents of the segment hold the term, deleted ones among them."""
        return self.lists(field).frequency(number)

    def live_frequency(self, field: str, number: int) -> int:
        """How many documents of the segment hold the term."""
        if self.deleted is None:
            return self.frequency(field, number)
        docs = self.postings(field, number).docs
        return docs.size - int(np.count_nonzero(self.deleted.take(docs)))

    def postings(self, field: str, number: int) -> Postings:
        """Documents of the term, deleted ones among them."""
        return self.lists(field).postings(number)

    def any_of(self, field: str, run: range) -> list[Array]:
        """Documents of any of the terms of these numbers, in arrays that need not be sets."""
        return self.lists(field).any_of(run)

    def positions(self, field: str, number: int) -> Array:
        """Every place of the term, document after document, ascending in each: ``freqs`` says how many."""
        return self.lists(field).positions(number)

    def lengths(self, field: str) -> Array:
        """Words of a field of words, a document."""
        held = self._lengths.get(field)
        if held is None:
            held = self._field(field).read("lengths")
            held = self._lengths[field] = held if held.size else np.zeros(self.count, np.uint8)
        return held

    def values(self, column: str) -> Array:
        """A number column (int64), a document."""
        held = self._values.get(column)
        if held is None:
            codes, base = (self.arrays.get(f"{column}.{name}", _NOTHING) for name in ("codes", "base"))
            held = self._values[column] = unpack_numbers(codes, base, self.count)
        return held

    def between(self, column: str, first: int, last: int) -> Array:
        """The documents whose number in a column is from ``first`` to ``last``, without deleted ones."""
        values = self.values(column)
        there = (values >= first) & (values <= last)
        return np.flatnonzero(there if self.deleted is None else there & ~self.deleted)

    def has(self, field: str, term: str, doc: int) -> bool:
        """Whether the document is in the postings of the term."""
        number = self.terms(field).find(term.encode())
        return number >= 0 and bool((self.postings(field, number).docs == doc).any())

    def ordinals(self, field: str) -> tuple[Array, Array]:
        """Ends a document, and term numbers: the terms of each document of a field listed by document."""
        held = self._ordinals.get(field)
        if held is None:
            arrays = self._field(field)
            ords, counts = arrays.read("ords"), arrays.read("ord_counts")
            if not counts.size:
                counts = np.full(self.count, bool(ords.size))
            held = self._ordinals[field] = np.cumsum(counts, dtype=np.int64).astype(np.uint32), ords
        return held

    def owners(self, field: str) -> Array:
        """The document of each of the ``ordinals`` (uint16)."""
        held = self._owners.get(field)
        if held is None:
            counts = np.diff(self.ordinals(field)[0], prepend=np.uint32(0))
            held = self._owners[field] = np.repeat(np.arange(self.count, dtype=np.uint16), counts)
        return held

    def has_one_each(self, field: str) -> bool:
        """Whether every document has exactly one term in a field listed by document."""
        held = self._one_each.get(field)
        if held is None:
            ends = self.ordinals(field)[0]
            held = self._one_each[field] = np.array_equal(ends, np.arange(1, self.count + 1))
        return held

    def _field(self, field: str) -> OneField:
        if self.layout.field(field) is None:
            raise KeyError(field)
        return OneField(self.arrays, field)
