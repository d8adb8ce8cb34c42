"""Everything that a search finds, in one answer."""

from functools import partial
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.api.cursors import Place, began, place_after, resume
from app.api.deps import CurrentRuntime
from app.api.formats import Format, choose, download
from app.api.formats.documented import written_in
from app.api.gate import Asker
from app.api.guard import GuardedRoute
from app.api.links import elsewhere
from app.api.paging import cursors, place_given
from app.api.responses import documented
from app.api.stream_params import ExportParameters
from app.api.streaming import Table, known_by, stream, unchanged
from app.api.strictness import only
from app.api.understood import refuse_unknown, source_warnings
from app.api.view import VARY, check_bom, read_fields
from app.runtime import Runtime
from app.search.criteria import Asked, SearchLimits, read_criteria
from app.walking import Part, Walker

OFFERED = (Format.NDJSON, Format.CSV)

router = APIRouter(prefix="/v1", tags=["Search"], route_class=GuardedRoute)


class Begun(NamedTuple):
    walker: Walker
    part: Part


@router.get(
    "/export",
    response_class=Response,
    summary="Everything that is found",
    responses=documented(304, 406, 503) | written_in(OFFERED),
    dependencies=[Depends(only(ExportParameters))],
)
async def export(
    request: Request, runtime: CurrentRuntime, parameters: Annotated[ExportParameters, Query()]
) -> Response:
    """All articles that match `q` and pass all filters, as lines of JSON or as a CSV table, with no pages.

    The answer is written while it is read, so it begins at once, however long it is. It ends after
    100,000 articles; where more are left, the `Link` header leads to them (`rel="next"`).
    `X-Total-Count` tells how many there are in all. Unless you choose an order, it is that of ingestion:
    `since_id` with the largest id you hold then gives what is new.
    """
    table = Table(choose(request, OFFERED, parameters.format), read_fields(parameters.fields), parameters.bom)
    check_bom(table.format, parameters.bom)
    place = place_given(request, parameters.cursor)
    asked, etag = await request.state.gate.run(
        partial(_ask, runtime, parameters, place, table), Asker.of(request.scope)
    )
    if known := unchanged(request, etag):
        return known
    begun: Begun = await request.state.gate.run(
        partial(_begin, runtime, asked, table), Asker.of(request.scope)
    )
    headers = {**VARY, **download(table.format, "export"), **_whole(request, runtime, asked, begun.part)}
    return stream(request, begun.walker, table, etag, headers)


def _ask(
    runtime: Runtime, parameters: ExportParameters, place: Place | None, table: Table
) -> tuple[Asked, str]:
    limits = SearchLimits.of(runtime.settings)
    asked = read_criteria(parameters.read(), limits=limits, now=began(place, runtime.clock()))
    if parameters.sort is None:
        asked = asked.as_ingested()
    if parameters.strict:
        refuse_unknown(source_warnings(runtime.articles, asked.request))
    asked = resume(asked, place)
    return asked, known_by(runtime, asked, table)


def _begin(runtime: Runtime, asked: Asked, table: Table) -> Begun:
    walker = Walker(runtime.engine, runtime.articles, asked.request, bodies="body" in table.fields)
    return Begun(walker, walker.measure(runtime.settings.export_max_rows))


def _whole(request: Request, runtime: Runtime, asked: Asked, part: Part) -> dict[str, str]:
    """How much there is in all, and where what is left of it is to be had."""
    headers = {"X-Total-Count": str(part.total)}
    if part.until:
        cursor = cursors(request).write(place_after(asked, part.until, ""))
        rest = elsewhere(request, runtime.settings.base_url, cursor=cursor)
        headers["Link"] = f'<{rest}>; rel="next"'
    return headers
