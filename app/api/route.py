"""Routes of lists: one model reads the query, strictly, and the handler runs before the engine."""

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, get_origin, get_type_hints

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from app.api.gate import Asker, Gate
from app.api.guard import GuardedRoute
from app.api.sharing import Sharing, sameness
from app.api.strictness import refuse_faults

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class ListRoute(GuardedRoute):
    """Calls ``handler(request, runtime, parameters)`` in a thread, with a place before the engine.

    FastAPI documents it from the handler's signature as any other. But it would spend 110 µs on looking for
    each of thirty parameters in the query, where the model that holds them needs 15.
    """

    def get_route_handler(self) -> Handler:
        assert not self.dependencies, "dependencies are not asked here"
        handler = self.endpoint
        read = QueryReader(get_type_hints(handler)["parameters"])

        async def answer(request: Request) -> Response:
            parameters = read(request.query_params.multi_items())
            call = partial(handler, request=request, runtime=request.state.runtime, parameters=parameters)
            gate: Gate = request.state.gate
            sharing: Sharing = request.state.sharing
            return await sharing.once(sameness(request), partial(gate.run, call, Asker.of(request.scope)))

        return answer


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
