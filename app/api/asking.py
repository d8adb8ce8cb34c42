"""What a request asks of the archive, as of now."""

from starlette.requests import Request

from app.api.cursors import Place, began
from app.api.kept import true_for_a_second
from app.runtime import Runtime
from app.search.criteria import Asked, Criteria, SearchLimits, counts_from_now, read_criteria


def read_asked(request: Request, runtime: Runtime, criteria: Criteria, place: Place | None = None) -> Asked:
    """Read what is asked for; dates count from now, or from when the list was begun that ``place`` is in.

    Raises what ``read_criteria`` does.
    """
    limits = SearchLimits.of(runtime.settings)
    asked = read_criteria(criteria, limits=limits, now=began(place, runtime.clock()))
    if place is None and counts_from_now(criteria, asked, limits):
        true_for_a_second(request, asked.now)
    return asked
