"""One search over one snapshot: its hits, facets and timelines."""

from whoosh.query import Query

from app.search.analysis import fold_keyword
from app.search.engine import (
    Counted,
    FacetAsked,
    Hit,
    Key,
    SearchRequest,
    SearchResult,
    Sort,
    Timeline,
    TimelineAsked,
)
from app.search.timeline import bars, reach
from app.search.whoosh.columnar import executor
from app.search.whoosh.columnar.executor import (
    BY_SCORE,
    AmongFilter,
    Executor,
    Filter,
    Match,
    NumberFilter,
    Order,
    TermFilter,
)
from app.search.whoosh.columnar.index import ID
from app.search.whoosh.columnar.layout import MISSING
from app.search.whoosh.columnar.snapshot import Snapshot
from app.search.whoosh.spellings import spelled


class Search:
    """What ``request`` finds by ``query`` in ``snapshot``, but for the article ``left_out``.

    Raises what the executor does.
    """

    def __init__(
        self,
        request: SearchRequest,
        query: Query,
        snapshot: Snapshot,
        searcher: Executor,
        left_out: int | None = None,
    ) -> None:
        self._request = request
        self._left_out = left_out
        self._query = query
        self._snapshot = snapshot
        self._searcher = searcher

    def result(self, generation: str) -> SearchResult:
        request = self._request
        scored = request.sort is Sort.RELEVANCE
        matches = self._searcher.matches(self._query, scored=scored, filters=self._filters())
        after = _internal(request.after)
        total, hits = self._searcher.top(matches, _order(request), request.offset, request.limit, after)
        facets = [self._facet(asked, matches) for asked in request.facets]
        values, missing = tuple(each for each, _ in facets), tuple(without for _, without in facets)
        timelines = tuple(self._timeline(asked, matches) for asked in request.timelines)
        return SearchResult(total, tuple(map(_hit, hits)), values, timelines, generation, missing)

    def _facet(self, asked: FacetAsked, matches: list[Match]) -> tuple[tuple[Counted, ...], int]:
        """Its values, and how many matches have none."""
        if not asked.own_filter and any(each.field == asked.field for each in self._request.keywords):
            filters = self._filters(but_on=asked.field)
            matches = self._searcher.matches(self._query, scored=False, filters=filters)
        counts = self._searcher.facets(matches, asked.field, asked.size)
        values = (Counted(spelled(asked.field, value, self._snapshot), count) for value, count in counts)
        return tuple(values), self._searcher.without(matches, asked.field)

    def _timeline(self, asked: TimelineAsked, matches: list[Match]) -> Timeline:
        extent = self._searcher.extent(matches, asked.field)
        interval, edges = bars(asked, reach(self._request.dates, asked.field, extent))
        counts = self._searcher.histogram(matches, asked.field, edges)
        return Timeline(interval, edges, tuple(counts))

    def _filters(self, but_on: str = "") -> list[Filter]:
        """All filters of the request, but for those on the keyword field ``but_on``."""
        request, out = self._request, self._left_out
        filters: list[Filter] = [NumberFilter(ID, low=request.since_id + 1)] if request.since_id else []
        if request.ids is not None:
            filters.append(AmongFilter(ID, request.ids.ids, request.ids.exclude))
        filters += [] if out is None else [NumberFilter(ID, out, out + 1, exclude=True)]
        filters += [NumberFilter(wanted.field, wanted.start, wanted.end) for wanted in request.dates]
        for keyword in request.keywords:
            if keyword.field != but_on:
                values = [fold_keyword(value).encode() for value in keyword.values]
                filters.append(TermFilter(keyword.field, values, keyword.exclude))
        return filters


def _order(request: SearchRequest) -> Order:
    match request.sort:
        case Sort.RELEVANCE:
            return BY_SCORE
        case Sort.NEWEST:
            return Order(request.date_field)
        case Sort.OLDEST:
            return Order(request.date_field, descending=False)
    return Order("added")


def _internal(key: Key | None) -> executor.Key | None:
    return None if key is None else (MISSING if key.value is None else key.value, key.id)


def _hit(hit: executor.Hit) -> Hit:
    value, ident = hit.key
    return Hit(hit.id, hit.score, Key(None if value == MISSING else value, ident))
