"""Who is in the archive, and how completely."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from app.api import render
from app.api.answers import answer
from app.api.deps import CurrentRuntime
from app.api.responses import documented
from app.api.strictness import only
from app.api.wire import SourceDetail, Sources
from app.errors import NotFound

#: Shorter stretches without an article are nothing to speak of for most papers.
GAP_DAYS = 7
MAX_GAPS = 20

router = APIRouter(prefix="/v1/sources", tags=["Sources"], dependencies=[Depends(only())])

SourceId = Annotated[
    str,
    Path(alias="id", description="Slug of the source, as in `/v1/sources`.", examples=["harbour-gazette"]),
]


@router.get("", response_model=Sources, summary="All sources", responses=documented(304, 503))
def list_sources(request: Request, runtime: CurrentRuntime) -> Response:
    """Every source by slug: how many articles, the first and last published, the last one added."""
    sources = [render.source(summary) for summary in runtime.articles.sources()]
    return answer(request, {"total": len(sources), "results": sources})


@router.get("/{id}", response_model=SourceDetail, summary="One source", responses=documented(304, 404, 503))
def get_source(request: Request, runtime: CurrentRuntime, slug: SourceId) -> Response:
    """One source, with the longest stretches of a week or more without an article."""
    summary = runtime.articles.source(slug)
    if summary is None:
        raise NotFound("There is no such source; /v1/sources lists them.")
    gaps = runtime.articles.gaps(slug, days=GAP_DAYS, limit=MAX_GAPS)
    return answer(request, render.source(summary) | {"gaps": [render.gap(gap) for gap in gaps]})
