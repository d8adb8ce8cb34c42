"""Words one after the other."""

from dataclasses import dataclass

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.docs import NO_DOCS, intersect, member
from app.search.whoosh.columnar.executor.leaves import Term
from app.search.whoosh.columnar.executor.node import Node, View


@dataclass(frozen=True, slots=True, eq=False)
class Phrase(Node):
    """The words in order, each at most ``slop`` places after the one before. Its words' scores are summed."""

    words: tuple[Term, ...]
    slop: int

    def estimate(self, view: View) -> int:
        return min(word.estimate(view) for word in self.words)

    def documents(self, view: View, within: Array | None) -> Array:
        view.check()
        found = view.found.get(id(self))
        if found is None:
            found = view.found[id(self)] = self._search(view, within)
            return found
        return found if within is None else intersect(found, within, view.count)

    def scores(self, view: View, docs: Array) -> Array:
        total = np.zeros(docs.size)
        for word in self.words:
            total += word.scores(view, docs)
        return total

    def _search(self, view: View, within: Array | None) -> Array:
        docs = within
        for word in sorted(self.words, key=lambda word: word.estimate(view)):
            docs = word.documents(view, docs)
            if not docs.size:
                return NO_DOCS
        assert docs is not None, "a phrase has words"
        bits = 8 * max(word.positions(view).dtype.itemsize for word in self.words)
        slop = min(self.slop, 1 << bits)
        ends = _keys(self.words[0], view, docs, bits)
        for word in self.words[1:]:
            view.check()
            ends = _following(ends, _keys(word, view, docs, bits), slop)
        return _documents(ends, bits)


def _keys(word: Term, view: View, docs: Array, bits: int) -> Array:
    """Document and place of each occurrence in ``docs``, as one ascending number.

    Between the places of two documents lie more than any slop.
    """
    postings = word.postings(view)
    assert postings.freqs is not None, "a field of words has frequencies"
    places = word.positions(view)
    freqs = postings.freqs
    holders = postings.docs
    if docs.size < holders.size:
        keep = member(holders, docs, view.count)
        places = places.compress(np.repeat(keep, freqs))
        freqs = freqs.compress(keep)
        holders = docs
    keys = np.repeat(holders.astype(np.int64) << (bits + 1), freqs)
    keys += places
    return keys


def _following(ends: Array, keys: Array, slop: int) -> Array:
    """Those of ``keys`` that come 1 to ``slop`` after one of ``ends``."""
    if not ends.size:
        return ends
    before = np.searchsorted(ends, keys) - 1
    nearest = ends.take(before, mode="clip")
    gaps = keys - nearest
    return keys.compress((gaps >= 1) & (gaps <= slop))


def _documents(keys: Array, bits: int) -> Array:
    docs = (keys >> (bits + 1)).astype(np.uint16)
    first = np.ones(docs.size, np.bool_)
    np.not_equal(docs[1:], docs[:-1], out=first[1:])
    return docs.compress(first)
