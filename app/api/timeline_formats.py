"""Timelines on the wire: as JSON, as a table, as a chart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.api.chart.model import Chart, Row, Theme
from app.api.chart.svg import draw
from app.api.formats import KINDS, TIMELINES, Format, csv_lines
from app.api.timeline_params import Labelled, TimelineParameters
from app.errors import InvalidParameter
from app.search.criteria import Asked
from app.search.query.printing import print_query
from app.search.timeline import label
from app.search.when import zone_named
from app.timelines import Series, Timelines, Wanted, share

#: What else than JSON there is, for the description of the API.
DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {KINDS[each].media_type: {"schema": {"type": "string"}} for each in TIMELINES[1:]},
    }
}
#: More are less than a pixel each.
MAX_DRAWN = 2_000
REST = "all others"
#: Of which an article has one at most: its values are parts of a whole.
_SINGLE = ("source", "agency", "section", "language", "domain")


@dataclass(frozen=True, slots=True)
class Shown:
    """What was asked, what was found, and the names of the sources by slug."""

    asked: Asked
    found: Timelines
    labelled: tuple[Labelled, ...]
    wanted: Wanted
    names: Mapping[str, str]

    def label(self, series: Series) -> str:
        return REST if series.rest else self.names.get(series.name, series.name)

    def dates(self) -> list[str]:
        return [label(start, self.found.interval, self.found.timezone) for start in self.found.starts]


def content(shown: Shown) -> dict[str, Any]:
    """The shape of ``wire_counts.TimelineAnswer``, but for what was asked."""
    found = shown.found
    queries = {each.name: print_query(each.parsed.tree) for each in shown.labelled}
    return {
        "total": found.whole.total,
        "undated": found.whole.undated,
        "timeline": _bars(shown, found.whole),
        "series": [
            {
                "name": each.name,
                "label": shown.label(each),
                "q": queries.get(each.name),
                "rest": each.rest,
                "total": each.total,
                "undated": each.undated,
                "timeline": _bars(shown, each),
            }
            for each in found.series
        ],
        "overlap": [{"names": each.names, "count": each.count} for each in found.overlaps],
    }


def written(shown: Shown, chosen: Format, parameters: TimelineParameters) -> bytes:
    """The table or the chart."""
    return table(shown) if chosen is Format.CSV else draw(chart(shown, parameters)).encode()


def table(shown: Shown) -> bytes:
    """A line for each bar; where there are several series, for each of each, under its label."""
    parts = shown.found.series
    rows: list[list[Any]] = [[*(["series"] if parts else []), "date", "count", "total", "ratio"]]
    for each in parts or (shown.found.whole,):
        label = [shown.label(each)] if parts else []
        rows += ([*label, *bar.values()] for bar in _bars(shown, each))
    return csv_lines(rows)


def chart(shown: Shown, parameters: TimelineParameters) -> Chart:
    """Raises InvalidParameter, naming ``timeline``, where there are too many bars for a picture."""
    found = shown.found
    if len(found.starts) > MAX_DRAWN:
        detail = f"{len(found.starts):,} bars are more than a chart can show: take a longer interval"
        raise InvalidParameter.named("timeline", detail)
    series = found.series or (found.whole,)
    share_shown = parameters.show == "ratio"
    return Chart(
        title=parameters.title or _title(shown),
        subtitle=_subtitle(shown),
        interval=found.interval,
        dates=tuple(_local(found)),
        rows=tuple(Row(shown.label(each), tuple(_values(each, found, share_shown))) for each in series),
        stacked=shown.wanted.split in _SINGLE and not share_shown,
        rest=series[-1].rest,
        percent=share_shown,
        caption="share of articles" if share_shown else "articles",
        theme=Theme(parameters.theme),
    )


def _bars(shown: Shown, series: Series) -> list[dict[str, Any]]:
    figures = zip(shown.dates(), series.counts, shown.found.totals, strict=True)
    return [
        {"date": date, "count": count, "total": total, "ratio": _rounded(share(count, total))}
        for date, count, total in figures
    ]


def _rounded(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio, 6)


def _values(series: Series, found: Timelines, share_shown: bool) -> Iterator[float | None]:
    for count, total in zip(series.counts, found.totals, strict=True):
        yield share(count, total) if share_shown else float(count)


def _local(found: Timelines) -> Iterator[datetime]:
    zone = zone_named(found.timezone)
    for start in found.starts:
        yield datetime.fromtimestamp(start, zone)


def _title(shown: Shown) -> str:
    said = shown.asked.canonical if shown.asked.canonical != "*" else ""
    if shown.labelled:
        return ", ".join(each.name for each in shown.labelled) + (f" within {said}" if said else "")
    return said or "All articles"


def _subtitle(shown: Shown) -> str:
    found = shown.found
    many = "1 article" if found.whole.total == 1 else f"{found.whole.total:,} articles"
    by = f" and {shown.wanted.split}" if shown.wanted.split else ""
    return f"{many} by {found.interval}{by} · {_filters(shown)}{found.timezone}"


def _filters(shown: Shown) -> str:
    said = (
        f"{'not ' if each.exclude else ''}{each.field} {', '.join(each.values)} · "
        for each in shown.asked.request.keywords
    )
    return "".join(said)
