"""``dateline search``, ``export``, ``similar``, ``suggest``: the API's searches at the command line."""

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.asking import asking
from app.search.fields import KEYWORD_FIELDS
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


def _option(panel: str, *flags: str, **said: Any) -> Any:
    return typer.Option(*flags, rich_help_panel=panel, **said)


_FIELDS_HELP = "Fields to write, like title,url; all for every one."
_COUNTED = f"Count by {', '.join(KEYWORD_FIELDS)}, day, month or year."
_SCOPES = "exclude_own: a facet ignores the filters on its own field; all: every filter holds."

Json = Annotated[bool, _option(_OUTPUT, "--json", help="The API's answer as JSON.")]
Page = Annotated[int, _option(_PAGES, metavar="N", help="Page, from 1.")]
PageSize = Annotated[
    int, _option(_PAGES, "--page-size", "-n", metavar="N", help="Results a page, at most 100.")
]
Cursor = Annotated[
    str | None, _option(_PAGES, metavar="CURSOR", help="Go on after a page: its cursor, with the same query.")
]
Facets = Annotated[list[str] | None, _option(_COUNTS, metavar="FACET", help=_COUNTED)]
FacetSize = Annotated[int, _option(_COUNTS, metavar="N", help="Values a facet, at most 100.")]
FacetScope = Annotated[str, _option(_COUNTS, metavar="SCOPE", help=_SCOPES)]
Interval = Annotated[
    str | None,
    _option(_COUNTS, metavar="INTERVAL", help="Count by hour, day, week, month, year or auto."),
]
Collapse = Annotated[
    str | None,
    _option(_PAGES, metavar="WHAT", help="copies: of articles with the same text only the first."),
]
PageForm = Annotated[
    Form,
    _option(
        _OUTPUT,
        "--format",
        metavar="FORMAT",
        help="table, json, ndjson, csv, or citations: bibtex, ris, csl-json, jsonld.",
    ),
]
PageFields = Annotated[
    list[str] | None,
    _option(_OUTPUT, "--fields", metavar="FIELD", help=f"{_FIELDS_HELP} (default: all but body)"),
]
Highlight = Annotated[
    bool, _option(_OUTPUT, "--highlight", help="Show what was found, in a piece of the text.")
]
ExportFields = Annotated[
    list[str] | None, _option(_OUTPUT, "--fields", metavar="FIELD", help=f"{_FIELDS_HELP} (default: all)")
]
ExportForm = Annotated[
    ExportFormat,
    _option(_OUTPUT, "--format", metavar="FORMAT", help="ndjson: a JSON object a line; or csv."),
]


def search(
    criteria: "Criteria",
    page: Page = 1,
    page_size: PageSize = 10,
    cursor: Cursor = None,
    facets: Facets = None,
    facet_size: FacetSize = 10,
    facet_scope: FacetScope = "exclude_own",
    timeline: Interval = None,
    form: PageForm = Form.TABLE,
    as_json: Json = False,
    fields: PageFields = None,
    highlight: Highlight = False,
    collapse: Collapse = None,
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
        collapse=collapse,
    )
    view = finding.view_of("json" if as_json else form, fields or (), highlight=highlight)
    finding.search(load_settings(), criteria, cursor, view, as_table=form == Form.TABLE and not as_json)


def export(criteria: "Criteria", form: ExportForm = ExportFormat.NDJSON, fields: ExportFields = None) -> None:
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
