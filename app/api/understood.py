"""The request in plain terms, as it was understood, and in what it was odd."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app.api import render
from app.articles import ArticleStore
from app.errors import InvalidParameter
from app.search.criteria import Asked
from app.search.engine import SearchRequest, Sort
from app.search.query.parser import Parsed
from app.search.unknown import unknown_sources

_MAX_SAID = 64


def understood(asked: Asked, unknown: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The request in plain terms: the shape of ``wire.Understood``. ``unknown``: further warnings."""
    request = asked.request
    return {
        **conditions(asked),
        "since_id": request.since_id,
        "sort": request.sort,
        "sort_date": request.date_field if request.sort in (Sort.NEWEST, Sort.OLDEST) else None,
        "collapse": "copies" if asked.collapse else None,
        "warnings": [*query_warnings("q", asked.parsed), *unknown],
    }


def conditions(asked: Asked) -> dict[str, Any]:
    """What every match fulfils: the shape of ``wire.Conditions``. Both ends of the dates are included."""
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
    }


def query_warnings(parameter: str, parsed: Parsed) -> list[dict[str, Any]]:
    """In what a query was odd: the shape of ``wire.Warned``."""
    return [_warned(parameter, each.message, each.position, each.hint) for each in parsed.warnings]


def refuse_unknown(unknown: Sequence[dict[str, Any]]) -> None:
    """For strict reading. Raises InvalidParameter for the first of ``source_warnings``."""
    for warning in unknown[:1]:
        raise InvalidParameter.named("sources", f"{warning['message']}; {warning['hint']}")


def title(asked: Asked) -> str:
    """What was asked for, as the title of a feed: ``Dateline: ferry; source harbour-post``."""
    request = asked.request
    parts = [] if asked.canonical == "*" else [asked.canonical]
    parts += [
        f"{'not ' if each.exclude else ''}{each.field} {', '.join(each.values)}" for each in request.keywords
    ]
    return f"Dateline: {'; '.join(parts) or 'all articles'}"


def source_warnings(articles: ArticleStore, request: SearchRequest) -> list[dict[str, Any]]:
    """One for each source asked for that is not held: the shape of ``wire.Warned``."""
    asked = {value for keyword in request.keywords if keyword.field == "source" for value in keyword.values}
    if not asked or asked <= articles.source_names(asked).keys():
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
