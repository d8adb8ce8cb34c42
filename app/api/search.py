"""Find articles by what they say."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.asking import read_asked
from app.api.cursors import resume
from app.api.deps import CurrentRuntime
from app.api.formats import LISTS
from app.api.formats.documented import written_in
from app.api.listing import respond
from app.api.paging import place_given
from app.api.params import SearchParameters
from app.api.responses import documented
from app.api.route import ListRoute
from app.api.view import read_view
from app.api.wire import Results

router = APIRouter(prefix="/v1", tags=["Search"], route_class=ListRoute)


@router.get(
    "/search",
    response_model=Results,
    summary="Search articles",
    responses=documented(304, 406, 410, 503) | written_in(LISTS),
)
def search(
    request: Request, runtime: CurrentRuntime, parameters: Annotated[SearchParameters, Query()]
) -> Response:
    """Articles that match `q` and pass all filters, best or newest first.

    Words stand for their other forms too (`ferry` finds *ferries*); words and phrases must all be there
    unless `OR` says otherwise. `query` in the answer tells how the request was understood.
    """
    view = read_view(request, parameters, parameters.highlighting())
    place = place_given(request, parameters.cursor)
    asked = read_asked(request, runtime, parameters.read(), place)
    return respond(request, runtime, resume(asked, place), view, strict=parameters.strict)
