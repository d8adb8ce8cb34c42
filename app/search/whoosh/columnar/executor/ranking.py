"""The best of what matched, without sorting the rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, repeat
from typing import NamedTuple

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.match import Match
from app.search.whoosh.columnar.layout import MISSING
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


class Ranking:
    """Orders the matches of all segments, laid in one row. Of keys, then ties, the larger comes first."""

    def __init__(
        self, segments: Sequence[Segment], matches: Sequence[Match], id_column: str, order: Order
    ) -> None:
        self._segments = segments
        self._matches = matches
        self._id_column = id_column
        self._order = order
        self._ends = list(accumulate(match.docs.size for match in matches))

    @property
    def total(self) -> int:
        """How many matches there are."""
        return self._ends[-1] if self._ends else 0

    def page(self, offset: int, limit: int, after: Key | None) -> list[Hit]:
        """``limit`` hits from ``offset``, counted from the start or from the key ``after``."""
        if limit <= 0 or not self.total:
            return []
        wanted = offset + limit
        keys = self._keys()
        places = candidates(keys, wanted) if after is None else self._after(keys, after, wanted)
        keys, ties = keys.take(places), self._ties(places)
        if places.size > max(_FEW, _MANY * wanted):
            kept = _without_ties(keys, ties, wanted)
            places, keys, ties = places.take(kept), keys.take(kept), ties.take(kept)
        first = np.lexsort((ties, keys))[::-1][offset:wanted]
        return self._hits(places.take(first), self._signed(keys.take(first)), self._signed(ties.take(first)))

    def _keys(self) -> Array:
        if self._order.column is None:
            return _joined([_scores(match) for match in self._matches])
        each = zip(self._segments, self._matches, strict=True)
        values = [segment.values(self._order.column).take(match.docs) for segment, match in each]
        return self._signed(_joined(values))

    def _ties(self, places: Array) -> Array:
        """Of ascending places."""
        if len(self._ends) == 1:
            return self._signed(self._ids(0, places))
        cuts = places.searchsorted(self._ends).tolist()
        starts = zip([0, *self._ends], [0, *cuts], cuts, strict=False)
        parts = [
            self._ids(number, places[first:last] - start)
            for number, (start, first, last) in enumerate(starts)
            if first < last
        ]
        return self._signed(np.concatenate(parts) if parts else np.empty(0, np.int64))

    def _ids(self, number: int, places: Array) -> Array:
        """At these places of one match."""
        docs = self._matches[number].docs.take(places)
        return self._segments[number].values(self._id_column).take(docs)

    def _after(self, keys: Array, after: Key, wanted: int) -> Array:
        """Candidates among what comes later than ``after``."""
        value, tie = (self._signed(np.array(part)) for part in after)
        later = keys < value
        level = np.flatnonzero(keys == value)
        later[level] = self._ties(level) < tie
        places = np.flatnonzero(later)
        return places.take(candidates(keys.take(places), wanted))

    def _signed(self, values: Array) -> Array:
        """From numbers to keys and back: the larger comes first, ``MISSING`` last."""
        return values if self._order.descending else np.where(values == MISSING, MISSING, -values)

    def _hits(self, places: Array, values: Array, ids: Array) -> list[Hit]:
        """All at a time: a call for each would cost more than finding them."""
        docs = _joined([match.docs for match in self._matches]).take(places).tolist()
        keys, idents = values.tolist(), ids.tolist()
        numbers = self._numbers(places)
        scores = keys if self._order.column is None else self._scores(places)
        return list(map(Hit, numbers, docs, idents, scores, zip(keys, idents, strict=True)))

    def _numbers(self, places: Array) -> Iterable[int]:
        """In which match each place lies."""
        if len(self._ends) == 1:
            return repeat(0)
        numbers: list[int] = np.searchsorted(self._ends, places, side="right").tolist()
        return numbers

    def _scores(self, places: Array) -> Iterable[float | None]:
        if any(match.scores is None for match in self._matches):
            return repeat(None)
        scores: list[float] = _joined([_scores(match) for match in self._matches]).take(places).tolist()
        return scores


def _joined(parts: Sequence[Array]) -> Array:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _scores(match: Match) -> Array:
    if match.scores is None:
        raise ValueError("there are no scores to order by")
    return match.scores


def candidates(keys: Array, wanted: int) -> Array:
    """Places of at least the ``wanted`` largest, and of all that equal the least of them.

    The keys are cut in blocks: the least of the ``wanted`` largest block maxima is a floor that at
    least ``wanted`` keys reach, and few others do.
    """
    if keys.size <= max(_LITTLE, 2 * wanted):
        return np.arange(keys.size)
    height = min(64, keys.size // (2 * wanted))
    blocks = keys.size // height
    tops = keys[: height * blocks].reshape(height, blocks).max(axis=0)
    tops.partition(blocks - wanted)
    found: Array = (keys >= tops[blocks - wanted]).nonzero()[0]
    return found


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
