"""Long lists of documents, each ascending.

Documents lie in pages of 255: a list has a byte for each page, how many of its documents are there, and a
byte for each document, which of its page. A list of more than a quarter of the documents is a bit each.
"""

from collections.abc import Mapping
from itertools import accumulate

import numpy as np

from app.search.whoosh.columnar.arrays import Array

#: So that a count of them fits into a byte.
_PAGE = 255
#: Shares of the documents: bits take least above 1/8, but pages are read so much faster (measured).
_DENSE = 4
#: Below these a list is not long: pages would not pay.
_SHORTEST = 64
_PER_PAGE = 2

_EMPTY = np.empty(0, np.uint8)
_NO_DOCS = np.empty(0, np.uint16)


def is_long(counts: Array, document_count: int) -> Array:
    """A mask: which lists of so many documents, of ``document_count`` in all, are to be packed here."""
    mask: Array = counts >= max(_SHORTEST, _PER_PAGE * _pages(document_count))
    return mask


def pack_long(document_count: int, counts: Array, docs: Array) -> dict[str, Array]:
    """``page_docs``, ``pages`` and ``dense``, of lists that are ``counts`` long, one after the other."""
    dense = counts * _DENSE > document_count
    of_dense = np.repeat(dense, counts)
    of_paged = docs[~of_dense]
    page = of_paged // _PAGE
    paged, pages = counts[~dense], _pages(document_count)
    rows = np.repeat(np.arange(paged.size), paged)
    held = np.bincount(rows * pages + page, minlength=paged.size * pages)
    lists = np.split(docs[of_dense], np.cumsum(counts[dense])[:-1]) if dense.any() else []
    return {
        "page_docs": (of_paged - page * _PAGE).astype(np.uint8),
        "pages": held.astype(np.uint8),
        "dense": np.concatenate([_EMPTY, *(_bits(each, document_count) for each in lists)]),
    }


class LongLists:
    """Reads what ``pack_long`` made of lists that are ``counts`` long."""

    def __init__(self, arrays: Mapping[str, Array], document_count: int, counts: Array) -> None:
        pages = _pages(document_count)
        dense = counts * _DENSE > document_count
        self._count = document_count
        self._counts = counts
        self._dense = dense
        self._low = arrays.get("page_docs", _EMPTY)
        self._pages = arrays.get("pages", _EMPTY).reshape(-1, pages)
        self._bits = arrays.get("dense", _EMPTY).reshape(-1, (document_count + 7) // 8)
        self._starts = (np.arange(pages) * _PAGE).astype(np.uint16)
        self._is_dense: list[bool] = dense.tolist()
        #: Before each list: paged lists, their documents.
        self._before = [0, *accumulate((~dense).tolist())]
        self._ends = [0, *accumulate(np.where(dense, 0, counts).tolist())]

    def docs(self, row: int) -> Array:
        """One list (uint16)."""
        if self._is_dense[row]:
            return self._of_bits(self._bits[row - self._before[row]])
        return self._of_pages(row, row + 1)

    def any_of(self, first: int, last: int) -> list[Array]:
        """Documents of any of the lists ``first`` to before ``last``, in arrays that need not be sets."""
        bits = self._bits[first - self._before[first] : last - self._before[last]]
        united = [self._of_bits(np.bitwise_or.reduce(bits))] if bits.size else []
        return united if len(bits) == last - first else [*united, self._of_pages(first, last)]

    def all(self) -> Array:
        """Every list, one after the other."""
        of_dense = np.repeat(self._dense, self._counts)
        docs = np.empty(of_dense.size, np.uint16)
        docs[~of_dense] = self._of_pages(0, len(self._counts))
        docs[of_dense] = np.concatenate([_NO_DOCS, *map(self._of_bits, self._bits)])
        return docs

    def _of_bits(self, bits: Array) -> Array:
        held = np.unpackbits(bits, count=self._count).view(np.bool_)
        return np.flatnonzero(held).astype(np.uint16)

    def _of_pages(self, first: int, last: int) -> Array:
        """The paged ones of these lists, one after the other."""
        pages = self._pages[self._before[first] : self._before[last]]
        starts = self._starts if len(pages) == 1 else np.tile(self._starts, len(pages))
        docs = np.repeat(starts, pages.ravel())
        docs += self._low[self._ends[first] : self._ends[last]]
        return docs


def _pages(document_count: int) -> int:
    return (max(1, document_count) - 1) // _PAGE + 1


def _bits(docs: Array, document_count: int) -> Array:
    held = np.zeros(document_count, np.bool_)
    held[docs] = True
    return np.packbits(held)
