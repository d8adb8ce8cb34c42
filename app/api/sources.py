"""Who is in the archive, and how completely."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from app.api import render
from app.api.answers import answer, deliver
from app.api.deps import CurrentRuntime
from app.api.formats import KINDS, TABLES, Format, choose, download
from app.api.formats.documented import texts
from app.api.formats.table import write_rows
from app.api.guard import GuardedRoute
from app.api.params import Parameters
from app.api.responses import documented
from app.api.strictness import only
from app.api.view import VARY
from app.api.wire import SourceDetail, SourceEntry, Sources
from app.errors import NotFound

#: Shorter stretches without an article are nothing to speak of for most papers.
GAP_DAYS = 7
MAX_GAPS = 20

router = APIRouter(prefix="/v1/sources", tags=["Sources"], route_class=GuardedRoute)

SourceId = Annotated[
    str,
    Path(alias="id", description="Slug of the source, as in `/v1/sources`.", examples=["harbour-gazette"]),
]


class SourcesParameters(Parameters):
    format: Literal["json", "csv", "ndjson"] | None = Field(
        None,
        description="JSON, a CSV table, or lines of JSON; goes before the `Accept` header.",
        examples=["csv"],
    )


@router.get(
    "",
    response_model=Sources,
    summary="All sources",
    responses=documented(304, 406, 503) | texts(TABLES),
    dependencies=[Depends(only(SourcesParameters))],
)
def list_sources(
    request: Request, runtime: CurrentRuntime, parameters: Annotated[SourcesParameters, Query()]
) -> Response:
    """Every source by slug: how many articles, the first and last published, the last one added."""
    chosen = choose(request, TABLES, parameters.format)
    sources = [render.source(summary) for summary in runtime.articles.sources()]
    if chosen is Format.JSON:
        return answer(request, {"total": len(sources), "results": sources}, headers=VARY)
    body = write_rows(sources, tuple(SourceEntry.model_fields), chosen)
    return deliver(request, body, KINDS[chosen].content_type, headers=VARY | download(chosen, "sources"))


@router.get(
    "/{id}",
    response_model=SourceDetail,
    summary="One source",
    responses=documented(304, 404, 503),
    dependencies=[Depends(only())],
)
def get_source(request: Request, runtime: CurrentRuntime, slug: SourceId) -> Response:
    """One source, with the longest stretches of a week or more without an article."""
    summary = runtime.articles.source(slug)
    if summary is None:
        raise NotFound("There is no such source; /v1/sources lists them.")
    gaps = runtime.articles.gaps(slug, days=GAP_DAYS, limit=MAX_GAPS)
    return answer(request, render.source(summary) | {"gaps": [render.gap(gap) for gap in gaps]})
