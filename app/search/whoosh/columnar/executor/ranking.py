"""The best of what matched, without sorting the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.match import Match
from app.search.whoosh.columnar.layout import MAX_DOCUMENTS, MISSING
from app.search.whoosh.columnar.segment import Segment

#: With so many times more candidates than are wanted, most are equal in key: choose by tie before sorting.
_MANY = 8

#: So few are sorted sooner than sifted, and so few with equal keys.
_LITTLE = 128
_FEW = 1024

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


class _Best(NamedTuple):
    """Of one segment, or one after the other of all: at least the hits that may be on the page.

    ``places``: the number of the segment times MAX_DOCUMENTS, and the document.
    """

    places: Array
    keys: Array
    ties: Array
    scores: Array | None


class Ranking:
    """Orders the matches of all segments. Of keys, then ties, the larger comes first."""

    def __init__(
        self, segments: Sequence[Segment], matches: Sequence[Match], id_column: str, order: Order
    ) -> None:
        self._segments = segments
        self._matches = matches
        self._id_column = id_column
        self._order = order

    @property
    def total(self) -> int:
        """How many matches there are."""
        return sum(match.docs.size for match in self._matches)

    def page(self, offset: int, limit: int, after: Key | None) -> list[Hit]:
        """``limit`` hits from ``offset``, counted from the start or from the key ``after``."""
        if limit <= 0:
            return []
        wanted = offset + limit
        parts = [
            self._best(number, wanted, after) for number, match in enumerate(self._matches) if match.docs.size
        ]
        if not parts:
            return []
        best = parts[0] if len(parts) == 1 else _joined(parts)
        return self._hits(best, np.lexsort((best.ties, best.keys))[::-1][offset:wanted])

    def _best(self, number: int, wanted: int, after: Key | None) -> _Best:
        match, ids = self._matches[number], self._segments[number].values(self._id_column)
        docs, keys, scores = match.docs, self._keys(number), match.scores
        if after is not None or keys.size > max(_LITTLE, 2 * wanted):
            places = candidates(keys, wanted) if after is None else self._after(number, keys, after, wanted)
            docs, keys = docs.take(places), keys.take(places)
            scores = None if scores is None else scores.take(places)
        ties = self._signed(ids.take(docs))
        if docs.size > max(_FEW, _MANY * wanted):
            kept = _without_ties(keys, ties, wanted)
            docs, keys, ties = docs.take(kept), keys.take(kept), ties.take(kept)
            scores = None if scores is None else scores.take(kept)
        return _Best(docs.astype(np.int64) + number * MAX_DOCUMENTS, keys, ties, scores)

    def _keys(self, number: int) -> Array:
        match = self._matches[number]
        if self._order.column is not None:
            return self._signed(self._segments[number].values(self._order.column).take(match.docs))
        if match.scores is None:
            raise ValueError("there are no scores to order by")
        return match.scores

    def _after(self, number: int, keys: Array, after: Key, wanted: int) -> Array:
        """Candidates among what comes later than ``after``."""
        value, tie = (self._signed(np.array(part)) for part in after)
        later = keys < value
        level = np.flatnonzero(keys == value)
        ids = self._segments[number].values(self._id_column).take(self._matches[number].docs.take(level))
        later[level] = self._signed(ids) < tie
        places = np.flatnonzero(later)
        return places.take(candidates(keys.take(places), wanted))

    def _signed(self, values: Array) -> Array:
        """From numbers to keys and back: the larger comes first, ``MISSING`` last."""
        return values if self._order.descending else np.where(values == MISSING, MISSING, -values)

    def _hits(self, best: _Best, places: Array) -> list[Hit]:
        """All at a time: a call for each would cost more than finding them."""
        at = best.places.take(places).tolist()
        numbers, docs = [place // MAX_DOCUMENTS for place in at], [place % MAX_DOCUMENTS for place in at]
        keys = self._signed(best.keys.take(places)).tolist()
        ids = self._signed(best.ties.take(places)).tolist()
        scores = repeat(None) if best.scores is None else best.scores.take(places).tolist()
        each = zip(keys, ids, strict=True)
        return list(map(Hit, numbers, docs, ids, scores, each))


def _joined(parts: Sequence[_Best]) -> _Best:
    scores = [part.scores for part in parts if part.scores is not None]
    return _Best(
        np.concatenate([part.places for part in parts]),
        np.concatenate([part.keys for part in parts]),
        np.concatenate([part.ties for part in parts]),
        np.concatenate(scores) if len(scores) == len(parts) else None,
    )


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
    tops.partition(blocks - wanted)
    found: Array = (keys >= tops[blocks - wanted]).nonzero()[0]
    return found


def _without_ties(keys: Array, ties: Array, wanted: int) -> Array:
    """Places of at least the ``wanted`` largest by key, then tie, in no order."""
    least = np.partition(keys, keys.size - wanted)[keys.size - wanted]
    above = np.flatnonzero(keys > least)
    level = np.flatnonzero(keys == least)
    missing = wanted - above.size
    if level.size > missing:
        rivals = ties if level.size == ties.size else ties.take(level)
        level = level.take(candidates(rivals, missing))
    return np.concatenate([above, level])
