"""Completions of what somebody begins to write."""

import time
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from app.api.answers import answer, deliver
from app.api.counts import facet_values
from app.api.deps import CurrentRuntime
from app.api.numbers import Whole
from app.api.params import Parameters
from app.api.responses import documented
from app.api.route import ListRoute
from app.api.wire_counts import Suggestions
from app.runtime import Runtime
from app.search.engine import Counted, Suggested

#: OpenSearch Suggestions 1.1.
SUGGESTIONS = "application/x-suggestions+json"

router = APIRouter(prefix="/v1", tags=["Search"], route_class=ListRoute)


class SuggestParameters(Parameters):
    term: str = Field(
        max_length=100,
        description="What has been written so far: the beginning of a word, or words of which the last one "
        "is begun.",
        examples=["ferr", "karzun d", "harb", "aoife", "fery"],
    )
    format: Literal["json", "opensearch"] = Field(
        "json",
        description="`opensearch`: the term and its completions in a row, as browsers ask for them.",
        examples=["opensearch"],
    )
    limit: Whole = Field(10, ge=1, le=50, description="Suggestions of each kind, at most.", examples=[5])


@router.get(
    "/suggest",
    response_model=Suggestions,
    summary="Complete a word",
    responses=documented(304, 503)
    | {200: {"content": {SUGGESTIONS: {"schema": {"type": "array", "items": {}}}}}},
)
def suggest(
    request: Request, runtime: CurrentRuntime, parameters: Annotated[SuggestParameters, Query()]
) -> Response:
    """Words of the archive, sources and authors that begin so, most frequent first.

    `did_you_mean` has likelier spellings where no word begins so.
    """
    began = time.perf_counter()
    term, limit = parameters.term, parameters.limit
    if parameters.format == "opensearch":
        words = _values(_words(_found(runtime, term, limit)), _parted(term)[0])
        return deliver(request, orjson.dumps([term, [each["value"] for each in words]]), SUGGESTIONS)
    content = complete(runtime, term, limit)
    return answer(request, content, volatile={"took_ms": round((time.perf_counter() - began) * 1000, 2)})


def complete(runtime: Runtime, term: str, limit: int) -> dict[str, Any]:
    """How what was begun may go on: the shape of ``wire.Suggestions``, but for the time it took."""
    head, last = _parted(term)
    found = _found(runtime, term, limit)
    words = _words(found)
    names = runtime.articles.source_names() if any(each.field == "source" for each in found) else {}
    meant = () if words else runtime.engine.corrections(last, limit, runtime.settings.search_timeout)
    return {
        "term": term,
        "took_ms": None,
        "words": _values(words, head),
        "sources": facet_values(_of(found, "source"), names),
        "authors": facet_values(_of(found, "author"), {}),
        "did_you_mean": _values(meant, head),
    }


def _found(runtime: Runtime, term: str, limit: int) -> list[Suggested]:
    """Completions of the whole; where that is several words, the words that complete the last one."""
    head, last = _parted(term)
    timeout = runtime.settings.search_timeout
    found = list(runtime.engine.suggest(term, limit, timeout))
    if head:
        found += _words(runtime.engine.suggest(last, limit, timeout))
    return found


def _words(found: Sequence[Suggested]) -> list[Suggested]:
    return [each for each in found if not each.field]


def _parted(term: str) -> tuple[str, str]:
    """What comes before the last word, with the space after it, and the last word."""
    *before, last = term.split() or [""]
    return "".join(f"{word} " for word in before), last


def _of(found: Sequence[Suggested], field: str) -> list[Counted]:
    return [Counted(each.value, each.count) for each in found if each.field == field]


def _values(words: Sequence[Suggested], head: str) -> list[dict[str, Any]]:
    return [{"value": head + each.value, "count": each.count} for each in words]
