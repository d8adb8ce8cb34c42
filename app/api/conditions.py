"""On which condition a request to write shall have its effect (RFC 9110, section 13), and how often."""

import re

import orjson
from starlette.requests import Request

from app.api import render
from app.api.answers import digest
from app.api.compression import CODINGS
from app.editing.edits import Expectation
from app.errors import ConditionMissing, InvalidParameter, NotAsExpected, RequestError
from app.values import StoredArticle

_NAME = re.compile(r'"?([\x21\x23-\x7e]{1,255})"?')
_CONDITIONS = ("if-match", "if-none-match")


def etag_of(stored: StoredArticle) -> str:
    """The tag that ``GET /v1/articles/{id}`` gives."""
    return f'"{digest(orjson.dumps(render.article(stored)))}"'


def expectation(request: Request, *, required: bool) -> Expectation:
    """What If-Match says of an article. Raises ConditionMissing where it must say something."""
    if "if-match" not in request.headers:
        if required:
            raise ConditionMissing("Send the article's ETag as If-Match; it is required here.")
        return lambda _stored: None
    wanted = {tag.strip() for tag in ",".join(request.headers.getlist("if-match")).split(",")}

    def expect(stored: StoredArticle) -> None:
        tag = etag_of(stored)
        # A packed answer has the same tag with the name of the coding.
        if not wanted & {"*", tag, *(f'{tag[:-1]}-{coding}"' for coding in CODINGS)}:
            raise NotAsExpected("The article is not what If-Match says: it has been changed. Read it again.")

    return expect


def only_new(request: Request) -> bool:
    """Whether an article that is here already shall be left alone. Raises RequestError."""
    given = request.headers.get("if-none-match")
    if given is not None and given.strip() != "*":
        raise RequestError("If-None-Match: only * has a meaning where articles are added.")
    return given is not None


def conditions_of(request: Request) -> list[str]:
    """As they were sent, to tell whether a repeated request is the same."""
    return [request.headers.get(name, "") for name in _CONDITIONS]


def idempotency_name(request: Request) -> str | None:
    """The Idempotency-Key, with or without quotes. Raises InvalidParameter."""
    given = request.headers.getlist("idempotency-key")
    if not given:
        return None
    name = _NAME.fullmatch(given[0])
    if len(given) > 1 or name is None:
        raise InvalidParameter.named("Idempotency-Key", "takes one value of 1 to 255 ASCII characters")
    return name[1]
