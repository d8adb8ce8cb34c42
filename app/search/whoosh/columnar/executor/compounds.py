"""Nodes with parts."""

from dataclasses import dataclass

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.docs import NO_DOCS, add, from_mask, places, subtract, united
from app.search.whoosh.columnar.executor.node import Node, View, all_of

#: Fewer documents than this share of a segment are summed without an array as long as the segment.
_FEW = 16


@dataclass(frozen=True, slots=True, eq=False)
class And(Node):
    """All of the parts; scores are summed."""

    parts: tuple[Node, ...]

    def estimate(self, view: View) -> int:
        return min(part.estimate(view) for part in self.parts)

    def documents(self, view: View, within: Array | None) -> Array:
        view.check()
        return all_of(self.parts, view, within)

    def scores(self, view: View, docs: Array) -> Array:
        total = np.zeros(docs.size)
        for part in self.parts:
            if type(part) is not Not:
                total += part.scores(view, docs)
        return total


@dataclass(frozen=True, slots=True, eq=False)
class _Any(Node):
    """Any of the parts."""

    parts: tuple[Node, ...]

    def estimate(self, view: View) -> int:
        return min(view.count, sum(part.estimate(view) for part in self.parts))

    def documents(self, view: View, within: Array | None) -> Array:
        view.check()
        found = [docs for part in self.parts if (docs := part.documents(view, within)).size]
        if len(found) <= 1:
            return found[0] if found else NO_DOCS
        return united(found, view.count, view.check)


@dataclass(frozen=True, slots=True, eq=False)
class Or(_Any):
    """Any of the parts; scores of those that match are summed."""

    def scores(self, view: View, docs: Array) -> Array:
        view.check()
        if docs.size * _FEW < view.count:
            return self._few_scores(view, docs)
        totals = view.borrow()
        for part in self.parts:
            some = part.covering(view, docs)
            np.add.at(totals, some, part.scores(view, some))
        scores = totals.take(docs)
        view.give_back(totals)
        return scores

    def _few_scores(self, view: View, docs: Array) -> Array:
        total = np.zeros(docs.size)
        for part in self.parts:
            some = part.documents(view, docs)
            add(total, docs, some, part.scores(view, some), view.count)
        return total


@dataclass(frozen=True, slots=True, eq=False)
class Best(_Any):
    """Any of the parts; the best score, and ``tiebreak`` times the others."""

    tiebreak: float

    def scores(self, view: View, docs: Array) -> Array:
        view.check()
        best = np.full(docs.size, -np.inf)
        total = np.zeros(docs.size)
        for part in self.parts:
            some = part.documents(view, docs)
            at = places(docs, some, view.count)
            own = part.scores(view, some)
            total[at] += own
            best[at] = np.maximum(best[at], own)
        scores: Array = best + self.tiebreak * (total - best)
        return scores


@dataclass(frozen=True, slots=True, eq=False)
class Not(Node):
    """Documents that the part does not match. They score 0."""

    part: Node

    def estimate(self, view: View) -> int:
        return view.count

    def documents(self, view: View, within: Array | None) -> Array:
        view.check()
        refused = self.part.documents(view, within)
        if within is not None:
            return subtract(within, refused, view.count)
        mask = np.ones(view.count, np.bool_)
        mask[refused] = False
        return from_mask(mask)

    def scores(self, view: View, docs: Array) -> Array:
        return np.zeros(docs.size)


@dataclass(frozen=True, slots=True, eq=False)
class _Rescored(Node):
    """The documents of one part, with scores of another making."""

    part: Node

    def estimate(self, view: View) -> int:
        return self.part.estimate(view)

    def documents(self, view: View, within: Array | None) -> Array:
        return self.part.documents(view, within)


@dataclass(frozen=True, slots=True, eq=False)
class Maybe(_Rescored):
    """The part; the score of the other is added where it matches too."""

    other: Node

    def scores(self, view: View, docs: Array) -> Array:
        view.check()
        total = self.part.scores(view, docs)
        some = self.other.documents(view, docs)
        add(total, docs, some, self.other.scores(view, some), view.count)
        return total


@dataclass(frozen=True, slots=True, eq=False)
class Constant(_Rescored):
    """The part, each document scoring the same."""

    score: float

    def scores(self, view: View, docs: Array) -> Array:
        return np.full(docs.size, self.score)


@dataclass(frozen=True, slots=True, eq=False)
class Scaled(_Rescored):
    """The part, its scores multiplied."""

    boost: float

    def scores(self, view: View, docs: Array) -> Array:
        scores: Array = self.part.scores(view, docs) * self.boost
        return scores
