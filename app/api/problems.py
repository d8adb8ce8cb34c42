"""Every error answer: ``application/problem+json`` (RFC 9457), one shape for all.

What is said never holds a path of the server, SQL, a library's message or more than a few
characters of what the client sent; ``request_id`` is what ties an answer to the log.
"""

import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import orjson
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Scope

from app.api.wording import say
from app.errors import DatelineError, Fault, Rejected, RequestError

MEDIA_TYPE = "application/problem+json"
#: Key of the ASGI scope under which the middleware leaves the request's id.
REQUEST_ID = "dateline.request_id"
RETRY_AFTER = "1"
#: What is left of a body that is too large is not read.
_ALWAYS = {503: {"Retry-After": RETRY_AFTER}, 413: {"Connection": "close"}}
_ALWAYS_ALLOWED = ("HEAD", "OPTIONS")
_MAX_INSTANCE = 200
_MAX_FAULTS = 20

log = logging.getLogger(__name__)


class ProblemFault(BaseModel):
    """One thing wrong with the request."""

    parameter: str = Field(description="Name of the parameter.", examples=["page_size"])
    detail: str = Field(description="What is wrong with it, and what would be right.")
    position: int | None = Field(
        None, description="Where in the value, in characters from 0, if that is known."
    )


class Problem(BaseModel):
    """What went wrong, for a program (`code`) and for a person (`detail`)."""

    type: str = Field(
        description="Names the kind of problem.", examples=["urn:dateline:problem:parameterInvalid"]
    )
    title: str = Field(description="The kind of problem in words.", examples=["Invalid parameter"])
    status: int = Field(description="The HTTP status again.", examples=[422])
    detail: str = Field(description="What is wrong with this request.")
    instance: str = Field(description="Path of the request.", examples=["/v1/search"])
    code: str = Field(description="Stable name of the kind of problem.", examples=["parameterInvalid"])
    errors: list[ProblemFault] = Field(description="The parameters at fault; empty when it is none of them.")
    request_id: str = Field(description="The id of this request, as in `X-Request-ID`.")


def problem(
    scope: Scope,
    *,
    status: int,
    code: str,
    title: str,
    detail: str,
    faults: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
    extra: Mapping[str, object] | None = None,
) -> Response:
    """An error answer. ``extra`` are further members of the document."""
    document: dict[str, object] = {
        "type": f"urn:dateline:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": quote(scope["path"])[:_MAX_INSTANCE],
        "code": code,
        "errors": [_fault(fault) for fault in faults[:_MAX_FAULTS]],
        "request_id": scope.get(REQUEST_ID, ""),
        **(extra or {}),
    }
    always = _ALWAYS.get(status, {})
    return Response(
        orjson.dumps(document),
        status,
        headers={"Cache-Control": "no-store", **always, **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def unexpected(scope: Scope) -> Response:
    """The answer to a bug of ours."""
    return problem(
        scope,
        status=500,
        code=DatelineError.code,
        title=DatelineError.title,
        detail="Something went wrong here, not in your request. Tell the operator the request_id.",
    )


def out_of_memory(scope: Scope) -> Response:
    """The answer when there was not enough for this request; what it held is given back by now."""
    return problem(
        scope,
        status=503,
        code="outOfMemory",
        title="Not enough memory",
        detail="There was not enough memory for this request; ask for less, or try again in a moment.",
    )


def nothing_here(scope: Scope) -> Response:
    """The answer to an address that leads nowhere."""
    return _refused(scope, 404, {})


async def on_dateline_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DatelineError)
    if error.status >= 500:
        log.warning(
            "request %s: %s: %s", request.scope.get(REQUEST_ID), error.code, error, exc_info=error.__cause__
        )
    return problem(
        request.scope,
        status=error.status,
        code=error.code,
        title=error.title,
        detail=str(error),
        faults=error.faults if isinstance(error, RequestError) else (),
        extra={"reason": error.reason} if isinstance(error, Rejected) else None,
    )


async def on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    faults = [Fault(str(each["loc"][-1]), say(each)) for each in found]
    missing = all(each["type"] == "missing" for each in found)
    return problem(
        request.scope,
        status=422,
        code="parametersMissing" if missing else "parameterInvalid",
        title="Missing parameter" if missing else "Invalid parameter",
        detail="; ".join(f"{fault.parameter}: {fault.detail}" for fault in faults[:_MAX_FAULTS]),
        faults=faults,
    )


async def on_http_error(request: Request, error: Exception) -> Response:
    """What the router refuses. OPTIONS is answered here, from the methods that it names."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted({*_methods_at(request), *_ALWAYS_ALLOWED}))
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=headers)
    return _refused(request.scope, error.status_code, headers)


def _methods_at(request: Request) -> set[str]:
    """What the routes with the same path take together; the router names only those of the first one."""
    path = getattr(request.scope.get("route"), "path", None)
    routes = [context.original_route for context in iter_route_contexts(request.app.routes)]
    here = [route for route in routes if isinstance(route, Route) and route.path == path]
    return {method for route in here for method in route.methods or ()} or {"GET"}


#: Which handler answers for which error; whatever is not here is a bug, see ``middleware.LastResort``.
HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]] = {
    DatelineError: on_dateline_error,
    RequestValidationError: on_validation_error,
    HTTPException: on_http_error,
}

_DETAILS = {
    404: "There is nothing at this address; /docs lists the addresses there are.",
    405: "This address does not know that method; see the Allow header.",
}


def _refused(scope: Scope, status: int, headers: Mapping[str, str]) -> Response:
    phrase = HTTPStatus(status).phrase
    detail = _DETAILS.get(status, phrase)
    if status == HTTPStatus.NOT_FOUND and scope["path"].endswith("/"):
        detail = f"No address here ends with a slash: leave it out. {detail}"
    return problem(scope, status=status, code=_camel(phrase), title=phrase, detail=detail, headers=headers)


def _fault(fault: Fault) -> dict[str, Any]:
    return {"parameter": fault.parameter, "detail": fault.detail, "position": fault.position}


def _camel(phrase: str) -> str:
    first, *rest = phrase.replace("-", " ").split()
    return first.lower() + "".join(word.capitalize() for word in rest)
