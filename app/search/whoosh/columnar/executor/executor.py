"""The executor: one query over one snapshot."""

from collections.abc import Sequence

import numpy as np
from whoosh.query import Query

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor import counting, facets
from app.search.whoosh.columnar.executor.expand import ExpansionLimits
from app.search.whoosh.columnar.executor.filters import Filter
from app.search.whoosh.columnar.executor.match import Match
from app.search.whoosh.columnar.executor.node import Check, Node, View
from app.search.whoosh.columnar.executor.plan import Planner
from app.search.whoosh.columnar.executor.ranking import Hit, Key, Order, Ranking
from app.search.whoosh.columnar.executor.weighting import Weighting
from app.search.whoosh.columnar.segment import Segment
from app.search.whoosh.columnar.snapshot import Snapshot


class Executor:
    """Answers queries over ``snapshot``. ``check`` is called between steps and raises when the time is up.

    A prefix, pattern, fuzzy term or range of terms stands for at most ``expansion_limit`` terms, all those of
    a query together for ``query_limit``.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        weighting: Weighting,
        check: Check,
        *,
        expansion_limit: int,
        query_limit: int | None = None,
        id_column: str = "id",
    ) -> None:
        self._snapshot = snapshot
        self._weighting = weighting
        self._check = check
        self._limits = ExpansionLimits(expansion_limit, query_limit)
        self._id_column = id_column

    def matches(self, query: Query, *, scored: bool, filters: Sequence[Filter] = ()) -> list[Match]:
        """The live documents of each segment that match the query and pass the filters.

        Raises TooManyTerms, UnknownQuery, and what ``check`` raises.
        """
        weighting = self._weighting if scored else None
        planned = Planner(self._snapshot, weighting, self._check, self._limits).plan(query)
        return [
            self._match(View(segment, number, self._check), planned, scored, filters)
            for number, segment in enumerate(self._snapshot.segments)
        ]

    def filtered(self, matches: Sequence[Match], *filters: Filter) -> list[Match]:
        """Those of the matches that pass all filters."""
        return [
            self._kept(segment, match, filters)
            for segment, match in zip(self._snapshot.segments, matches, strict=True)
        ]

    def top(
        self, matches: Sequence[Match], order: Order, offset: int, limit: int, after: Key | None = None
    ) -> tuple[int, list[Hit]]:
        """How many matches there are, and ``limit`` of them from ``offset``, counted from past ``after``."""
        self._check()
        ranking = Ranking(self._snapshot.segments, matches, self._id_column, order)
        return ranking.total, ranking.page(offset, limit, after)

    def facets(self, matches: Sequence[Match], field: str, size: int | None) -> list[tuple[bytes, int]]:
        """The ``size`` most frequent terms among the matches and how many hold each; ties by term.

        The field must be listed by document. None: all terms.
        """
        tallies = []
        for segment, match in zip(self._snapshot.segments, matches, strict=True):
            self._check()
            tallies.append(facets.tally(segment, match, field))
        return facets.most_frequent(self._snapshot, field, tallies, size)

    def without(self, matches: Sequence[Match], field: str) -> int:
        """How many matches hold no term of the field, which must be listed by document."""
        each = zip(self._snapshot.segments, matches, strict=True)
        return sum(facets.without(segment, match, field) for segment, match in each)

    def extent(self, matches: Sequence[Match], column: str) -> tuple[int, int] | None:
        """The least and the largest number that the matches have; None if none has one."""
        each = zip(self._snapshot.segments, matches, strict=True)
        found = [ends for segment, match in each if (ends := counting.extent(segment, match, column))]
        return (min(low for low, _ in found), max(high for _, high in found)) if found else None

    def histogram(self, matches: Sequence[Match], column: str, edges: Sequence[int] | Array) -> list[int]:
        """How many matches have a number from each edge (ascending) to before the next."""
        bounds = np.asarray(edges, np.int64)
        total = np.zeros(max(0, bounds.size - 1), np.int64)
        for segment, match in zip(self._snapshot.segments, matches, strict=True):
            self._check()
            total += counting.histogram(segment, match, column, bounds)
        counted: list[int] = total.tolist()
        return counted

    def _match(self, view: View, planned: Node, scored: bool, filters: Sequence[Filter]) -> Match:
        found = Match(planned.documents(view, None))
        deleted = view.segment.deleted
        if deleted is not None:
            found = found.kept(~deleted.take(found.docs))
        found = self._kept(view.segment, found, filters)
        return Match(found.docs, planned.scores(view, found.docs)) if scored else found

    def _kept(self, segment: Segment, match: Match, filters: Sequence[Filter]) -> Match:
        for wanted in filters:
            self._check()
            match = match.kept(wanted.keep(segment, match.docs))
        return match
