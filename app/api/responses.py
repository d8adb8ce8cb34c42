"""What OpenAPI says of answers other than 200."""

from dataclasses import asdict
from typing import Any

from app.api.problems import MEDIA_TYPE
from app.errors import Fault

_EXAMPLE_FAULTS = {
    400: [Fault("q", "more than 10 parentheses inside each other", 10)],
    422: [Fault("page_size", "must be from 1 to 100")],
}
#: Status, and what OpenAPI says of it: in words, and a code, a title and a detail as an example.
_MEANINGS = {
    400: (
        "`q` cannot be answered, the body cannot be read, or the address is not valid UTF-8.",
        ("queryInvalid", "Query cannot be answered", "more than 10 parentheses inside each other"),
    ),
    401: (
        "There is no key, or none that is valid now.",
        ("keyInvalid", "No valid key", "This needs a key that is valid now, in one header."),
    ),
    403: (
        "The key is not for this, or not for that source; or writing is off because there is no key at all.",
        ("scopeMissing", "The key is not for this", "This needs a key with the scope write."),
    ),
    404: ("There is no such thing.", ("notFound", "Not found", "There is no article with this id.")),
    406: (
        "There is no form of this that the `Accept` header takes; `detail` lists what there is.",
        ("notAcceptable", "Not to be had in that form", "There is application/json (format=json)."),
    ),
    409: (
        "Another article stands in the way.",
        ("conflict", "Conflict", "That would be the same article as 7, by its address, id or text."),
    ),
    410: (
        "The cursor's index is no longer kept: begin again without it.",
        ("cursorExpired", "The cursor is no longer valid", "Begin again without the cursor."),
    ),
    412: (
        "`If-Match` or `If-None-Match` does not hold.",
        ("preconditionFailed", "Not as expected", "The article is not what If-Match says."),
    ),
    413: (
        "The body is too large, or holds too many articles.",
        ("bodyTooLarge", "Body too large", "The body is longer than 1,048,576 bytes."),
    ),
    414: (
        "The address is longer than 8 KiB.",
        ("uriTooLong", "Address too long", "The address is longer than 8192 bytes."),
    ),
    415: (
        "The body is of a kind that is not read.",
        ("mediaTypeUnsupported", "This kind of body is not read", "Content-Type must be application/json."),
    ),
    422: (
        "A parameter, or a field of the body, is unknown, missing, repeated or has a wrong value.",
        ("parameterInvalid", "Invalid parameter", "page_size: must be from 1 to 100"),
    ),
    428: (
        "`If-Match` is missing, which is required here.",
        ("preconditionRequired", "If-Match is required", "Send the article's ETag as If-Match."),
    ),
    429: (
        "Too many requests; try again after `Retry-After` seconds.",
        ("rateLimited", "Too many requests", "More than 60 requests a minute. Try again in 12 s."),
    ),
    503: (
        "Not able to answer at the moment; try again after `Retry-After` seconds.",
        ("overloaded", "Too many requests at once", "No place became free in time; try again in a moment."),
    ),
}
_NOT_MODIFIED = "The client holds it already (`If-None-Match`, `If-Modified-Since`)."
#: What any address may answer.
_ALWAYS = (400, 414, 422)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of these answers, and of the errors that any address can answer with."""
    return {
        status: problem_of(status) if status >= 400 else {"description": _NOT_MODIFIED}
        for status in sorted({*statuses, *_ALWAYS})
    }


def problem_of(status: int) -> dict[str, Any]:
    """What OpenAPI says of an answer that is a problem."""
    meaning, (code, title, detail) = _MEANINGS[status]
    example = {
        "type": f"urn:dateline:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": "/v1/search",
        "code": code,
        "errors": [asdict(fault) for fault in _EXAMPLE_FAULTS.get(status, [])],
        "request_id": "5f2b7c0e9d4a4f1c8a6e3b1d2c4f6a80",
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": meaning, "content": {MEDIA_TYPE: {"schema": schema, "example": example}}}
