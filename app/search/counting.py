"""What a person may have counted beside the hits: facets, and a timeline."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.search.checking import between, choice
from app.search.engine import Counted, FacetAsked, Interval, Timeline, TimelineAsked
from app.search.fields import KEYWORD_FIELDS
from app.search.lists import read_list
from app.search.timeline import label
from app.search.when import zone_named

#: Facets by date: values are counted in whole intervals.
DATE_FACETS = {"day": Interval.DAY, "month": Interval.MONTH, "year": Interval.YEAR}
FACETS = (*KEYWORD_FIELDS, *DATE_FACETS)
FACET_SIZE_MAX = 100


class FacetScope(StrEnum):
    """Which filters hold for the counts of a facet: all but those on its own field, or all."""

    EXCLUDE_OWN = "exclude_own"
    ALL = "all"


class Counts(Protocol):
    """What an engine counted, in the order asked for; see ``engine.SearchResult``."""

    @property
    def total(self) -> int: ...

    @property
    def missing(self) -> tuple[int, ...]: ...

    @property
    def facets(self) -> tuple[tuple[Counted, ...], ...]: ...

    @property
    def timelines(self) -> tuple[Timeline, ...]: ...


@dataclass(frozen=True, slots=True)
class Counting:
    """Facets by name, the most frequent ``size`` values of each; a timeline where ``interval`` is set.

    Dates are counted by ``date_field``, in the zone of that IANA name.
    """

    facets: tuple[str, ...] = ()
    size: int = 10
    scope: FacetScope = FacetScope.EXCLUDE_OWN
    interval: Interval | None = None
    timezone: str = "UTC"
    date_field: str = "published"

    def facets_asked(self) -> tuple[FacetAsked, ...]:
        return tuple(
            FacetAsked(name, self.size, own_filter=self.scope is FacetScope.ALL)
            for name in self.facets
            if name not in DATE_FACETS
        )

    def timelines_asked(self) -> tuple[TimelineAsked, ...]:
        """The timeline, if there is to be one, then one for each facet by date."""
        intervals = [self.interval] if self.interval else []
        intervals += [DATE_FACETS[name] for name in self.facets if name in DATE_FACETS]
        return tuple(TimelineAsked(self.date_field, interval, self.timezone) for interval in intervals)

    def facets_by_name(self, counts: Counts) -> dict[str, tuple[Counted, ...]]:
        """The facets of an answer to what was asked for, in that order."""
        counted, dated = iter(counts.facets), self._dated(counts)
        return {
            name: _most_frequent(next(dated), self) if name in DATE_FACETS else next(counted)
            for name in self.facets
        }

    def missing_by_name(self, counts: Counts) -> dict[str, int]:
        """Of each facet, how many of those that it counts have no value: for a date, are undated."""
        missing, dated = iter(counts.missing), self._dated(counts)
        return {
            name: counts.total - sum(next(dated).counts) if name in DATE_FACETS else next(missing)
            for name in self.facets
        }

    def _dated(self, counts: Counts) -> Iterator[Timeline]:
        """Those of the facets by date, in order."""
        return iter(counts.timelines[1:] if self.interval else counts.timelines)

    def timeline(self, counts: Counts) -> Timeline | None:
        return counts.timelines[0] if self.interval else None


def read_counting(
    *,
    facets: tuple[str, ...],
    size: int,
    scope: str,
    interval: str | None,
    timezone: str,
    date_field: str,
) -> Counting:
    """``facets`` are comma lists of names, each counted once. Raises InvalidParameter."""
    names = [choice("facets", item.written, FACETS) for item in read_list("facets", facets)]
    return Counting(
        facets=tuple(dict.fromkeys(names)),
        size=between("facet_size", size, 1, FACET_SIZE_MAX),
        scope=FacetScope(choice("facet_scope", scope, list(FacetScope))),
        interval=Interval(choice("timeline", interval, list(Interval))) if interval else None,
        timezone=str(zone_named(timezone)),
        date_field=date_field,
    )


def _most_frequent(timeline: Timeline, counting: Counting) -> tuple[Counted, ...]:
    """The dates with most matches, ties by date, earlier first."""
    held = [(start, count) for start, count in zip(timeline.starts, timeline.counts, strict=False) if count]
    held.sort(key=lambda bar: (-bar[1], bar[0]))
    return tuple(
        Counted(label(start, timeline.interval, counting.timezone), count)
        for start, count in held[: counting.size]
    )
