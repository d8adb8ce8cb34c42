"""What FastAPI's own description of the API leaves to be said."""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute

from app.api.formats.documented import add_examples
from app.api.guard import GuardedRoute, OpenRoute, scope_for
from app.api.problems import Problem
from app.api.responses import problem_of
from app.api.writing_documented import schemas
from app.keys import KeyScope
from app.settings import Settings

_KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key that `dateline keys create` has printed: `Authorization: Bearer dateline_...`, "
    "in one header. One made with `--source` writes articles of those sources only and reads all. "
    "Anybody may read without, unless whoever runs this service has set DATELINE_READING.",
}
#: How pydantic writes the bounds of a number that is read from text, and JSON Schema's words for them.
_BOUNDS = {"ge": "minimum", "le": "maximum"}


class Api(FastAPI):
    """FastAPI with a description that holds our problems and examples that docs pages fill in."""

    def __init__(self, settings: Settings, **said: Any) -> None:
        super().__init__(**said)
        self._limits = limits_of(settings)
        self._reading_is_open = settings.reading == "open"

    def include_router(self, router: APIRouter, **said: Any) -> None:
        """Raises TypeError for a router with a route that asks no guard and does not say so."""
        for route in router.routes:
            if not isinstance(route, GuardedRoute | OpenRoute):
                raise TypeError(f"{route} must be a GuardedRoute, or an OpenRoute that anybody may ask")
        super().include_router(router, **said)

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            described = super().openapi()
            secure(described, self.routes, reading_is_open=self._reading_is_open)
            complete(described, self._limits)
        return super().openapi()


def limits_of(settings: Settings) -> dict[str, dict[str, int]]:
    """What whoever runs the service has set, in JSON Schema's words, by parameter."""
    return {
        "q": {"maxLength": settings.query_max_length},
        "q.NAME": {"maxLength": settings.query_max_length},
        "page": {"maximum": settings.offset_max},
        "page_size": {"maximum": settings.page_size_max},
    }


def secure(described: dict[str, Any], routes: Iterable[BaseRoute], *, reading_is_open: bool) -> None:
    """Say which operations need a key, and what is answered without, in place."""
    described["components"]["securitySchemes"] = {"key": _KEY}
    for route in (context.original_route for context in iter_route_contexts(list(routes))):
        if not isinstance(route, GuardedRoute):
            continue
        for method in route.methods or ():
            operation = described["paths"][route.path_format][method.lower()]
            may_do_without = scope_for(route) is KeyScope.READ and reading_is_open
            operation["security"] = [{}, {"key": []}] if may_do_without else [{"key": []}]
            refused = (401, 429) if may_do_without else (401, 403, 429)
            operation["responses"] |= {str(status): problem_of(status) for status in refused}


def complete(described: dict[str, Any], limits: Mapping[str, dict[str, int]]) -> None:
    """Amend an OpenAPI document in place."""
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    described["components"]["schemas"] |= problem.pop("$defs") | {"Problem": problem} | schemas()
    for path in described["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                _amend(parameter, limits.get(parameter["name"], {}))
            add_examples(operation["responses"].get("200", {}).get("content", {}))


def _amend(parameter: dict[str, Any], limits: dict[str, int]) -> None:
    """Say how a parameter is written, rather than what we read it into.

    None is ever null. A list is one text with commas. What a request needs, and ``q``, has examples
    that docs pages fill in. ``limits`` that are said already stay.
    """
    schema = parameter["schema"]
    given = [kind for kind in schema.pop("anyOf", []) if kind.get("type") != "null"]
    schema |= given[0] if given else {}
    schema |= {word: schema.pop(bound) for bound, word in _BOUNDS.items() if bound in schema}
    schema |= limits | schema
    schema.pop("title", None)
    if schema.pop("items", None):
        schema["type"] = "string"
    if parameter["name"] == "q":
        parameter["examples"] = {each: {"value": each} for each in schema["examples"]}
    elif parameter["required"]:
        parameter["example"] = schema["examples"][0]
