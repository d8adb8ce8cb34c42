"""The answer to a list or a search: the request as understood, the page, the way to the next one."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from app.api import counts, render
from app.api.answers import answer
from app.api.paging import find_position
from app.api.understood import source_warnings, understood
from app.api.wire import Article
from app.errors import InvalidParameter
from app.finder import Found, FoundArticle
from app.runtime import Runtime
from app.search.criteria import Asked
from app.search.engine import Sort
from app.search.highlight import Fragment, HighlightSpec
from app.search.lists import read_list
from app.search.nearest import suggestion

ALL_FIELDS = tuple(Article.model_fields)
#: Lists leave the long text out unless asked.
DEFAULT_FIELDS = tuple(name for name in ALL_FIELDS if name != "body")


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
    unknown = source_warnings(runtime.articles, asked.request)
    if strict and unknown:
        raise InvalidParameter.named("sources", f"{unknown[0]['message']}; {unknown[0]['hint']}")
    with counts.blaming("timeline" if asked.counting.interval else "facets"):
        found = runtime.finder.find(asked.request, highlighting)
    position = find_position(request, runtime.settings, asked, found)
    content = {
        "query": understood(asked, unknown) | counts.understood(asked.counting, found),
        "total": found.total,
        "took_ms": None,
        "page": position.page,
        "page_size": asked.request.limit,
        "results": [_result(hit, wanted, highlighting) for hit in found.hits],
        **counts.counted(asked.counting, found, runtime.articles),
        "next": None,
        "cursor": None,
    }
    volatile = {
        "took_ms": round(found.took_ms, 2),
        "next": position.links.next,
        "cursor": position.cursor,
    }
    headers = position.links.header() | _timing(found)
    # By relevance a cursor lives no longer than its generation: an answer that is kept must not outlive it.
    pinned = found.generation if asked.request.sort is Sort.RELEVANCE else ""
    return answer(request, content, volatile=volatile, version=pinned, headers=headers)


def read_fields(fields: Sequence[str]) -> tuple[str, ...]:
    """The fields to send, from comma lists; the default when there are none. Raises InvalidParameter."""
    names = [item.written for item in read_list("fields", tuple(fields))]
    for name in names:
        if name not in ALL_FIELDS and name != "all":
            raise InvalidParameter.named("fields", f"there is no such field; {suggestion(name, ALL_FIELDS)}")
    if not names:
        return DEFAULT_FIELDS
    return ALL_FIELDS if "all" in names else tuple(names)


def _result(hit: FoundArticle, fields: Sequence[str], highlighting: HighlightSpec | None) -> dict[str, Any]:
    result = render.chosen(hit.stored, fields) | {"score": hit.score}
    if highlighting is not None:
        result["highlights"] = {
            name: [_fragment(each) for each in fragments] for name, fragments in hit.highlights.items()
        }
    return result


def _fragment(fragment: Fragment) -> dict[str, Any]:
    return {"text": fragment.text, "start": fragment.start, "end": fragment.end, "marks": fragment.marks}


def _timing(found: Found) -> dict[str, str]:
    return {"Server-Timing": f"search;dur={found.took_ms:.1f}"}
