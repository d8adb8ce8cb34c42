"""Timelines: of one query, of its parts by the values of a field, of several queries beside each other."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from app.errors import InvalidParameter
from app.search.engine import (
    DateFilter,
    Engine,
    FacetAsked,
    Interval,
    KeywordFilter,
    SearchRequest,
    SearchResult,
    Sort,
    Timeline,
    TimelineAsked,
)
from app.search.query.tree import All, And, Node, Or

#: Bars of all series together.
MAX_POINTS = 50_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """``request``: what holds for all of it; its ``timeout`` is for all searches together.

    ``queries``: each a name and a query, to be compared. ``split``: a keyword field, whose ``size`` most
    frequent values each get a series, and what holds none of them another; empty: none. ``of_filtered``:
    the totals are those of the articles that pass the filters; else of the whole archive.
    """

    request: SearchRequest
    timeline: TimelineAsked
    queries: tuple[tuple[str, Node], ...] = ()
    split: str = ""
    size: int = 5
    of_filtered: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """``counts`` by bar; ``total`` of all matches, those without a date too.

    ``rest``: it is what the other series leave over.
    """

    name: str
    counts: tuple[int, ...]
    total: int
    rest: bool = False

    @property
    def undated(self) -> int:
        """Matches in no bar."""
        return self.total - sum(self.counts)


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many articles are found by every one of these queries."""

    names: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Timelines:
    """``starts``: the first second of each bar. ``totals``: what there was in each, to compare with.

    ``whole``: all matches; of several queries, those of any of them. ``interval`` is never ``auto``.
    """

    interval: Interval
    timezone: str
    starts: tuple[int, ...]
    totals: tuple[int, ...]
    whole: Series
    series: tuple[Series, ...] = ()
    overlaps: tuple[Overlap, ...] = ()


def share(count: int, total: int) -> float | None:
    """``count`` of ``total``, from 0 to 1; None where there was nothing."""
    return count / total if total else None


def read_timelines(wanted: Wanted, engine: Engine, clock: Callable[[], float] = time.monotonic) -> Timelines:
    """Raises what ``Engine.search`` raises, and InvalidParameter, naming ``timeline``, for too many bars."""
    return _Reader(wanted, engine, clock).read()


class _Reader:
    """One reading. All searches share the bars of the first, and the time there is."""

    def __init__(self, wanted: Wanted, engine: Engine, clock: Callable[[], float]) -> None:
        self._wanted = wanted
        self._engine = engine
        self._clock = clock
        timeout = wanted.request.timeout
        self._deadline = None if timeout is None else clock() + timeout
        self._timeline = wanted.timeline
        self._request = replace(wanted.request, sort=Sort.NEWEST, limit=0, offset=0, facets=())

    def read(self) -> Timelines:
        wanted = self._wanted
        facets = (FacetAsked(wanted.split, wanted.size, own_filter=True),) if wanted.split else ()
        any_query = _both(self._request.query, _any([query for _, query in wanted.queries]))
        whole = self._search(
            replace(self._request, query=any_query, facets=facets, timelines=(wanted.timeline,))
        )
        bars = whole.timelines[0]
        self._fix(bars)
        parts = [*self._queries(), *self._values([each.value for facet in whole.facets for each in facet])]
        return Timelines(
            interval=bars.interval,
            timezone=wanted.timeline.timezone,
            starts=bars.starts[:-1],
            totals=self._totals(bars),
            whole=Series("", bars.counts, whole.total),
            series=tuple(self._series(name, part, bars, rest) for name, part, rest in parts),
            overlaps=tuple(self._overlaps()),
        )

    def _fix(self, bars: Timeline) -> None:
        """All that follows is counted in these bars."""
        wanted = self._wanted
        series = 1 + len(wanted.queries) + (wanted.size + 1 if wanted.split else 0)
        if series * len(bars.counts) > MAX_POINTS:
            detail = f"{series} series of {len(bars.counts):,} bars are too many: take a longer interval"
            raise InvalidParameter.named("timeline", detail)
        self._timeline = replace(wanted.timeline, interval=bars.interval)

    def _totals(self, bars: Timeline) -> tuple[int, ...]:
        """Of the articles within the bars, for the archive may reach further than they do."""
        if not bars.counts:
            return ()
        keywords = self._request.keywords if self._wanted.of_filtered else ()
        shown = DateFilter(self._timeline.field, bars.starts[0], bars.starts[-1])
        dates = (*self._request.dates, shown)
        return self._series(
            "", replace(self._request, query=All(), keywords=keywords, dates=dates), bars
        ).counts

    def _queries(self) -> Iterator[tuple[str, SearchRequest, bool]]:
        for name, query in self._wanted.queries:
            yield name, replace(self._request, query=_both(self._request.query, query)), False

    def _values(self, values: list[str]) -> Iterator[tuple[str, SearchRequest, bool]]:
        field = self._wanted.split
        for value in values:
            yield value, self._filtered(KeywordFilter(field, (value,))), False
        if values:
            yield "", self._filtered(KeywordFilter(field, tuple(values), exclude=True)), True

    def _filtered(self, keyword: KeywordFilter) -> SearchRequest:
        return replace(self._request, keywords=(*self._request.keywords, keyword))

    def _series(self, name: str, request: SearchRequest, bars: Timeline, rest: bool = False) -> Series:
        """The matches of the request in each of the bars; those of its own timeline are among them."""
        found = self._search(replace(request, timelines=(self._timeline,)))
        (timeline,) = found.timelines
        held = dict(zip(timeline.starts, timeline.counts, strict=False))
        return Series(name, tuple(held.get(start, 0) for start in bars.starts[:-1]), found.total, rest)

    def _overlaps(self) -> Iterator[Overlap]:
        """Of each two queries, and of all where there are more."""
        queries = self._wanted.queries
        groups = [*combinations(queries, 2), *([queries] if len(queries) > 2 else [])]
        for group in groups:
            both = And((self._request.query, *(query for _, query in group)))
            found = self._search(replace(self._request, query=both))
            yield Overlap(tuple(name for name, _ in group), found.total)

    def _search(self, request: SearchRequest) -> SearchResult:
        left = None if self._deadline is None else max(0.0, self._deadline - self._clock())
        return self._engine.search(replace(request, timeout=left))


def _any(queries: list[Node]) -> Node:
    if len(queries) < 2:
        return queries[0] if queries else All()
    return Or(tuple(queries))


def _both(one: Node, other: Node) -> Node:
    if isinstance(one, All) or isinstance(other, All):
        return other if isinstance(one, All) else one
    return And((one, other))
