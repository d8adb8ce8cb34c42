"""Nodes without parts: terms, ranges of numbers, all and nothing."""

from dataclasses import dataclass

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.docs import NO_DOCS, from_mask, intersect, united
from app.search.whoosh.columnar.executor.node import Node, View
from app.search.whoosh.columnar.executor.rows import Rows
from app.search.whoosh.columnar.executor.weighting import Scorer
from app.search.whoosh.columnar.layout import MISSING
from app.search.whoosh.columnar.lists import Postings
from app.search.whoosh.columnar.snapshot import Known

#: Scoring postings in vain is cheaper than leaving them out, up to so many times as many as are wanted.
_IN_VAIN = 4


@dataclass(frozen=True, slots=True, eq=False)
class Term(Node):
    """A term. Without a scorer it scores ``flat``."""

    field: str
    known: Known
    scorer: Scorer | None
    flat: float

    def rows(self, view: View) -> Rows:
        """Its postings, those within what it was asked for last."""
        rows = view.rows.get(id(self))
        if rows is None:
            postings = self.postings(view)
            rows = view.rows[id(self)] = Rows(postings, postings.docs)
        return rows

    def postings(self, view: View) -> Postings:
        """All of them."""
        number = self.known.numbers[view.number]
        return view.segment.postings(self.field, number) if number >= 0 else Postings(NO_DOCS)

    def column(self, view: View) -> Array | None:
        """How often each document holds it, if many do."""
        return view.column(self.field, self.known.numbers[view.number], self.known.counts[view.number])

    def positions(self, view: View) -> Array:
        """Of all its postings, document after document."""
        return view.segment.positions(self.field, self.known.numbers[view.number])

    def estimate(self, view: View) -> int:
        return self.known.counts[view.number]

    def documents(self, view: View, within: Array | None) -> Array:
        view.check()
        if within is None:
            return self.rows(view).docs
        column = self.column(view)
        if column is not None:
            return within.compress(column.take(within) != 0)
        rows = view.rows[id(self)] = self.rows(view).within(within, view.count)
        return rows.docs

    def covering(self, view: View, docs: Array) -> Array:
        held = self.rows(view).docs
        return held if held.size <= _IN_VAIN * docs.size else self.documents(view, docs)

    def scores(self, view: View, docs: Array) -> Array:
        view.check()
        if self.scorer is None:
            return np.full(docs.size, self.flat)
        if not docs.size:
            return np.zeros(0)
        return self.scorer.scores(self._freqs(view, docs), view.segment.lengths(self.field).take(docs))

    def _freqs(self, view: View, docs: Array) -> Array:
        """How often each of ``docs`` holds it; all of them do."""
        column = self.column(view) if docs.size < self.estimate(view) else None
        if column is not None:
            return column.take(docs)
        rows = self.rows(view)
        return rows.freqs() if docs.size == rows.docs.size else rows.within(docs, view.count).freqs()


@dataclass(frozen=True, slots=True, eq=False)
class TermSet(Node):
    """Any of many terms of a field, all scoring the same: in each segment runs of term numbers."""

    field: str
    runs: tuple[tuple[range, ...], ...]
    score: float

    def _postings(self, view: View) -> list[Array]:
        """The postings of each run."""
        return [docs for run in self.runs[view.number] for docs in view.segment.any_of(self.field, run)]

    def estimate(self, view: View) -> int:
        return min(view.count, sum(docs.size for docs in self._postings(view)))

    def documents(self, view: View, within: Array | None) -> Array:
        view.check()
        runs = self.runs[view.number]
        if len(runs) == 1 and len(runs[0]) == 1:
            docs = view.segment.postings(self.field, runs[0].start).docs
            return docs if within is None else intersect(within, docs, view.count)
        found = view.found.get(id(self))
        if found is None:
            found = view.found[id(self)] = united(self._postings(view), view.count, view.check)
        return found if within is None else intersect(within, found, view.count)

    def scores(self, view: View, docs: Array) -> Array:
        return np.full(docs.size, self.score)


@dataclass(frozen=True, slots=True, eq=False)
class Numbers(Node):
    """Documents whose number in a column is from ``low`` to ``high``, both included."""

    column: str
    low: int
    high: int
    score: float

    def estimate(self, view: View) -> int:
        return view.count

    def documents(self, view: View, within: Array | None) -> Array:
        view.check()
        values = view.segment.values(self.column)
        if within is None:
            return from_mask(between(values, self.low, self.high))
        return within.compress(between(values.take(within), self.low, self.high))

    def scores(self, view: View, docs: Array) -> Array:
        return np.full(docs.size, self.score)


def between(values: Array, low: int | None, high: int | None) -> Array:
    """A mask: known values from ``low`` to ``high``, both included; None is open."""
    mask: Array = values >= max(MISSING + 1, MISSING + 1 if low is None else low)
    if high is not None:
        mask &= values <= high
    return mask


@dataclass(frozen=True, slots=True, eq=False)
class All(Node):
    """Every document."""

    score: float

    def estimate(self, view: View) -> int:
        return view.count

    def documents(self, view: View, within: Array | None) -> Array:
        view.check()
        return np.arange(view.count, dtype=np.uint16) if within is None else within

    def scores(self, view: View, docs: Array) -> Array:
        return np.full(docs.size, self.score)


class Nothing(Node):
    """No document."""

    def estimate(self, view: View) -> int:
        return 0

    def documents(self, view: View, within: Array | None) -> Array:
        view.check()
        return NO_DOCS

    def scores(self, view: View, docs: Array) -> Array:
        return np.zeros(docs.size)
