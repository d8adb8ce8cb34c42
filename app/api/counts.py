"""Facets and timelines on the wire."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from app.articles import ArticleStore
from app.errors import InvalidParameter
from app.search.counting import Counting, Counts
from app.search.engine import Counted, Timeline
from app.search.timeline import label


def understood(counting: Counting, counts: Counts) -> dict[str, Any]:
    """What was counted, as it was understood: the shape of ``wire.Understood``."""
    timeline = counting.timeline(counts)
    return {
        "facets": {"names": counting.facets, "size": counting.size, "scope": counting.scope}
        if counting.facets
        else None,
        "timeline": {
            "interval": timeline.interval,
            "timezone": counting.timezone,
            "use_date": counting.date_field,
        }
        if timeline
        else None,
    }


@contextmanager
def blaming(parameter: str) -> Iterator[None]:
    """A timeline that cannot be made is told as a fault of the parameter that asked for it."""
    try:
        yield
    except InvalidParameter as refused:
        if [fault.parameter for fault in refused.faults] != ["timeline"]:
            raise
        raise InvalidParameter.named(parameter, refused.faults[0].detail) from None


def counted(counting: Counting, counts: Counts, articles: ArticleStore) -> dict[str, Any]:
    """The counts: the shape of ``wire.Results``."""
    names = articles.source_names() if "source" in counting.facets else {}
    timeline = counting.timeline(counts)
    return {
        "facets": {
            name: facet_values(values, names if name == "source" else {})
            for name, values in counting.facets_by_name(counts).items()
        },
        "facets_missing": counting.missing_by_name(counts),
        "timeline": bars(timeline, counting.timezone) if timeline else [],
    }


def facet_values(values: Sequence[Counted], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Values with their counts, and with their names where they have some."""
    return [{"value": each.value, **_named(names.get(each.value)), "count": each.count} for each in values]


def _named(name: str | None) -> dict[str, str]:
    return {"name": name} if name is not None else {}


def bars(timeline: Timeline, timezone: str) -> list[dict[str, Any]]:
    return [
        {"date": label(start, timeline.interval, timezone), "count": count}
        for start, count in zip(timeline.starts, timeline.counts, strict=False)
    ]
