"""From sorted postings to the arrays of a field."""

from collections.abc import Sequence

import numpy as np

from app.search.whoosh.columnar.arrays import Array


def smallest(array: Array) -> Array:
    """The same whole numbers, 0 or more, in the narrowest unsigned type that holds them."""
    largest = int(array.max()) if array.size else 0
    for kind in (np.uint8, np.uint16, np.uint32):
        if largest <= np.iinfo(kind).max:
            return array.astype(kind)
    return array.astype(np.uint64)


def pack_terms(terms: Sequence[bytes]) -> dict[str, Array]:
    """``terms`` and ``term_ends``, of terms in byte order."""
    lengths = np.fromiter(map(len, terms), np.int64, len(terms))
    return {
        "terms": np.frombuffer(b"".join(terms), np.uint8),
        "term_ends": np.cumsum(lengths).astype(np.uint32),
    }


def ends(counts: Array) -> Array:
    """Where each of the runs that are ``counts`` long ends."""
    return np.cumsum(counts, dtype=np.int64).astype(np.uint32)


def pack_postings(term_count: int, term_of: Array, docs: Array) -> dict[str, Array]:
    """``post_ends`` and ``docs``, of postings sorted by term, then document."""
    return {
        "post_ends": ends(np.bincount(term_of, minlength=term_count)),
        "docs": docs.astype(np.uint16),
    }


def pack_places(term_count: int, term_of: Array, freqs: Array, positions: Array) -> dict[str, Array]:
    """``freqs``, ``pos_ends`` and ``positions``, sorted by term, document, position."""
    occurrences = np.bincount(term_of, weights=freqs, minlength=term_count)
    return {
        "freqs": smallest(freqs) if freqs.size else freqs.astype(np.uint8),
        "pos_ends": ends(occurrences.astype(np.int64)),
        "positions": smallest(positions),
    }


def pack_by_document(document_count: int, term_of: Array, docs: Array) -> dict[str, Array]:
    """``ord_ends`` and ``ords``: the terms of each document, ascending."""
    order = np.argsort(docs, kind="stable")
    return {
        "ord_ends": ends(np.bincount(docs, minlength=document_count)),
        "ords": smallest(term_of[order]),
    }


def named(field: str, arrays: dict[str, Array]) -> dict[str, Array]:
    return {f"{field}.{name}": array for name, array in arrays.items()}
