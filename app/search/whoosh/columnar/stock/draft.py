"""What Whoosh's two writers of a new segment gather, and the arrays it becomes."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.compact import compacted
from app.search.whoosh.columnar.layout import MISSING, Field, Kept, Layout
from app.search.whoosh.columnar.pack import (
    named,
    pack_by_document,
    pack_places,
    pack_postings,
    pack_terms,
    smallest,
)


@dataclass(slots=True)
class Postings:
    """The postings of a field, sorted by term, then document: a term number, document, frequency each."""

    terms: list[bytes] = field(default_factory=list)
    term_of: list[int] = field(default_factory=list)
    docs: list[int] = field(default_factory=list)
    freqs: list[int] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)

    def add(self, document: int, positions: list[int]) -> None:
        """One more posting of the last term."""
        self.term_of.append(len(self.terms) - 1)
        self.docs.append(document)
        self.freqs.append(len(positions))
        self.positions.extend(positions)


@dataclass(slots=True)
class Draft:
    """``lengths`` and ``numbers``: by field and document, where there are any."""

    layout: Layout
    count: int = 0
    postings: defaultdict[str, Postings] = field(default_factory=lambda: defaultdict(Postings))
    lengths: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    numbers: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def arrays(self) -> dict[str, Array]:
        """The arrays of the segment, as ``build_segment`` makes them."""
        arrays: dict[str, Array] = {}
        for described in self.layout.fields:
            arrays |= named(described.name, self._field(described))
        for column in self.layout.numbers:
            arrays[f"{column}.values"] = self._column(self.numbers[column], MISSING)
        return compacted(self.layout, arrays, self.count)

    def _field(self, described: Field) -> dict[str, Array]:
        found = self.postings[described.name]
        term_of, docs = np.array(found.term_of, np.int64), np.array(found.docs, np.int64)
        arrays = pack_terms(found.terms) | pack_postings(len(found.terms), term_of, docs)
        if described.kept is Kept.WORDS:
            freqs, positions = np.array(found.freqs, np.int64), np.array(found.positions, np.int64)
            arrays |= pack_places(len(found.terms), term_of, freqs, positions)
            arrays["lengths"] = smallest(self._column(self.lengths[described.name], 0))
        if described.by_document:
            arrays |= pack_by_document(self.count, term_of, docs)
        return arrays

    def _column(self, values: dict[int, int], default: int) -> Array:
        filled = (values.get(document, default) for document in range(self.count))
        return np.fromiter(filled, np.int64, self.count)
