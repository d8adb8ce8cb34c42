"""Words one after the other."""

from dataclasses import dataclass

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.docs import NO_DOCS, intersect
from app.search.whoosh.columnar.executor.leaves import Term
from app.search.whoosh.columnar.executor.node import Node, View
from app.search.whoosh.columnar.executor.occurrences import following, keys_of


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
        last = max(int(word.positions(view).max()) for word in self.words)
        slop = min(self.slop, last + 1)
        # Between the last place of a document and the first of the next lies more than the slop.
        width = last + 1 + slop
        ends = self._keys(0, view, docs, width)
        for place in range(1, len(self.words)):
            if not ends.size:
                return NO_DOCS
            ends = following(ends, self._keys(place, view, docs, width), slop, view.check)
        ranks = ends // width
        return docs.take(ranks.compress(np.diff(ranks, prepend=-1)))

    def _keys(self, place: int, view: View, docs: Array, width: int) -> Array:
        view.check()
        word = self.words[place]
        return keys_of(word.postings(view), word.positions(view), docs, width, view.count)
