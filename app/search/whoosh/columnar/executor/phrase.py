"""Words one after the other."""

from dataclasses import dataclass

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.docs import places
from app.search.whoosh.columnar.executor.leaves import Term
from app.search.whoosh.columnar.executor.node import Dear, View, all_of
from app.search.whoosh.columnar.executor.occurrences import (
    everywhere,
    in_order,
    in_order_at_once,
    occurrences,
)
from app.search.whoosh.columnar.executor.rows import Rows


@dataclass(frozen=True, slots=True, eq=False)
class Phrase(Dear):
    """The words in order, each at most ``slop`` places after the one before. Its words' scores are summed."""

    words: tuple[Term, ...]
    slop: int

    def estimate(self, view: View) -> int:
        return min(word.estimate(view) for word in self.words)

    def scores(self, view: View, docs: Array) -> Array:
        total = np.zeros(docs.size)
        for word in self.words:
            total += word.scores(view, docs)
        return total

    def search(self, view: View, within: Array | None) -> Array:
        docs = all_of(self.words, view, within)
        if not docs.size:
            return docs
        where = [word.positions(view) for word in self.words]
        postings = [word.postings(view) for word in self.words]
        if together := everywhere(list(zip(postings, where, strict=True)), docs, view.count):
            return docs.take(in_order_at_once(together, self.slop))
        rows = [self._rows(word, view, docs) for word in self.words]
        words = [occurrences(*each) for each in zip(rows, where, strict=True)]
        ranks = in_order(words, self.slop, view.check)
        for word, each in zip(self.words, rows, strict=True):
            view.rows[id(word)] = each.at(ranks)
        return docs.take(ranks)

    def _rows(self, word: Term, view: View, docs: Array) -> Rows:
        """The postings of the word in ``docs``, all of which hold it."""
        rows = word.rows(view)
        return rows if rows.docs.size == docs.size else rows.at(places(rows.docs, docs, view.count))
