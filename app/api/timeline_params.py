"""The parameters of a timeline."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from pydantic import Field
from starlette.requests import Request

from app.api.numbers import Whole
from app.api.params import Filters, Parameters, TimelineInterval, Words
from app.errors import Fault, InvalidParameter, QueryError
from app.search.criteria import Criteria
from app.search.fields import KEYWORD_FIELDS
from app.search.query.limits import Limits
from app.search.query.parser import Parsed, parse, require_clean
from app.search.when import Calendar

LABEL = "q."
MAX_QUERIES = 5
_MAX_LABEL = 40


@dataclass(frozen=True, slots=True)
class Labelled:
    """One of several queries. ``parameter`` is its full name."""

    name: str
    parsed: Parsed

    @property
    def parameter(self) -> str:
        return LABEL + self.name


class Bars(Parameters):
    q_name: str | None = Field(
        None,
        alias="q.NAME",
        description="Several queries beside each other, each under a name of yours: `q.ferries=ferry` and "
        f"`q.storms=storm`. {MAX_QUERIES} at most; the answer tells how many articles they share. What `q` "
        "and the filters say holds for all of them.",
        examples=["ferry"],
    )
    interval: TimelineInterval = Field(
        "auto",
        description="Length of a bar: `hour`, `day`, `week`, `month`, `year`, or `auto` for about a hundred "
        "bars at most. 20,000 bars are the most.",
        examples=["month"],
    )
    split: str | None = Field(
        None,
        description="A series for each of the most frequent values of "
        + ", ".join(f"`{name}`" for name in KEYWORD_FIELDS)
        + ", and one for what has none of them.",
        examples=["source"],
        json_schema_extra={"enum": list(KEYWORD_FIELDS)},
    )
    split_size: Whole = Field(5, ge=1, le=10, description="Values that get a series, at most.", examples=[3])
    ratio_of: Literal["archive", "filters"] = Field(
        "archive",
        description="What `total` and `ratio` go by: `archive`, all articles of the interval; `filters`, "
        "those that pass the same filters, whatever `q` says.",
        examples=["filters"],
    )


class Drawing(Parameters):
    format: Literal["json", "csv", "svg"] | None = Field(
        None,
        description="`json`, `csv` (a row for each bar), or `svg`: a chart. Without it, what the `Accept` "
        "header likes best.",
        examples=["svg", "csv"],
    )
    show: Literal["count", "ratio"] = Field(
        "count", description="What the chart shows: articles, or their share.", examples=["ratio"]
    )
    title: str | None = Field(
        None, max_length=120, description="Title of the chart; else the query.", examples=["Ferries"]
    )
    theme: Literal["auto", "light", "dark"] = Field(
        "auto", description="Colours of the chart: `auto` follows the reader's system.", examples=["dark"]
    )


class TimelineParameters(Drawing, Bars, Filters, Words):
    def read(self) -> Criteria:
        """What is asked for, as given, but for the queries with names."""
        return replace(
            super().read(),
            q=self.q if self.q and self.q.strip() else None,
            search_in=tuple(self.search_in),
            strict=self.strict,
            timeline=self.interval,
        )


def read_labelled(
    request: Request, limits: Limits, calendar: Calendar, *, strict: bool
) -> tuple[Labelled, ...]:
    """The queries with names, in the order given. Raises InvalidParameter and QueryError that name theirs."""
    given = [
        (name.removeprefix(LABEL), text)
        for name, text in request.query_params.multi_items()
        if name.startswith(LABEL)
    ]
    if len(given) > MAX_QUERIES:
        raise InvalidParameter.named("q.NAME", f"takes at most {MAX_QUERIES} queries")
    read = partial(parse, limits=limits, calendar=calendar)
    return tuple(_labelled(name, text, read, strict) for name, text in given)


def _labelled(name: str, text: str, read: Callable[[str], Parsed], strict: bool) -> Labelled:
    if not name.strip() or len(name) > _MAX_LABEL or not name.isprintable():
        raise InvalidParameter.named("q.NAME", f"the name is 1 to {_MAX_LABEL} characters that can be seen")
    try:
        parsed = read(text)
        if strict:
            require_clean(parsed)
    except QueryError as error:
        raise _of(LABEL + name, error) from None
    return Labelled(name, parsed)


def _of(parameter: str, error: QueryError) -> QueryError:
    """The same, said of another parameter than ``q``."""
    told = QueryError(str(error), error.position)
    told.faults = tuple(Fault(parameter, fault.detail, fault.position) for fault in error.faults)
    return told
