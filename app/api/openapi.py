"""What FastAPI's own description of the API leaves to be said."""

from typing import Any

from fastapi import FastAPI

from app.api.formats.documented import add_examples
from app.api.problems import Problem


class Api(FastAPI):
    """FastAPI with a description that holds our problems and examples that docs pages fill in."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            complete(super().openapi())
        return super().openapi()


def complete(described: dict[str, Any]) -> None:
    """Amend an OpenAPI document in place."""
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    described["components"]["schemas"] |= problem.pop("$defs") | {"Problem": problem}
    for path in described["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                _amend(parameter)
            add_examples(operation["responses"].get("200", {}).get("content", {}))


def _amend(parameter: dict[str, Any]) -> None:
    """Say how a parameter is written, rather than what we read it into.

    None is ever null. A list is one text with commas. What a request needs, and ``q``, has examples
    that docs pages fill in.
    """
    schema = parameter["schema"]
    given = [kind for kind in schema.pop("anyOf", []) if kind.get("type") != "null"]
    schema |= given[0] if given else {}
    schema.pop("title", None)
    if schema.pop("items", None):
        schema["type"] = "string"
    if parameter["name"] == "q":
        parameter["examples"] = {each: {"value": each} for each in schema["examples"]}
    elif parameter["required"]:
        parameter["example"] = schema["examples"][0]
