"""How many articles there are over time."""

import time
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api import timeline_formats as formats
from app.api.answers import answer, deliver
from app.api.asking import read_asked
from app.api.counts import blaming
from app.api.deps import CurrentRuntime
from app.api.formats import KINDS, TIMELINES, Format, choose, download
from app.api.kept import true_for_a_second
from app.api.responses import documented
from app.api.route import ListRoute
from app.api.timeline_params import Labelled, TimelineParameters, read_labelled
from app.api.understood import conditions, query_warnings, refuse_unknown, source_warnings
from app.api.view import VARY
from app.api.wire_counts import TimelineAnswer
from app.errors import InvalidParameter
from app.runtime import Runtime
from app.search.checking import choice
from app.search.criteria import Asked, SearchLimits
from app.search.fields import KEYWORD_FIELDS
from app.search.query.tree import has_dates
from app.search.when import Calendar
from app.timelines import Timelines, Wanted, read_timelines

router = APIRouter(prefix="/v1", tags=["Search"], route_class=ListRoute)


@router.get(
    "/timeline",
    response_model=TimelineAnswer,
    summary="Articles over time",
    responses=documented(304, 406, 503) | formats.DOCUMENTED,
)
def timeline(
    request: Request, runtime: CurrentRuntime, parameters: Annotated[TimelineParameters, Query()]
) -> Response:
    """How many articles each hour, day, week, month or year has, how many there were in all, and the ratio.

    With `split` or several queries `q.NAME=` there is a series for each part beside the whole. Intervals
    without an article are told, too. `format=svg` draws it.
    """
    began = time.perf_counter()
    chosen = choose(request, TIMELINES, parameters.format)
    limits = SearchLimits.of(runtime.settings)
    asked = read_asked(request, runtime, parameters.read())
    calendar = Calendar(asked.now, parameters.timezone)
    labelled = read_labelled(request, limits.query, calendar, strict=parameters.strict)
    if any(has_dates(each.parsed.tree) for each in labelled):
        true_for_a_second(request, asked.now)
    warnings = _warnings(runtime, asked, labelled, strict=parameters.strict)
    wanted = _wanted(asked, labelled, parameters)
    with blaming("interval"):
        found = read_timelines(wanted, runtime.engine)
    names = runtime.articles.source_names() if wanted.split == "source" else {}
    shown = formats.Shown(asked, found, labelled, wanted, names)
    if chosen is not Format.JSON:
        with blaming("interval"):
            body = formats.written(shown, chosen, parameters)
        headers = VARY | download(chosen, "timeline")
        return deliver(request, body, KINDS[chosen].content_type, headers=headers)
    content = {
        "query": _understood(asked, found, parameters, warnings),
        "took_ms": None,
        **formats.content(shown),
    }
    volatile = {"took_ms": round((time.perf_counter() - began) * 1000, 2)}
    return answer(request, content, volatile=volatile, headers=VARY)


def _wanted(asked: Asked, labelled: tuple[Labelled, ...], parameters: TimelineParameters) -> Wanted:
    split = "" if parameters.split is None else choice("split", parameters.split, KEYWORD_FIELDS)
    if split and labelled:
        raise InvalidParameter.named("split", "is for one query: leave out either this or those with names")
    return Wanted(
        request=asked.request,
        timeline=asked.request.timelines[0],
        queries=tuple((each.name, each.parsed.tree) for each in labelled),
        split=split,
        size=parameters.split_size,
        of_filtered=parameters.ratio_of == "filters",
    )


def _warnings(
    runtime: Runtime, asked: Asked, labelled: tuple[Labelled, ...], *, strict: bool
) -> list[dict[str, Any]]:
    unknown = source_warnings(runtime.articles, asked.request)
    if strict:
        refuse_unknown(unknown)
    named = [warning for each in labelled for warning in query_warnings(each.parameter, each.parsed)]
    return [*query_warnings("q", asked.parsed), *named, *unknown]


def _understood(
    asked: Asked, found: Timelines, parameters: TimelineParameters, warnings: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        **conditions(asked),
        "use_date": asked.counting.date_field,
        "interval": found.interval,
        "timezone": found.timezone,
        "split": parameters.split,
        "ratio_of": parameters.ratio_of,
        "warnings": warnings,
    }
