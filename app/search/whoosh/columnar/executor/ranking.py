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
class _Ranked:
    """Places in one segment's matches, with what they are ordered by: the larger comes first."""

    segment: int
    places: Array
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
        if limit <= 0:
            return []
        wanted = offset + limit
        ranked = [self._best(number, match, wanted, after) for number, match in enumerate(matches)]
        if not ranked:
            return []
        keys = np.concatenate([some.keys for some in ranked])
        ties = np.concatenate([some.ties for some in ranked])
        places = np.concatenate([some.places for some in ranked])
        segments = np.repeat([some.segment for some in ranked], [some.places.size for some in ranked])
        first = np.lexsort((ties, keys))[::-1][offset:wanted]
        return [
            self._hit(matches[segment], segment, place)
            for segment, place in zip(segments[first].tolist(), places[first].tolist(), strict=True)
        ]

    def _best(self, number: int, match: Match, wanted: int, after: Key | None) -> _Ranked:
        keys = self._keys(number, match)
        places = None if after is None else self._after(keys, self._ties(number, match.docs), after)
        remaining = keys if places is None else keys.take(places)
        best = candidates(remaining, wanted)
        chosen = best if places is None else places.take(best)
        ties = self._ties(number, match.docs.take(chosen))
        keys = keys.take(chosen)
        if chosen.size > wanted:
            kept = _without_ties(keys, ties, wanted)
            chosen, keys, ties = chosen.take(kept), keys.take(kept), ties.take(kept)
        return _Ranked(number, chosen, keys, ties)

    def _keys(self, number: int, match: Match) -> Array:
        if self._order.column is None:
            if match.scores is None:
                raise ValueError("there are no scores to order by")
            return match.scores
        values: Array = self._segments[number].values(self._order.column).take(match.docs)
        return values if self._order.descending else np.where(values == MISSING, MISSING, -values)

    def _ties(self, number: int, docs: Array) -> Array:
        ids: Array = self._segments[number].values(self._id_column).take(docs)
        return ids if self._order.descending else -ids

    def _after(self, keys: Array, ties: Array, after: Key) -> Array:
        value, tie = after
        if not self._order.descending:
            value, tie = (value if value == MISSING else -value), -tie
        return np.flatnonzero((keys < value) | ((keys == value) & (ties < tie)))

    def _hit(self, match: Match, segment: int, place: int) -> Hit:
        doc = int(match.docs[place])
        score = None if match.scores is None else float(match.scores[place])
        ident = int(self._segments[segment].values(self._id_column)[doc])
        column = self._order.column
        value = float(match.scores[place]) if column is None and match.scores is not None else None
        if value is None and column is not None:
            value = int(self._segments[segment].values(column)[doc])
        assert value is not None, "an order by score has scores"
        return Hit(segment, doc, ident, score, (value, ident))


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
        level = level.take(np.argpartition(ties.take(level), level.size - missing)[level.size - missing :])
    return np.concatenate([above, level])
