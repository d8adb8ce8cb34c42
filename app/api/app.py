"""The HTTP application: put together here, opened and closed with the server."""

from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from functools import partial
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
from app.api.connections import Connections, TransportLimits
from app.api.cursors import Cursors
from app.api.gate import Gate
from app.api.guard import Guard
from app.api.kept import Kept
from app.api.limits import Buckets
from app.api.metrics import Meters
from app.api.middleware import Head, LastResort, Stamp, Target
from app.api.openapi import Api
from app.api.problems import HANDLERS
from app.api.pulse import Pulse
from app.api.sharing import Sharing
from app.runtime import Runtime
from app.settings import Settings, cores

#: Seconds by which the event loop is late from which, while searches wait, others are turned away unread.
SWAMPED = 0.01
#: Threads that nothing but checks of health and metrics use, however busy all others are.
_WATCHERS = 2
TAGS = [
    {"name": "Search", "description": "Find articles by what they say, and filter."},
    {"name": "Articles", "description": "List, follow and read articles."},
    {"name": "Writing", "description": "Add, replace and take out articles, with a key."},
    {"name": "Sources", "description": "Who is in the archive, and how completely."},
    {"name": "Values", "description": "What there is to filter by."},
    {"name": "Service", "description": "For those who run it."},
]
#: Threads that prepare what is written; they take turns at the writer lock.
WRITERS = 16
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
    on_stop: Callable[[], None] = lambda: None,
) -> FastAPI:
    """The application. The runtime is opened when the server starts, and closed when it stops.

    ``on_stop`` is called before it is closed.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        with ExitStack() as opened:
            runtime = opened.enter_context(open_runtime(settings))
            opened.enter_context(runtime.syncer())
            meters = Meters()
            pulse = opened.enter_context(Pulse(meters.stalls.inc))
            places = settings.search_concurrency or max(2, cores())
            searching, changing = meters.gate("search"), meters.gate("write")
            gate = Gate(places, settings.search_queue, settings.search_queue_wait, searching)
            writers = Gate(WRITERS, settings.write_queue, settings.write_wait, changing)
            buckets = opened.enter_context(Buckets(settings.limits))
            yield {
                "runtime": runtime,
                "meters": meters,
                "connections": Connections(TransportLimits.of(settings), partial(_is_swamped, gate, pulse)),
                "pulse": pulse,
                "gate": opened.enter_context(gate),
                "writers": opened.enter_context(writers),
                "guard": Guard(runtime, buckets),
                "sharing": Sharing(meters),
                "watchers": opened.enter_context(ThreadPoolExecutor(_WATCHERS, "watcher")),
                "cursors": Cursors.of(settings),
                "kept": Kept(settings.kept_answers_bytes, meters.kept),
            }
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
        middleware=[
            Middleware(Access),
            Middleware(Stamp),
            Middleware(LastResort),
            Middleware(Target, hosts=settings.hosts),
            Middleware(Head),
            Middleware(Compress),
        ],
        generate_unique_id_function=_operation_id,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    routers = (
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
    for router in routers:
        app.include_router(router)
    if settings.docs:
        docs.install(app)
    return app


def _is_swamped(gate: Gate, pulse: Pulse, name: str) -> bool:
    return pulse.lag > SWAMPED and gate.is_full(name)


def _operation_id(route: APIRoute) -> str:
    return route.name
