"""``dateline search`` and ``dateline export``: the API's filters at the command line."""

import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from app.settings import load_settings

if TYPE_CHECKING:
    from app.finder import Found
    from app.runtime import Runtime
    from app.search.criteria import Asked, Criteria
    from app.values import StoredArticle

#: Articles read at once while exporting.
_CHUNK = 500


class ExportFormat(StrEnum):
    NDJSON = "ndjson"
    CSV = "csv"


def register(cli: typer.Typer) -> None:
    """Add the commands of this module."""
    cli.command()(search)
    cli.command()(export)


def _filter(what: str) -> Any:
    return typer.Option(
        metavar="VALUE", help=f"{what}; several: repeat or separate by commas, -VALUE excludes."
    )


Query = Annotated[
    str | None,
    typer.Argument(
        metavar="QUERY",
        help='Words, "phrases", AND OR NOT, ( ), elect*, title:word. All of them if left out.',
    ),
]
SearchIn = Annotated[
    list[str] | None, typer.Option("--search-in", help="title, description, body. (default: all)")
]
Source = Annotated[list[str] | None, _filter("Source, by name or slug")]
Author = Annotated[list[str] | None, _filter("Author")]
Agency = Annotated[list[str] | None, _filter("Wire agency")]
Section = Annotated[list[str] | None, _filter("Section")]
Tag = Annotated[list[str] | None, _filter("Tag")]
Language = Annotated[list[str] | None, _filter("Language code")]
From = Annotated[
    str | None,
    typer.Option("--from", metavar="DATE", help="2019, 2019-04, 2019-04-26, a date-time, 7d, today."),
]
To = Annotated[
    str | None, typer.Option("--to", metavar="DATE", help="As --from; that whole day, month or year.")
]
UseDate = Annotated[str, typer.Option("--use-date", metavar="CLOCK", help="published, updated or added.")]
Timezone = Annotated[str, typer.Option(metavar="ZONE", help="Zone of dates without one, like Europe/Vienna.")]
SinceId = Annotated[int, typer.Option("--since-id", metavar="ID", help="Only articles added after this one.")]
SortBy = Annotated[
    str | None,
    typer.Option(
        "--sort",
        metavar="ORDER",
        help="relevance, newest, oldest or added. (default: relevance with a query, else newest)",
    ),
]


def search(
    context: typer.Context,
    query: Query = None,
    search_in: SearchIn = None,
    source: Source = None,
    author: Author = None,
    agency: Agency = None,
    section: Section = None,
    tag: Tag = None,
    language: Language = None,
    from_: From = None,
    to: To = None,
    use_date: UseDate = "published",
    timezone: Timezone = "UTC",
    since_id: SinceId = 0,
    sort: SortBy = None,
    page: Annotated[int, typer.Option(help="Page, from 1.")] = 1,
    page_size: Annotated[int, typer.Option("--page-size", "-n", help="Results a page, at most 100.")] = 10,
    strict: Annotated[bool, typer.Option("--strict", help="A query with warnings is an error.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The API's answer as JSON.")] = False,
) -> None:
    """Find articles."""
    _search(_criteria(context), as_json)


def export(
    context: typer.Context,
    query: Query = None,
    search_in: SearchIn = None,
    source: Source = None,
    author: Author = None,
    agency: Agency = None,
    section: Section = None,
    tag: Tag = None,
    language: Language = None,
    from_: From = None,
    to: To = None,
    use_date: UseDate = "published",
    timezone: Timezone = "UTC",
    since_id: SinceId = 0,
    sort: SortBy = None,
    format_: Annotated[
        ExportFormat, typer.Option("--format", help="One JSON object a line, or CSV.")
    ] = ExportFormat.NDJSON,
) -> None:
    """Write the articles found, in full, to standard output."""
    _export(_criteria(context), format_)


def _criteria(context: typer.Context) -> "Criteria":
    """What was asked for, whichever of the two commands it was."""
    from app.search.criteria import Criteria

    said: dict[str, Any] = context.params
    names = {"source": "sources", "author": "authors", "agency": "agencies"}
    names |= {"section": "sections", "tag": "tags", "language": "languages"}
    return Criteria(
        q=said["query"],
        search_in=tuple(said["search_in"] or ()),
        filters={filter_: tuple(said[name]) for name, filter_ in names.items() if said[name]},
        from_=said["from_"],
        to=said["to"],
        use_date=said["use_date"],
        timezone=said["timezone"],
        sort=said["sort"],
        since_id=said["since_id"],
        page=said.get("page", 1),
        page_size=said.get("page_size"),
        strict=said.get("strict", False),
    )


def _asked(runtime: "Runtime", criteria: "Criteria") -> "Asked":
    from app.search.criteria import SearchLimits, read_criteria

    return read_criteria(criteria, limits=SearchLimits.of(runtime.settings), now=runtime.clock())


def _search(criteria: "Criteria", as_json: bool) -> None:
    from app.runtime import open_runtime

    with open_runtime(load_settings(), create=False) as runtime:
        asked = _asked(runtime, criteria)
        _tell_lag(runtime)
        _print_found(runtime.finder.find(asked.request), asked, as_json)


def _print_found(found: "Found", asked: "Asked", as_json: bool) -> None:
    from app.api import render
    from app.cli.screen import err, out, print_json

    if as_json:
        results = [render.article(hit.stored) | {"score": hit.score} for hit in found.hits]
        print_json({"query": asked.canonical, "total": found.total, "results": results})
        return
    _tell_warnings(asked)
    if found.hits:
        out().print(_table(found))
    shown = (
        f", {asked.request.offset + 1:,} to {asked.request.offset + len(found.hits):,} shown"
        if found.hits
        else ""
    )
    err().print(f"{found.total:,} found in {found.took_ms:.0f} ms{shown}")


def _tell_warnings(asked: "Asked") -> None:
    from app.cli.screen import err

    for warning in asked.parsed.warnings:
        err().print(f"note: {warning.message} (at character {warning.position + 1})")


def _tell_lag(runtime: "Runtime") -> None:
    """What is found is not all there is while an ingest runs, or after one that was killed."""
    from app.cli.screen import err

    if lag := runtime.indexer.lag():
        err().print(
            f"note: {lag:,} changes are not in the index yet: serving or the next ingest puts them in"
        )


def _table(found: "Found") -> Any:
    from rich.table import Table
    from rich.text import Text

    from app.api import render

    table = Table("id", "published", "source", "title", box=None, pad_edge=False)
    for hit in found.hits:
        article = hit.stored.article
        published = (render.moment(article.published) or "-")[:16]
        table.add_row(str(hit.stored.id), published, Text(article.source), Text(article.title))
    return table


def _export(criteria: "Criteria", format_: ExportFormat) -> None:
    from app.cli.screen import drop_output
    from app.runtime import open_runtime

    with open_runtime(load_settings(), create=False) as runtime:
        found = _every(runtime, criteria)
        try:
            _write_csv(found) if format_ is ExportFormat.CSV else _write_ndjson(found)
        except BrokenPipeError:  # who reads has had enough (``| head``), which is no error
            drop_output()


def _every(runtime: "Runtime", criteria: "Criteria") -> Iterator["StoredArticle"]:
    """Every article found, in order; ids are held at once, articles a few hundred at a time."""
    asked = _asked(runtime, criteria)
    _tell_warnings(asked)
    _tell_lag(runtime)
    request = replace(asked.request, offset=0, limit=max(runtime.articles.count(), 1), timeout=None)
    ids = [hit.id for hit in runtime.engine.search(request).hits]
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        rows = runtime.articles.by_ids(chunk)
        yield from (rows[article_id] for article_id in chunk if article_id in rows)


def _write_ndjson(found: Iterable["StoredArticle"]) -> None:
    from app.api import render

    for stored in found:
        sys.stdout.buffer.write(orjson.dumps(render.article(stored), option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


def _write_csv(found: Iterable["StoredArticle"]) -> None:
    from app.api import render, wire

    writer = csv.writer(sys.stdout)
    writer.writerow(wire.Article.model_fields)
    for stored in found:
        writer.writerow(_cell(value) for value in render.article(stored).values())


def _cell(value: object) -> object:
    """Text of one cell. What a spreadsheet would run as a formula is disarmed by a quote (K22)."""
    if isinstance(value, dict):
        value = value["name"]
    elif isinstance(value, list | tuple):
        value = "; ".join(map(str, value))
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return value
