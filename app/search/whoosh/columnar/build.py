"""From the columns of a batch to the arrays of a segment: one inversion of each field."""

from collections.abc import Sequence

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.columns import Column, Columns, Prepared, columns_of
from app.search.whoosh.columnar.compact import compacted
from app.search.whoosh.columnar.layout import MAX_DOCUMENTS, Field, Layout
from app.search.whoosh.columnar.pack import (
    named,
    pack_by_document,
    pack_places,
    pack_postings,
    pack_terms,
    smallest,
)


def build_segment(layout: Layout, documents: Sequence[Prepared]) -> tuple[dict[str, Array], int]:
    """The arrays of a segment of these documents, numbered in their order, and how many there are."""
    return build_columns(layout, columns_of(layout, documents))


def build_columns(layout: Layout, columns: Columns) -> tuple[dict[str, Array], int]:
    """As ``build_segment``, of documents that are columns already."""
    if columns.count > MAX_DOCUMENTS:
        raise ValueError(f"a segment holds at most {MAX_DOCUMENTS} documents")
    arrays: dict[str, Array] = {}
    for described in layout.fields:
        column = columns.fields[described.name]
        packed = _terms(described, column) if column.places is None else _words(column, column.places)
        arrays |= named(described.name, pack_terms([term.encode() for term in column.terms]) | packed)
    arrays |= {f"{name}.values": columns.numbers[name] for name in layout.numbers}
    return compacted(layout, arrays, columns.count), columns.count


def _words(column: Column, places: Array) -> dict[str, Array]:
    order = _order(column.numbers)
    term_of, docs = column.numbers[order], _documents(column)[order]
    first = _first(term_of, docs)
    starts = np.flatnonzero(first)
    freqs = np.diff(starts, append=len(docs))
    term_of, docs = term_of[starts], docs[starts]
    arrays = pack_postings(len(column.terms), term_of, docs)
    arrays |= pack_places(len(column.terms), term_of, freqs, places[order])
    return arrays | {"lengths": smallest(column.counts)}


def _terms(described: Field, column: Column) -> dict[str, Array]:
    keys = np.sort((column.numbers.astype(np.int64) * MAX_DOCUMENTS) | _documents(column))
    term_of, docs = (keys // MAX_DOCUMENTS).astype(np.int32), (keys % MAX_DOCUMENTS).astype(np.uint16)
    first = _first(term_of, docs)
    term_of, docs = term_of[first], docs[first]
    postings = pack_postings(len(column.terms), term_of, docs)
    return (
        postings | pack_by_document(len(column.counts), term_of, docs) if described.by_document else postings
    )


def _documents(column: Column) -> Array:
    """The document of each occurrence."""
    documents: Array = np.repeat(np.arange(len(column.counts), dtype=np.uint16), column.counts)
    return documents


def _order(numbers: Array) -> Array:
    """A stable order by number. One sort of number and place together is faster than a stable sort."""
    bits = max(1, len(numbers)).bit_length()
    keys = (numbers.astype(np.int64) << bits) | np.arange(len(numbers))
    keys.sort()
    keys &= (1 << bits) - 1
    return keys


def _first(term_of: Array, docs: Array) -> Array:
    """Whether an occurrence is the first of its term in its document."""
    first = np.ones(len(term_of), bool)
    first[1:] = (term_of[1:] != term_of[:-1]) | (docs[1:] != docs[:-1])
    return first
