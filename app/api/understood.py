"""The request in plain terms, as it was understood, and in what it was odd."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app.api import render
from app.articles import ArticleStore
from app.search.criteria import Asked
from app.search.engine import SearchRequest, Sort
from app.search.unknown import unknown_sources

_MAX_SAID = 64


def understood(asked: Asked, unknown: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The request in plain terms: the shape of ``wire.Understood``.

    ``unknown``: further warnings. Both ends of the dates are included.
    """
    request = asked.request
    dates = request.dates[0] if request.dates else None
    return {
        "q": asked.canonical,
        "search_in": request.search_in,
        "filters": [
            {"field": each.field, "values": each.values, "exclude": each.exclude} for each in request.keywords
        ],
        "use_date": dates.field if dates else None,
        "from": _instant(dates.start) if dates else None,
        "to": _instant(dates.end - 1) if dates and dates.end is not None else None,
        "since_id": request.since_id,
        "sort": request.sort,
        "sort_date": request.date_field if request.sort in (Sort.NEWEST, Sort.OLDEST) else None,
        "warnings": [
            *(_warned("q", each.message, each.position, each.hint) for each in asked.parsed.warnings),
            *unknown,
        ],
    }


def source_warnings(articles: ArticleStore, request: SearchRequest) -> list[dict[str, Any]]:
    """One for each source asked for that is not held: the shape of ``wire.Warned``."""
    if not any(keyword.field == "source" for keyword in request.keywords):
        return []
    return [
        _warned(
            "sources",
            f"there is no source {each.value[:_MAX_SAID]}",
            None,
            f"did you mean {each.nearest}?" if each.nearest else "/v1/sources lists them",
        )
        for each in unknown_sources(request, articles.source_names())
    ]


def _warned(parameter: str, message: str, position: int | None, hint: str) -> dict[str, Any]:
    return {"parameter": parameter, "message": message, "position": position, "hint": hint}


def _instant(seconds: int | None) -> str | None:
    return None if seconds is None else render.instant(datetime.fromtimestamp(seconds, UTC))
