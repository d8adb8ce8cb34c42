"""Other printings of the same text."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response

from app.api import render
from app.api.answers import answer
from app.api.articles import ArticleId, stored_article
from app.api.deps import CurrentRuntime
from app.api.guard import GuardedRoute
from app.api.numbers import Whole
from app.api.params import ARTICLE_FIELDS, CommaList, Parameters
from app.api.responses import documented
from app.api.strictness import only
from app.api.view import read_fields
from app.api.wire import Reprints

router = APIRouter(prefix="/v1/articles", tags=["Articles"], route_class=GuardedRoute)

_SHOWN, _MOST = 20, 100


class ReprintsParameters(Parameters):
    page_size: Whole = Field(_SHOWN, ge=1, le=_MOST, description="Articles, earliest first.", examples=[5])
    fields: CommaList = Field(
        default_factory=list,
        description="Fields that come back, a comma list; `all` for every one.",
        examples=["title,source,published_at"],
        json_schema_extra=ARTICLE_FIELDS,
    )


@router.get(
    "/{id}/reprints",
    response_model=Reprints,
    summary="The same text elsewhere",
    responses=documented(304, 404, 503),
    dependencies=[Depends(only(ReprintsParameters))],
)
def list_reprints(
    request: Request,
    runtime: CurrentRuntime,
    article_id: ArticleId,
    parameters: Annotated[ReprintsParameters, Query()],
) -> Response:
    """Other articles with the same words in the same order, whatever their headline: the same report in
    another paper, or at another address of the same. The earliest comes first; this one is not among them.

    Texts of fewer than 20 words have no reprints: they are alike by chance.
    """
    stored = stored_article(runtime.articles, article_id)
    fields = read_fields(parameters.fields)
    found = runtime.articles.reprints(stored.id, parameters.page_size)
    total = runtime.articles.count_reprints(stored.id)
    return answer(request, {"total": total, "results": [render.chosen(each, fields) for each in found]})
