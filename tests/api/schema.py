"""A compact check of JSON against the part of JSON Schema that our OpenAPI document uses."""

from typing import Any

_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
_SAID = {"title", "description", "examples", "default"}
_CHECKED = {"type", "properties", "required", "additionalProperties", "items", "prefixItems", "anyOf", "$ref"}
_IMPLIED = {"minItems", "maxItems"}


def differences(value: Any, schema: dict[str, Any], document: dict[str, Any], at: str = "$") -> list[str]:
    """What in ``value`` is not as ``schema`` says; empty when all is."""
    if unknown := set(schema) - _SAID - _CHECKED - _IMPLIED:
        return [f"{at}: the schema uses {unknown}, which this check does not know"]
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/components/schemas/")
        return differences(value, document["components"]["schemas"][name], document, at)
    if "anyOf" in schema:
        tried = [differences(value, each, document, at) for each in schema["anyOf"]]
        return [] if [] in tried else tried[0]
    expected = schema.get("type")
    if expected and (
        not isinstance(value, _TYPES[expected]) or (isinstance(value, bool) and expected != "boolean")
    ):
        return [f"{at}: {value!r} is no {expected}"]
    if isinstance(value, dict):
        return _in_object(value, schema, document, at)
    if isinstance(value, list):
        return _in_list(value, schema, document, at)
    return []


def _in_object(value: dict[str, Any], schema: dict[str, Any], document: dict[str, Any], at: str) -> list[str]:
    properties = schema.get("properties", {})
    rest = schema.get("additionalProperties", True)
    found = [f"{at}: {name} is missing" for name in schema.get("required", []) if name not in value]
    for name, item in value.items():
        if name in properties:
            found += differences(item, properties[name], document, f"{at}.{name}")
        elif rest is False:
            found.append(f"{at}: {name} is not documented")
        elif isinstance(rest, dict):
            found += differences(item, rest, document, f"{at}.{name}")
    return found


def _in_list(value: list[Any], schema: dict[str, Any], document: dict[str, Any], at: str) -> list[str]:
    first = schema.get("prefixItems", [])
    kinds = first + [schema.get("items", {})] * (len(value) - len(first))
    return [
        problem
        for number, (item, kind) in enumerate(zip(value, kinds, strict=True))
        for problem in differences(item, kind, document, f"{at}[{number}]")
    ]
