"""What articles can be filtered by: authors, sections, tags ..., with how many articles each has."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from app.api.answers import answer
from app.api.counts import facet_values
from app.api.deps import CurrentRuntime
from app.api.links import Links, elsewhere, here
from app.api.numbers import Whole
from app.api.params import Parameters
from app.api.responses import documented
from app.api.route import ListRoute
from app.api.wire_counts import Values
from app.catalog import MAX_VALUES
from app.runtime import Runtime
from app.search import fields
from app.search.engine import Counted
from app.search.folding import fold_keyword

router = APIRouter(prefix="/v1", tags=["Values"], route_class=ListRoute)


class ValueParameters(Parameters):
    prefix: str | None = Field(
        None,
        max_length=100,
        description="Only values that begin so, whatever the case and accents.",
        examples=["n"],
    )
    sort: Literal["count", "name"] = Field(
        "count", description="`count`: most articles first; `name`: by name.", examples=["name"]
    )
    page: Whole = Field(1, ge=1, le=MAX_VALUES, description="Page, from 1.", examples=[1])
    page_size: Whole = Field(100, ge=1, le=1000, description="Values a page.", examples=[20])


def _add(field: fields.Field) -> None:
    """The list of the values of a keyword field."""

    def list_values(
        request: Request, runtime: CurrentRuntime, parameters: Annotated[ValueParameters, Query()]
    ) -> Response:
        return _respond(request, runtime, field.name, parameters)

    router.add_api_route(
        f"/{field.parameter}",
        list_values,
        name=f"list_{field.parameter}",
        response_model=Values,
        summary=f"All {field.parameter}",
        description=f"Every {field.about} with its number of articles, written as most articles write it; "
        f"of more than {MAX_VALUES:,} the most frequent ones.",
        responses=documented(304, 503),
    )


for _name in fields.KEYWORD_FIELDS:
    if _name != "source":  # /v1/sources tells more
        _add(fields.BY_NAME[_name])


def _respond(request: Request, runtime: Runtime, field: str, parameters: ValueParameters) -> Response:
    values: Sequence[Counted] = runtime.catalog.values(
        field, parameters.prefix or "", runtime.settings.search_timeout
    )
    if parameters.sort == "name":
        values = sorted(values, key=lambda each: (fold_keyword(each.value), each.value))
    start = (parameters.page - 1) * parameters.page_size
    end = start + parameters.page_size
    links = _links(request, runtime.settings.base_url, parameters.page, more=end < len(values))
    content: dict[str, Any] = {
        "total": len(values),
        "page": parameters.page,
        "page_size": parameters.page_size,
        "results": facet_values(values[start:end], {}),
        "next": links.next,
    }
    return answer(request, content, headers=links.header())


def _links(request: Request, base_url: str, page: int, *, more: bool) -> Links:
    return Links(
        here=here(request, base_url),
        first=elsewhere(request, base_url),
        prev=elsewhere(request, base_url, page=str(page - 1)) if page > 1 else None,
        next=elsewhere(request, base_url, page=str(page + 1)) if more else None,
    )
