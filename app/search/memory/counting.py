"""Facets and timelines, for the in-memory engine."""

from bisect import bisect
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from app.search.engine import Counted, FacetAsked, SearchRequest, Timeline, TimelineAsked
from app.search.folding import fold_keyword
from app.search.memory.document import Indexed, passes
from app.search.timeline import bars, reach


def facet(
    asked: FacetAsked, request: SearchRequest, matching: Iterable[Indexed], corpus: Collection[Indexed]
) -> tuple[Counted, ...]:
    """The most frequent values among the ``matching`` that pass the filters."""
    held = _values(asked, request, matching)
    counts = Counter(value for values in held for value in values)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Counted(spelled(asked.field, value, corpus), n) for value, n in ordered[: asked.size])


def missing(asked: FacetAsked, request: SearchRequest, matching: Iterable[Indexed]) -> int:
    """How many of those that the facet counts have no value."""
    return sum(not values for values in _values(asked, request, matching))


def _values(
    asked: FacetAsked, request: SearchRequest, matching: Iterable[Indexed]
) -> Iterator[Collection[str]]:
    but_on = "" if asked.own_filter else asked.field
    found = (document for document in matching if passes(document, request, but_on))
    return (document.keywords.get(asked.field, ()) for document in found)


def spelled(field: str, value: str, corpus: Collection[Indexed]) -> str:
    """As most articles write it that do not write it as it is folded; of equals the first in order."""
    uses = Counter(
        spelling
        for document in corpus
        for spelling in document.spellings.get(field, ())
        if fold_keyword(spelling) == value != spelling
    )
    return min(uses, key=lambda spelling: (-uses[spelling], spelling), default=value)


def timeline(asked: TimelineAsked, request: SearchRequest, found: Iterable[Indexed]) -> Timeline:
    """How many of ``found`` are in each bar."""
    dates = [date for document in found if (date := document.dates.get(asked.field)) is not None]
    shown = reach(request.dates, asked.field, (min(dates), max(dates)) if dates else None)
    interval, edges = bars(asked, shown)
    counts = [0] * max(0, len(edges) - 1)
    for date in dates:
        counts[bisect(edges, date) - 1] += 1
    return Timeline(interval, edges, tuple(counts))
