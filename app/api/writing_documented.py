"""What OpenAPI says of the requests that write."""

from typing import Any

from app.api.incoming import NewArticle

_REF = "#/components/schemas/"
_ONE = {"$ref": f"{_REF}NewArticle"}
_LIST = {"type": "array", "items": _ONE}
EXAMPLE = {
    "title": "Ferry runs aground off Skarvøy",
    "body": "The ferry left at seven.",
    "source": "Harbour Gazette",
    "url": "https://harbour-gazette.example/news/ferry-aground/",
    "published_at": "2024-03-07T09:15:00Z",
    "tags": ["ferry", "weather"],
}
_ANOTHER = {
    "title": "Dam above Oldbridge holds",
    "body": "The dam held, said Tom Ashdown.",
    "source": "Vale Times",
    "external_id": "vt-2024-117",
    "published_at": "2024-03",
}
_LINES = '{"title": "Dam above Oldbridge holds", "source": "Vale Times"}\n{"title": "Ferry sails again"}\n'

ARTICLE = {"application/json": {"schema": _ONE, "example": EXAMPLE}}
ARTICLES = {
    "application/json": {
        "schema": {
            "anyOf": [
                _ONE,
                _LIST,
                {
                    "type": "object",
                    "properties": {"articles": _LIST},
                    "required": ["articles"],
                    "additionalProperties": False,
                },
            ]
        },
        "examples": {
            "one": {"summary": "One article", "value": EXAMPLE},
            "several": {"summary": "Several articles", "value": [EXAMPLE, _ANOTHER]},
        },
    },
    "application/ndjson": {"schema": {"type": "string", "format": "binary"}, "example": _LINES},
}
_ETAG = {"description": "What to send as `If-Match`.", "schema": {"type": "string"}}
HEADERS = {"ETag": _ETAG}
CREATED = {
    "description": "One article, which is new.",
    "content": {"application/json": {"schema": {"$ref": f"{_REF}Article"}}},
    "headers": {
        "ETag": _ETAG,
        "Location": {"description": "Address of the article.", "schema": {"type": "string"}},
    },
}
_PARAMETERS = {
    "If-Match": "Have the effect only while the article has this `ETag`; else 412.",
    "If-None-Match": "`*`: add it only if it is not here yet; else 412.",
    "Idempotency-Key": "A name of yours for this request, 1 to 255 characters. Sent again with it within a "
    "day, the request has no second effect and gets the first answer; with another body it is 422.",
}
_SCHEMAS: dict[str, dict[str, Any]] = {
    "If-Match": {"examples": ["*"]},
    "If-None-Match": {"enum": ["*"], "examples": ["*"]},
    "Idempotency-Key": {
        "pattern": '^"?[!#-~]{1,255}"?$',
        "examples": ["8e03978e-40d5-43dd-bc93-6894a57f9324"],
    },
}


def described(body: dict[str, Any] | None, *headers: str) -> dict[str, Any]:
    """The body and the headers of a request, as OpenAPI has them."""
    parameters = [
        {
            "name": name,
            "in": "header",
            "required": False,
            "description": _PARAMETERS[name],
            "schema": {"type": "string", **_SCHEMAS[name]},
        }
        for name in headers
    ]
    return {"parameters": parameters} | ({"requestBody": {"required": True, "content": body}} if body else {})


def schemas() -> dict[str, Any]:
    """The models that only requests have."""
    new = NewArticle.model_json_schema(ref_template=_REF + "{model}")
    found: dict[str, Any] = new.pop("$defs") | {"NewArticle": new}
    return found
