"""Articles like one."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response

from app.api import render
from app.api.answers import answer
from app.api.articles import ArticleId, stored_article
from app.api.deps import CurrentRuntime, SearchPlace
from app.api.guard import GuardedRoute
from app.api.listing import timing
from app.api.numbers import Whole
from app.api.params import ARTICLE_FIELDS, CommaList, Filters
from app.api.responses import documented
from app.api.strictness import only
from app.api.understood import conditions, source_warnings
from app.api.view import read_fields
from app.api.wire import Similar
from app.indexer import document_of
from app.search.criteria import Criteria, SearchLimits, read_criteria
from app.search.engine import Sort

router = APIRouter(prefix="/v1/articles", tags=["Articles"], route_class=GuardedRoute)


class SimilarParameters(Filters):
    page_size: Whole | None = Field(
        None, ge=1, description="Articles, most similar first: 20 when not said, at most 100.", examples=[5]
    )
    fields: CommaList = Field(
        default_factory=list,
        description="Fields that come back, a comma list; `all` for every one.",
        examples=["title,published_at"],
        json_schema_extra=ARTICLE_FIELDS,
    )

    def read(self) -> Criteria:
        return replace(super().read(), page_size=self.page_size, sort=Sort.RELEVANCE)


@router.get(
    "/{id}/similar",
    response_model=Similar,
    summary="Articles like one",
    responses=documented(304, 404, 503),
    dependencies=[Depends(only(SimilarParameters)), SearchPlace],
)
def list_similar(
    request: Request,
    runtime: CurrentRuntime,
    article_id: ArticleId,
    parameters: Annotated[SimilarParameters, Query()],
) -> Response:
    """Those that share its own most telling words, most similar first; it is not among them itself.

    Scores are to be compared within one answer only.
    """
    stored = stored_article(runtime.articles, article_id)
    fields = read_fields(parameters.fields)
    limits = SearchLimits.of(runtime.settings)
    asked = read_criteria(parameters.read(), limits=limits, now=runtime.clock())
    found = runtime.finder.find_similar(document_of(stored), asked.request, bodies="body" in fields)
    content = {
        "query": conditions(asked) | {"warnings": source_warnings(runtime.articles, asked.request)},
        "total": found.total,
        "took_ms": None,
        "results": [render.result(hit, fields, marked=False) for hit in found.hits],
    }
    return answer(request, content, volatile={"took_ms": round(found.took_ms, 2)}, headers=timing(found))
