"""What FastAPI's own description of the API leaves to be said."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI

from app.api.formats.documented import add_examples
from app.api.problems import Problem
from app.settings import Settings

#: How pydantic writes the bounds of a number that is read from text, and JSON Schema's words for them.
_BOUNDS = {"ge": "minimum", "le": "maximum"}


class Api(FastAPI):
    """FastAPI with a description that holds our problems and examples that docs pages fill in."""

    def __init__(self, settings: Settings, **said: Any) -> None:
        super().__init__(**said)
        self._limits = limits_of(settings)

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            complete(super().openapi(), self._limits)
        return super().openapi()


def limits_of(settings: Settings) -> dict[str, dict[str, int]]:
    """What whoever runs the service has set, in JSON Schema's words, by parameter."""
    return {
        "q": {"maxLength": settings.query_max_length},
        "q.NAME": {"maxLength": settings.query_max_length},
        "page": {"maximum": settings.offset_max},
        "page_size": {"maximum": settings.page_size_max},
    }


def complete(described: dict[str, Any], limits: Mapping[str, dict[str, int]]) -> None:
    """Amend an OpenAPI document in place."""
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    described["components"]["schemas"] |= problem.pop("$defs") | {"Problem": problem}
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
