"""The best of what matched, without sorting the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.match import Match
from app.search.whoosh.columnar.layout import MISSING
from app.search.whoosh.columnar.segment import Segment

#: The value ordered by (a score or a number, MISSING included) and the id: where a page ended.
Key = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Order:
    """By score (``column`` None) or by a number column, where documents without one come last.

    Ties by id: descending, and ascending in an ascending order.
    """

    column: str | None = None
    descending: bool = True


BY_SCORE = Order()


class Hit(NamedTuple):
    """One document found. ``key`` continues after it."""

    segment: int
    doc: int
    id: int
    score: float | None
    key: Key


@dataclass(frozen=True, slots=True)
class _Best:
    """The best documents of one segment, in no order; of keys and then ties the larger comes first."""

    docs: Array
    scores: Array | None
    keys: Array
    ties: Array


class Ranking:
    """Orders matches of these segments."""

    def __init__(self, segments: Sequence[Segment], id_column: str, order: Order) -> None:
        self._segments = segments
        self._id_column = id_column
        self._order = order

    def page(self, matches: Sequence[Match], offset: int, limit: int, after: Key | None) -> list[Hit]:
        """``limit`` hits from ``offset``, counted from the start or from the key ``after``."""
        if limit <= 0 or not matches:
            return []
        wanted = offset + limit
        best = [self._best(number, match, wanted, after) for number, match in enumerate(matches)]
        keys = np.concatenate([each.keys for each in best])
        ties = np.concatenate([each.ties for each in best])
        first = np.lexsort((ties, keys))[::-1][offset:wanted]
        docs = np.concatenate([each.docs for each in best]).take(first).tolist()
        segments = np.repeat(np.arange(len(best)), [each.docs.size for each in best]).take(first).tolist()
        ids = self._signed(ties.take(first)).tolist()
        values = self._signed(keys.take(first)).tolist()
        scores = [None] * len(docs)
        if best[0].scores is not None:
            scores = np.concatenate([each.scores for each in best]).take(first).tolist()
        found = zip(segments, docs, ids, scores, zip(values, ids, strict=True), strict=True)
        return [Hit(*each) for each in found]

    def _best(self, number: int, match: Match, wanted: int, after: Key | None) -> _Best:
        keys = self._keys(number, match)
        if after is not None:
            later = self._after(keys, self._ties(number, match.docs), after)
            match, keys = match.taken(later), keys.take(later)
        chosen = candidates(keys, wanted)
        if chosen.size < keys.size:
            match, keys = match.taken(chosen), keys.take(chosen)
        ties = self._ties(number, match.docs)
        if chosen.size > wanted:
            kept = _without_ties(keys, ties, wanted)
            match, keys, ties = match.taken(kept), keys.take(kept), ties.take(kept)
        return _Best(match.docs, match.scores, keys, ties)

    def _keys(self, number: int, match: Match) -> Array:
        if self._order.column is not None:
            return self._signed(self._segments[number].values(self._order.column).take(match.docs))
        if match.scores is None:
            raise ValueError("there are no scores to order by")
        return match.scores

    def _ties(self, number: int, docs: Array) -> Array:
        return self._signed(self._segments[number].values(self._id_column).take(docs))

    def _after(self, keys: Array, ties: Array, after: Key) -> Array:
        """Places of what comes later than ``after``."""
        value, tie = (self._signed(np.array(part)) for part in after)
        return np.flatnonzero((keys < value) | ((keys == value) & (ties < tie)))

    def _signed(self, values: Array) -> Array:
        """From numbers to keys and back: the larger comes first, ``MISSING`` last."""
        return values if self._order.descending else np.where(values == MISSING, MISSING, -values)


def candidates(keys: Array, wanted: int) -> Array:
    """Places of at least the ``wanted`` largest, and of all that equal the least of them.

    The keys are cut in blocks: the least of the ``wanted`` largest block maxima is a floor that at
    least ``wanted`` keys reach, and few others do.
    """
    if keys.size <= 2 * wanted:
        return np.arange(keys.size)
    height = min(64, keys.size // (2 * wanted))
    blocks = keys.size // height
    tops = keys[: height * blocks].reshape(height, blocks).max(axis=0)
    floor = np.partition(tops, blocks - wanted)[blocks - wanted]
    return np.flatnonzero(keys >= floor)


def _without_ties(keys: Array, ties: Array, wanted: int) -> Array:
    """Places of the ``wanted`` largest by key, then tie, in no order."""
    least = np.partition(keys, keys.size - wanted)[keys.size - wanted]
    above = np.flatnonzero(keys > least)
    level = np.flatnonzero(keys == least)
    missing = wanted - above.size
    if level.size > missing:
        rivals = ties if level.size == ties.size else ties.take(level)
        level = level.take(np.argpartition(rivals, level.size - missing)[level.size - missing :])
    return np.concatenate([above, level])
