"""The answer to a list or a search: the request as understood, the page, the way to the next one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from orjson import Fragment, dumps
from starlette.requests import Request
from starlette.responses import Response

from app.api import counts, render
from app.api.answers import answer, deliver
from app.api.formats import KINDS, Format, Page, download, write_page
from app.api.links import root_of
from app.api.paging import Position, find_position
from app.api.understood import refuse_unknown, source_warnings, title, understood
from app.api.view import VARY, View, check_counts
from app.corrections import correct
from app.finder import Found
from app.runtime import Runtime
from app.search.criteria import Asked
from app.search.engine import Sort
from app.search.query.printing import print_query


def respond(
    request: Request, runtime: Runtime, asked: Asked, view: View, *, strict: bool = False
) -> Response:
    """Run the search and answer it. Raises InvalidParameter, and what ``Finder.find`` raises.

    ``strict``: a source that is not held is an error.
    """
    check_counts(view, facets=bool(asked.counting.facets), timeline=bool(asked.counting.interval))
    unknown = source_warnings(runtime.articles, asked.request)
    if strict:
        refuse_unknown(unknown)
    with counts.blaming("timeline" if asked.counting.interval else "facets"):
        found = runtime.finder.find(
            asked.request, view.highlighting, bodies=view.needs_bodies, collapse=asked.collapse
        )
    position = find_position(request, runtime.settings, asked, found)
    headers = {**VARY, **position.links.header(), **timing(found)}
    # By relevance a cursor lives no longer than its generation: an answer that is kept must not outlive it.
    version = found.generation if asked.request.sort is Sort.RELEVANCE else ""
    if view.format is not Format.JSON:
        page = _page(request, runtime, asked, found, position, view)
        return _deliver(request, page, view.format, version, headers)
    # Written once, though the answer is written twice: with what changes from time to time and without.
    results = Fragment(dumps(written_results(found, view)))
    content = told(runtime, asked, found, unknown) | {"page": position.page, "results": results}
    volatile = {"took_ms": round(found.took_ms, 2), "next": position.links.next, "cursor": position.cursor}
    return answer(request, content, volatile=volatile, version=version, headers=headers)


def told(runtime: Runtime, asked: Asked, found: Found, unknown: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The shape of ``wire.Results``, but for the articles, the time it took and where the page is.

    ``unknown``: what ``source_warnings`` found.
    """
    return {
        "query": understood(asked, unknown)
        | counts.understood(asked.counting, found)
        | {"suggestions": [] if found.total else suggestions(runtime, asked)},
        "total": found.total,
        "took_ms": None,
        "page": None,
        "page_size": asked.request.limit,
        "results": None,
        **counts.counted(asked.counting, found, runtime.articles),
        "next": None,
        "cursor": None,
    }


def written_results(found: Found, view: View) -> list[dict[str, Any]]:
    """The articles of a page: each the shape of ``wire.Result``."""
    return [render.result(hit, view.fields, marked=view.marked) for hit in found.hits]


def suggestions(runtime: Runtime, asked: Asked) -> list[dict[str, Any]]:
    meant = correct(asked.request, runtime.engine)
    return [{"q": print_query(meant.query), "total": meant.total}] if meant else []


def _page(
    request: Request, runtime: Runtime, asked: Asked, found: Found, position: Position, view: View
) -> Page:
    root = root_of(request, runtime.settings.base_url)
    return Page(
        title=title(asked),
        root=root,
        links=position.links.below(root),
        total=found.total,
        size=asked.request.limit,
        hits=found.hits,
        fields=view.fields,
        marked=view.marked,
        bom=view.bom,
    )


def _deliver(request: Request, page: Page, chosen: Format, version: str, headers: dict[str, str]) -> Response:
    """The page in a format other than JSON. The cursor in a feed's links is no part of what it says."""
    body = write_page(page, chosen)
    still = write_page(replace(page, links=replace(page.links, next=None)), chosen)
    name = request.url.path.rstrip("/").rpartition("/")[2]
    return deliver(
        request,
        body,
        KINDS[chosen].content_type,
        lasting=still + version.encode(),
        headers=headers | download(chosen, name),
    )


def timing(found: Found) -> dict[str, str]:
    return {"Server-Timing": ", ".join(f"{name};dur={spent:.2f}" for name, spent in found.phases.items())}
