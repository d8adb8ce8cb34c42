"""``dateline search``, ``export``, ``similar``, ``suggest``: the API's searches at the command line."""

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.asking import asking
from app.settings import load_settings

if TYPE_CHECKING:
    from app.search.criteria import Criteria

_COUNTS = "Counts"
_PAGES = "Order and pages"
_OUTPUT = "Output"


class Form(StrEnum):
    """How a page of a search is written: for people, or as the API writes it."""

    TABLE = "table"
    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL_JSON = "csl-json"
    JSON_LD = "jsonld"


class ExportFormat(StrEnum):
    NDJSON = "ndjson"
    CSV = "csv"


def register(cli: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (asking(search), asking(export), similar, suggest):
        cli.command()(command)


Json = Annotated[bool, typer.Option("--json", help="The API's answer as JSON.", rich_help_panel=_OUTPUT)]
Fields = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FIELD",
        help="Fields to write, like title,url; all for every one. (default: all but body)",
        rich_help_panel=_OUTPUT,
    ),
]


def search(
    criteria: "Criteria",
    page: Annotated[int, typer.Option(metavar="N", help="Page, from 1.", rich_help_panel=_PAGES)] = 1,
    page_size: Annotated[
        int,
        typer.Option(
            "--page-size", "-n", metavar="N", help="Results a page, at most 100.", rich_help_panel=_PAGES
        ),
    ] = 10,
    cursor: Annotated[
        str | None,
        typer.Option(
            metavar="CURSOR",
            help="Go on after a page: its cursor, with the same query and filters.",
            rich_help_panel=_PAGES,
        ),
    ] = None,
    facets: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FACET",
            help="Count by source, author, agency, section, tag, language, domain, day, month or year.",
            rich_help_panel=_COUNTS,
        ),
    ] = None,
    facet_size: Annotated[
        int, typer.Option(metavar="N", help="Values a facet.", rich_help_panel=_COUNTS)
    ] = 10,
    facet_scope: Annotated[
        str,
        typer.Option(
            metavar="SCOPE",
            help="exclude_own: a facet ignores the filters on its own field; all: every filter holds.",
            rich_help_panel=_COUNTS,
        ),
    ] = "exclude_own",
    timeline: Annotated[
        str | None,
        typer.Option(
            metavar="INTERVAL",
            help="Count by hour, day, week, month, year or auto.",
            rich_help_panel=_COUNTS,
        ),
    ] = None,
    form: Annotated[
        Form,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="table, json, ndjson, csv, or citations: bibtex, ris, csl-json, jsonld.",
            rich_help_panel=_OUTPUT,
        ),
    ] = Form.TABLE,
    as_json: Json = False,
    fields: Fields = None,
) -> None:
    """Find articles.

    Facets and the timeline are bars beneath the articles. To have everything that is found, use export.
    """
    from app.cli import finding

    criteria = replace(
        criteria,
        page=page,
        page_size=page_size,
        facets=tuple(facets or ()),
        facet_size=facet_size,
        facet_scope=facet_scope,
        timeline=timeline,
    )
    finding.search(load_settings(), criteria, cursor, "json" if as_json else form, fields or ())


def export(
    criteria: "Criteria",
    form: Annotated[
        ExportFormat,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="ndjson: a JSON object a line; or csv.",
            rich_help_panel=_OUTPUT,
        ),
    ] = ExportFormat.NDJSON,
    fields: Fields = None,
) -> None:
    """Write all articles found, in full, to standard output.

    In the order of ingestion, first one first, unless --sort says otherwise.
    """
    from app.cli import exporting

    exporting.export(load_settings(), criteria, form, fields or ("all",))


def similar(
    article_id: Annotated[int, typer.Argument(metavar="ID", help="Id of the article.")],
    size: Annotated[int, typer.Option("--page-size", "-n", metavar="N", help="Articles, at most 100.")] = 10,
    as_json: Json = False,
) -> None:
    """Find articles like one, most similar first."""
    from app.cli import finding

    finding.similar(load_settings(), article_id, size, as_json)


def suggest(
    term: Annotated[str, typer.Argument(metavar="TERM", help="The beginning of a word, or words.")],
    limit: Annotated[
        int, typer.Option("-n", "--limit", min=1, max=50, metavar="N", help="Completions of each kind.")
    ] = 10,
    as_json: Json = False,
) -> None:
    """Complete a word from the archive's own words, sources and authors."""
    from app.cli import finding

    finding.suggest(load_settings(), term, limit, as_json)
