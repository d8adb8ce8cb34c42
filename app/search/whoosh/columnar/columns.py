"""A batch of documents by field: what a segment is built from, and how plain documents become it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.layout import MISSING, Kept, Layout

#: Between the words of two values of a field, so that no phrase spans them.
GAP = 100


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document, analysed. ``words``: the values of each field of words, each its terms in order."""

    words: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    terms: Mapping[str, Collection[str]] = field(default_factory=dict)
    numbers: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a batch: its occurrences of terms, document after document.

    ``terms``: each once, in order of their code points, which is that of their UTF-8 bytes.
    ``numbers``: which of the terms each occurrence is. ``counts``: occurrences a document.
    ``places``: where each stands in its document, ascending; none in a field of terms, where a
    term may occur twice in a document and counts once.
    """

    terms: Sequence[str]
    numbers: Array
    counts: Array
    places: Array | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """A batch of ``count`` documents: every field of the layout and every column of numbers."""

    count: int
    fields: Mapping[str, Column]
    numbers: Mapping[str, Array]


def columns_of(layout: Layout, documents: Sequence[Prepared]) -> Columns:
    """The documents, numbered in their order."""
    fields = {}
    for described in layout.fields:
        name = described.name
        if described.kept is Kept.WORDS:
            values = [document.words.get(name, ()) for document in documents]
            fields[name] = words_column(list(chain.from_iterable(values)), lengths_of(values))
        else:
            held = [document.terms.get(name, ()) for document in documents]
            fields[name] = terms_column(list(chain.from_iterable(held)), lengths_of(held))
    numbers = {
        name: number_column([document.numbers.get(name) for document in documents]) for name in layout.numbers
    }
    return Columns(len(documents), fields, numbers)


def terms_column(terms: Collection[str], counts: Array) -> Column:
    """A field of terms, document after document, ``counts`` of them in each."""
    return Column(*ranked(terms), counts)


def without_empty(column: Column) -> Column:
    """The column without the empty term; one of terms."""
    if not column.terms or column.terms[0]:
        return column
    there = column.numbers > 0
    return Column(column.terms[1:], column.numbers[there] - 1, sums(there, column.counts))


def words_column(values: Sequence[Sequence[str]], counts: Array) -> Column:
    """A field of words: values, each its words in order, document after document, ``counts`` of values."""
    lengths = lengths_of(values)
    rooms = lengths + GAP
    by_document = sums(rooms, counts)
    starts = np.cumsum(rooms) - rooms - np.repeat(np.cumsum(by_document) - by_document, counts)
    terms, numbers = ranked(list(chain.from_iterable(values)))
    return Column(terms, numbers, sums(lengths, counts), runs(starts, lengths))


def number_column(values: Sequence[int | None]) -> Array:
    """Whole numbers, one a document; None for not known."""
    return np.array([MISSING if value is None else value for value in values], np.int64)


def ranked(given: Collection[str]) -> tuple[list[str], Array]:
    """The terms, each once and in order, and for each that was given its place among them."""
    terms = sorted(set(given))
    ranks = dict(zip(terms, range(len(terms)), strict=True))
    return terms, np.fromiter(map(ranks.__getitem__, given), np.int32, len(given))


def runs(starts: Array, lengths: Array) -> Array:
    """Whole numbers that count up, ``lengths`` of them from each of ``starts``."""
    ends = np.cumsum(lengths, dtype=np.int64)
    offsets = starts - (ends - lengths)
    most = offsets.max(initial=0) + ends.max(initial=0)
    kind = np.int32 if most < 2**31 else np.int64
    numbers: Array = np.repeat(offsets.astype(kind), lengths)
    numbers += np.arange(numbers.size, dtype=kind)
    return numbers


def sums(values: Array, counts: Array) -> Array:
    """The sum of each of the runs of values that are ``counts`` long."""
    totals = np.concatenate(([0], np.cumsum(values)))
    ends = np.cumsum(counts)
    found: Array = totals[ends] - totals[ends - counts]
    return found


def lengths_of(held: Sequence[Collection[object]]) -> Array:
    return np.fromiter(map(len, held), np.int64, len(held))
