"""Who changed what over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response

from app.api.answers import answer
from app.api.deps import CurrentRuntime
from app.api.guard import GuardedRoute
from app.api.numbers import Whole
from app.api.params import Parameters
from app.api.render import entry
from app.api.responses import documented
from app.api.strictness import only
from app.api.wire_writing import Audit

router = APIRouter(prefix="/v1", tags=["Service"], route_class=GuardedRoute)


class AuditParameters(Parameters):
    limit: Whole = Field(100, ge=1, le=1000, description="Changes, at most.", examples=[20])
    before: Whole | None = Field(
        None, ge=1, le=2**63 - 1, description="Only changes before the one with this id.", examples=[500]
    )


@router.get(
    "/audit",
    response_model=Audit,
    summary="Who changed what over HTTP",
    responses=documented(304, 503),
    dependencies=[Depends(only(AuditParameters))],
)
def list_audit(
    request: Request, runtime: CurrentRuntime, parameters: Annotated[AuditParameters, Query()]
) -> Response:
    """Every article added, updated or removed over HTTP, newest first. Needs a key with the scope `admin`.

    For what came before, ask for `before` the last id.
    """
    found = runtime.keys.audit(parameters.limit, parameters.before)
    return answer(request, {"results": [entry(each) for each in found]})
