"""The answer to a list or a search: the request as understood, the page, the way to the next one."""

from collections.abc import Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from app.api import render
from app.api.answers import answer
from app.api.links import link_header, page_url
from app.api.wire import Article
from app.errors import InvalidParameter
from app.finder import Found, FoundArticle
from app.runtime import Runtime
from app.search.criteria import Asked
from app.search.engine import SearchRequest, Sort
from app.search.highlight import Fragment, HighlightSpec
from app.search.lists import read_list
from app.search.unknown import unknown_sources

ALL_FIELDS = tuple(Article.model_fields)
#: Lists leave the long text out unless asked.
DEFAULT_FIELDS = tuple(name for name in ALL_FIELDS if name != "body")
_MAX_SAID = 64


def respond(
    request: Request,
    runtime: Runtime,
    asked: Asked,
    *,
    fields: Sequence[str],
    highlighting: HighlightSpec | None = None,
    strict: bool = False,
) -> Response:
    """Run the search and answer it. Raises InvalidParameter, and what ``Finder.find`` raises.

    ``strict``: a source that is not held is an error.
    """
    wanted = read_fields(fields)
    unknown = _unknown_sources(runtime, asked.request)
    if strict and unknown:
        raise InvalidParameter.named("sources", f"{unknown[0]['message']}; {unknown[0]['hint']}")
    found = runtime.finder.find(asked.request, highlighting)
    page, following = _pages(asked.request, found.total, runtime.settings.offset_max)
    base_url = runtime.settings.base_url
    content = {
        "query": understood(asked, unknown),
        "total": found.total,
        "took_ms": None,
        "page": page,
        "page_size": asked.request.limit,
        "results": [_result(hit, wanted, highlighting) for hit in found.hits],
        "next": page_url(request, base_url, following) if following else None,
    }
    links = link_header(request, base_url, page=page, next_page=following)
    return answer(
        request, content, volatile={"took_ms": round(found.took_ms, 2)}, headers=links | _timing(found)
    )


def read_fields(fields: Sequence[str]) -> tuple[str, ...]:
    """The fields to send, from comma lists; the default when there are none. Raises InvalidParameter."""
    items = read_list("fields", tuple(fields))
    names = [f"-{item.value}" if item.exclude else item.value for item in items]
    for name in names:
        if name not in ALL_FIELDS and name != "all":
            near = get_close_matches(name[:64], ALL_FIELDS, n=1)
            known = f"did you mean {near[0]}?" if near else f"known are {', '.join(ALL_FIELDS)}"
            raise InvalidParameter.named("fields", f"there is no such field; {known}")
    if not names:
        return DEFAULT_FIELDS
    return ALL_FIELDS if "all" in names else tuple(names)


def understood(asked: Asked, unknown: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The request in plain terms: the shape of ``wire.Understood``. Both ends of the dates are included."""
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


def _unknown_sources(runtime: Runtime, request: SearchRequest) -> list[dict[str, Any]]:
    if not any(keyword.field == "source" for keyword in request.keywords):
        return []
    return [
        _warned(
            "sources",
            f"there is no source {each.value[:_MAX_SAID]}",
            None,
            f"did you mean {each.nearest}?" if each.nearest else "/v1/sources lists them",
        )
        for each in unknown_sources(request, runtime.articles.source_slugs())
    ]


def _warned(parameter: str, message: str, position: int | None, hint: str) -> dict[str, Any]:
    return {"parameter": parameter, "message": message, "position": position, "hint": hint}


def _pages(request: SearchRequest, total: int, furthest: int) -> tuple[int, int | None]:
    """The page that this is, and the next one if there is one that may be asked for."""
    page = request.offset // request.limit + 1
    end = request.offset + request.limit
    return page, page + 1 if end < total and end + request.limit <= furthest else None


def _result(hit: FoundArticle, fields: Sequence[str], highlighting: HighlightSpec | None) -> dict[str, Any]:
    result = render.chosen(hit.stored, fields) | {"score": hit.score}
    if highlighting is not None:
        result["highlights"] = {
            name: [_fragment(each) for each in fragments] for name, fragments in hit.highlights.items()
        }
    return result


def _fragment(fragment: Fragment) -> dict[str, Any]:
    return {"text": fragment.text, "start": fragment.start, "end": fragment.end, "marks": fragment.marks}


def _instant(seconds: int | None) -> str | None:
    return None if seconds is None else render.instant(datetime.fromtimestamp(seconds, UTC))


def _timing(found: Found) -> dict[str, str]:
    return {"Server-Timing": f"search;dur={found.took_ms:.1f}"}
