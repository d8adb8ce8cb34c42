"""The HTTP application: put together here, opened and closed with the server."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware

from app import __version__
from app.api import (
    archive,
    articles,
    audit,
    docs,
    export,
    health,
    opensearch,
    reprints,
    search,
    similar,
    sources,
    suggest,
    timeline,
    values,
    writing,
)
from app.api.access import Access
from app.api.compression import Compress
from app.api.middleware import Head, LastResort, Stamp, Target
from app.api.openapi import Api
from app.api.problems import HANDLERS
from app.api.state import opened_state
from app.runtime import Runtime
from app.settings import Settings

#: In the order in which the documentation shows them.
_ROUTERS = (
    search.router,
    export.router,
    timeline.router,
    suggest.router,
    articles.lists,
    articles.router,
    writing.router,
    reprints.router,
    similar.router,
    archive.router,
    sources.router,
    values.router,
    audit.router,
    health.router,
    opensearch.router,
)
TAGS = [
    {"name": "Search", "description": "Find articles by what they say, and filter."},
    {"name": "Articles", "description": "List, follow and read articles."},
    {"name": "Writing", "description": "Add, replace and take out articles, with a key."},
    {"name": "Sources", "description": "Who is in the archive, and how completely."},
    {"name": "Values", "description": "What there is to filter by."},
    {"name": "Service", "description": "For those who run it."},
]
INTRODUCTION = """\
Search and read the news articles of this archive.

* **Try it**: open an operation and press *Execute*; what it needs is filled in.
* **Query language** of `q`: `AND`, `OR`, `NOT`, `"a phrase"`, `(...)`, `elect*`, `title:ferry`, `-word`.
* **Addresses** hold no spaces, accents or quotes as they are: `curl -G --data-urlencode 'q="café noir"' …`.
* **Dates** are RFC 3339 in UTC; what is known only in part is written so: `2019`, `2019-04`, `2019-04-26`.
* **Pages**: follow `next` (or the `Link` header) until it is null. Nothing is lost or seen twice on the way,
  while articles come in: `next` goes by a cursor, unless you ask for a `page` by its number.
* **Formats**: lists are also feeds (RSS, Atom, JSON Feed), tables (CSV, lines of JSON) and citations, by
  `format` or `Accept`; `/v1/export` and `/v1/archive` give everything in one answer.
* **Writing** needs a key: press *Authorize*. Reading does not, unless whoever runs this has set it so.
* **Errors** are `application/problem+json`: `code` for programs, `detail` for people.
* Answers carry an `ETag`; send it back as `If-None-Match` and get 304 while nothing has changed.
"""


def build_app(
    settings: Settings,
    open_runtime: Callable[[Settings], Runtime],
    on_start: Callable[[], None] = lambda: None,
    on_stop: Callable[[], None] = lambda: None,
) -> FastAPI:
    """The application. The runtime is opened when the server starts, and closed when it stops.

    ``on_start`` is called when it is open, ``on_stop`` before it is closed.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        with opened_state(settings, open_runtime) as state:
            on_start()
            yield state
            on_stop()

    app = Api(
        settings,
        title="Dateline",
        version=__version__,
        summary="A self-hosted search API for news articles.",
        description=INTRODUCTION,
        openapi_tags=TAGS,
        servers=[{"url": settings.base_url}] if settings.base_url else None,
        lifespan=lifespan,
        redirect_slashes=False,
        openapi_url=None,
        exception_handlers=HANDLERS,
        middleware=_middleware(settings),
        generate_unique_id_function=_operation_id,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    for router in _ROUTERS:
        app.include_router(router)
    if settings.docs:
        docs.install(app)
    return app


def _middleware(settings: Settings) -> list[Middleware]:
    """The outermost first."""
    return [
        Middleware(Access),
        Middleware(Stamp),
        Middleware(LastResort),
        Middleware(Target, hosts=settings.hosts),
        Middleware(Head),
        Middleware(Compress),
    ]


def _operation_id(route: APIRoute) -> str:
    return route.name
