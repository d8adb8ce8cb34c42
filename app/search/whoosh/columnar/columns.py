"""A batch of documents by field: what a segment is built from, and how plain documents become it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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


def columns_of(
    layout: Layout, documents: Sequence[Prepared], given: Mapping[str, Column] | None = None
) -> Columns:
    """The documents, numbered in their order. Fields that are ``given`` are taken as they are."""
    columns = dict(given or {})
    for described in layout.fields:
        if described.name not in columns:
            make = _words if described.kept is Kept.WORDS else _terms
            columns[described.name] = make(described.name, documents)
    numbers = {name: _numbers(name, documents) for name in layout.numbers}
    return Columns(len(documents), columns, numbers)


def ranked(given: Collection[str]) -> tuple[list[str], Array]:
    """The terms, each once and in order, and for each that was given its place among them."""
    terms = sorted(set(given))
    ranks = dict(zip(terms, range(len(terms)), strict=True))
    return terms, np.fromiter(map(ranks.__getitem__, given), np.int64, len(given))


def runs(starts: Array, lengths: Array) -> Array:
    """Whole numbers that count up, ``lengths`` of them from each of ``starts``."""
    begins = np.cumsum(lengths) - lengths
    numbers: Array = np.arange(lengths.sum()) + np.repeat(starts - begins, lengths)
    return numbers


def _words(name: str, documents: Sequence[Prepared]) -> Column:
    met: list[str] = []
    run_lengths: list[int] = []
    run_starts: list[int] = []
    counts = np.zeros(len(documents), np.int64)
    for number, document in enumerate(documents):
        values = document.words.get(name, ())
        place = 0
        for value in values:
            met.extend(value)
            run_lengths.append(len(value))
            run_starts.append(place)
            place += len(value) + GAP
        counts[number] = place - GAP * len(values)
    terms, numbers = ranked(met)
    places = runs(np.array(run_starts, np.int64), np.array(run_lengths, np.int64))
    return Column(terms, numbers, counts, places)


def _terms(name: str, documents: Sequence[Prepared]) -> Column:
    held = [document.terms.get(name, ()) for document in documents]
    terms, numbers = ranked([term for terms in held for term in terms])
    return Column(terms, numbers, _lengths(held))


def _lengths(held: Sequence[Collection[str]]) -> Array:
    return np.fromiter(map(len, held), np.int64, len(held))


def _numbers(name: str, documents: Sequence[Prepared]) -> Array:
    values: Iterable[int | None] = (document.numbers.get(name) for document in documents)
    return np.fromiter((MISSING if value is None else value for value in values), np.int64, len(documents))
