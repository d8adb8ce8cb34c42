"""Routes of lists: one model reads the query, strictly, and the handler runs before the engine.

What is known before is not asked again: an answer of the archive as it still is, or one that is being made.
"""

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, get_origin, get_type_hints

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.responses import Response
from starlette.types import Scope

from app.api.answers import is_fresh, not_modified
from app.api.compression import Coding, coding_of, packed
from app.api.gate import Asker, Gate
from app.api.guard import GuardedRoute
from app.api.kept import Answer, Kept, moment_of
from app.api.sharing import Sharing
from app.api.strictness import refuse_faults
from app.runtime import Runtime

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
#: Headers that an answer depends on, beside its address and how it is packed.
_HEADERS = frozenset({b"accept", b"host"})
#: Headers that say what the client holds already: the route looks at them, so that answers are whole.
_CONDITIONS = frozenset({b"if-modified-since", b"if-none-match"})


class ListRoute(GuardedRoute):
    """Calls ``handler(request, runtime, parameters)`` in a thread, with a place before the engine.

    FastAPI documents it from the handler's signature as any other. But it would spend 110 µs on looking for
    each of thirty parameters in the query, where the model that holds them needs 15.
    """

    def get_route_handler(self) -> Handler:
        assert not self.dependencies, "dependencies are not asked here"
        handler = self.endpoint
        read = QueryReader(get_type_hints(handler)["parameters"])

        def make(request: Request) -> Answer:
            parameters = read(request.query_params.multi_items())
            made = handler(request=request, runtime=request.state.runtime, parameters=parameters)
            response = packed(made, coding_of(request.scope))
            return Answer(response, _validators(made), moment_of(request))

        async def answer(request: Request) -> Response:
            return _to_whom_it_is_new(request, await _answered(request, make))

        return answer


async def _answered(request: Request, make: Callable[[Request], Answer]) -> Answer:
    """What was answered before, is being answered to somebody else, or is made in a thread of the gate."""
    runtime: Runtime = request.state.runtime
    kept: Kept = request.state.kept
    sharing: Sharing[Answer] = request.state.sharing
    gate: Gate = request.state.gate
    asked, state = _question(request.scope, coding_of(request.scope)), runtime.state()
    if found := kept.find(asked, state, runtime.clock()):
        return found
    run = partial(gate.run, partial(make, _unconditional(request)), Asker.of(request.scope))
    answer = await sharing.once((asked, state), run)
    if answer.response.status_code == 200:
        kept.keep(asked, state, answer)
    return answer


def _question(scope: Scope, coding: Coding) -> str:
    """All that an answer depends on, beside the archive as it stands and, for some, the time."""
    headers = [header for header in scope["headers"] if header[0] in _HEADERS]
    address = scope["path"], scope["query_string"], scope["scheme"], scope.get("root_path")
    return repr((*address, headers, coding.name, coding.least))


def _unconditional(request: Request) -> Request:
    headers = [header for header in request.scope["headers"] if header[0] not in _CONDITIONS]
    return Request({**request.scope, "headers": headers}, request.receive)


def _to_whom_it_is_new(request: Request, answer: Answer) -> Response:
    """The answer, or 304 for who holds it."""
    tag = answer.validators.get("ETag")
    return not_modified(answer.validators) if tag and is_fresh(request, tag) else answer.response


def _validators(response: Response) -> dict[str, str]:
    return {name: response.headers[name] for name in ("ETag", "Vary") if name in response.headers}


class QueryReader:
    """Reads the pairs of a query into a model; parameters typed as lists may be repeated."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model
        self._known = {
            info.alias or name: get_origin(info.annotation) is list
            for name, info in model.model_fields.items()
        }

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> Any:
        """Raises InvalidParameter for an unknown or repeated name, RequestValidationError for a value."""
        refuse_faults([name for name, _ in pairs], self._known)
        given: dict[str, Any] = {}
        for name, value in pairs:
            if self._known.get(name):
                given.setdefault(name, []).append(value)
            else:
                given[name] = value
        try:
            return self._model.model_validate(given)
        except ValidationError as error:
            raise RequestValidationError(error.errors(include_url=False)) from error
