"""Whole months."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from app.api.deps import CurrentRuntime
from app.api.formats import Format, download
from app.api.formats.documented import written_in
from app.api.gate import Asker
from app.api.guard import GuardedRoute
from app.api.numbers import Whole
from app.api.responses import documented
from app.api.stream_params import MonthParameters
from app.api.streaming import Table, known_by, stream, unchanged
from app.api.strictness import only
from app.api.view import ALL_FIELDS, read_fields
from app.runtime import Runtime
from app.search.criteria import Asked, Criteria, SearchLimits, read_criteria
from app.walking import Part, Walker

router = APIRouter(prefix="/v1", tags=["Articles"], route_class=GuardedRoute)

Year = Annotated[Whole, Path(ge=1, le=9999, description="Year, in UTC.", examples=[2024])]
Month = Annotated[Whole, Path(ge=1, le=12, description="Month, from 1 to 12.", examples=[1])]


@router.get(
    "/archive/{year}/{month}",
    response_class=Response,
    summary="A whole month",
    responses=documented(304, 503) | written_in([Format.NDJSON]),
    dependencies=[Depends(only(MonthParameters))],
)
async def get_month(
    request: Request,
    runtime: CurrentRuntime,
    year: Year,
    month: Month,
    parameters: Annotated[MonthParameters, Query()],
) -> Response:
    """Every article published in a month (UTC), oldest first, one JSON object a line, with its full text.

    A month of which nothing is held is an empty answer. An article of which only the year is known stands
    in January, so that the months of all years hold every dated article once.
    """
    fields = read_fields(parameters.fields) if parameters.fields else ALL_FIELDS
    table = Table(Format.NDJSON, fields)
    asked, etag = await request.state.gate.run(
        partial(_ask, runtime, year, month, table), Asker.of(request.scope)
    )
    if known := unchanged(request, etag):
        return known
    walker = Walker(runtime.engine, runtime.articles, asked.request, bodies="body" in fields)
    part: Part = await request.state.gate.run(partial(walker.measure, None), Asker.of(request.scope))
    headers = download(Format.NDJSON, f"{year:04d}-{month:02d}") | {"X-Total-Count": str(part.total)}
    return stream(request, walker, table, etag, headers)


def _ask(runtime: Runtime, year: int, month: int, table: Table) -> tuple[Asked, str]:
    whole = f"{year:04d}-{month:02d}"
    criteria = Criteria(from_=whole, to=whole, sort="oldest")
    now = datetime(1970, 1, 1, tzinfo=UTC)  # nothing in it is relative
    asked = read_criteria(criteria, limits=SearchLimits.of(runtime.settings), now=now)
    return asked, known_by(runtime, asked, table)
