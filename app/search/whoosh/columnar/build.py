"""From documents to the arrays of a segment: one inversion of the whole batch."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.layout import MAX_DOCUMENTS, MISSING, Field, Kept, Layout
from app.search.whoosh.columnar.pack import (
    named,
    pack_by_document,
    pack_places,
    pack_postings,
    pack_terms,
    smallest,
)

#: Between the words of two values of a field, so that no phrase spans them.
GAP = 100


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document, analysed. ``words``: the values of each field of words, each its terms in order."""

    words: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    terms: Mapping[str, Collection[str]] = field(default_factory=dict)
    numbers: Mapping[str, int | None] = field(default_factory=dict)


def build_segment(layout: Layout, documents: Sequence[Prepared]) -> tuple[dict[str, Array], int]:
    """The arrays of a segment of these documents, numbered in their order, and how many there are."""
    if len(documents) > MAX_DOCUMENTS:
        raise ValueError(f"a segment holds at most {MAX_DOCUMENTS} documents")
    arrays: dict[str, Array] = {}
    for described in layout.fields:
        build = _words if described.kept is Kept.WORDS else _terms
        arrays |= named(described.name, build(described, documents))
    for column in layout.numbers:
        values = (document.numbers.get(column) for document in documents)
        filled = (MISSING if value is None else value for value in values)
        arrays[f"{column}.values"] = np.fromiter(filled, np.int64, len(documents))
    return arrays, len(documents)


class _Vocabulary:
    """Numbers terms as they are met; says afterwards where each stands in byte order."""

    def __init__(self) -> None:
        self._numbers: defaultdict[str, int] = defaultdict()
        self._numbers.default_factory = self._numbers.__len__
        self.number = self._numbers.__getitem__

    def sorted(self) -> tuple[list[bytes], Array]:
        """The terms in byte order, and the rank there of each number."""
        encoded = [term.encode() for term in self._numbers]
        order = sorted(range(len(encoded)), key=encoded.__getitem__)
        ranks = np.empty(len(order), np.int64)
        ranks[order] = np.arange(len(order))
        return [encoded[number] for number in order], ranks


def _words(described: Field, documents: Sequence[Prepared]) -> dict[str, Array]:
    vocabulary = _Vocabulary()
    met: list[int] = []
    run_lengths: list[int] = []
    run_starts: list[int] = []
    lengths = np.zeros(len(documents), np.int64)
    for number, document in enumerate(documents):
        place = total = 0
        for value in document.words.get(described.name, ()):
            met.extend(map(vocabulary.number, value))
            run_lengths.append(len(value))
            run_starts.append(place)
            place += len(value) + GAP
            total += len(value)
        lengths[number] = total
    terms, ranks = vocabulary.sorted()
    ranked = ranks[np.array(met, np.int64)]
    docs = np.repeat(np.arange(len(documents)), lengths)
    positions = _positions(np.array(run_lengths, np.int64), np.array(run_starts, np.int64))
    order = _order(ranked)
    postings = _occurrences(len(terms), ranked[order], docs[order], positions[order])
    return pack_terms(terms) | postings | {"lengths": smallest(lengths)}


def _positions(run_lengths: Array, run_starts: Array) -> Array:
    """The place of every word: each run counts up from its start."""
    begins = np.cumsum(run_lengths) - run_lengths
    places: Array = np.arange(run_lengths.sum()) + np.repeat(run_starts - begins, run_lengths)
    return places


def _order(ranked: Array) -> Array:
    """A stable order by rank. One sort of rank and place together is faster than a stable sort."""
    bits = max(1, len(ranked)).bit_length()
    keys: Array = np.sort((ranked << bits) | np.arange(len(ranked)))
    order: Array = keys & ((1 << bits) - 1)
    return order


def _occurrences(term_count: int, ranked: Array, docs: Array, positions: Array) -> dict[str, Array]:
    """Occurrences in order of term, document and place, gathered into postings."""
    first = np.ones(len(ranked), bool)
    first[1:] = (ranked[1:] != ranked[:-1]) | (docs[1:] != docs[:-1])
    starts = np.flatnonzero(first)
    freqs = np.diff(starts, append=len(ranked))
    term_of = ranked[starts]
    return pack_postings(term_count, term_of, docs[starts]) | pack_places(
        term_count, term_of, freqs, positions
    )


def _terms(described: Field, documents: Sequence[Prepared]) -> dict[str, Array]:
    vocabulary = _Vocabulary()
    met: list[int] = []
    counts = np.zeros(len(documents), np.int64)
    for number, document in enumerate(documents):
        held = set(document.terms.get(described.name, ()))
        met.extend(map(vocabulary.number, held))
        counts[number] = len(held)
    terms, ranks = vocabulary.sorted()
    ranked = ranks[np.array(met, np.int64)]
    docs = np.repeat(np.arange(len(documents)), counts)
    order = _order(ranked)
    ranked, docs = ranked[order], docs[order]
    arrays = pack_terms(terms) | pack_postings(len(terms), ranked, docs)
    return arrays | pack_by_document(len(documents), ranked, docs) if described.by_document else arrays
