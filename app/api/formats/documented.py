"""What the description of the API says of the formats, with examples that the writers themselves wrote."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from app.api import render
from app.api.formats.kinds import KINDS, TABLES, Format
from app.api.formats.page import Page
from app.api.formats.table import columns, csv_lines, csv_rows, json_line
from app.api.formats.writing import write_page
from app.api.links import Links
from app.finder import FoundArticle
from app.values import Article, Moment, Precision, StoredArticle

_ROOT = "https://news.example"
#: Those that are JSON; all others are text to a client.
_SCHEMAS: dict[Format, dict[str, Any]] = {
    Format.JSON_FEED: {"type": "object"},
    Format.JSON_LD: {"type": "object"},
    Format.CSL_JSON: {"type": "array", "items": {"type": "object"}},
}
_FIELDS = ("id", "title", "source", "published_at", "url")
_ARTICLE = StoredArticle(
    42,
    Article(
        source="Harbour Gazette",
        title="Ferry runs aground off Skarvøy",
        description="All passengers were brought ashore.",
        authors=("Aoife Brannigan",),
        section="News",
        tags=("ferry",),
        language="en",
        url="https://harbour-gazette.example/news/ferry-aground/",
        published=Moment(datetime(2024, 3, 7, 9, 15, tzinfo=UTC), Precision.SECOND),
    ),
    source_slug="harbour-gazette",
    added_at=datetime(2024, 3, 7, 12, 0, tzinfo=UTC),
    version=1,
    content_hash="",
)


def texts(formats: Iterable[Format]) -> dict[int | str, dict[str, Any]]:
    """The content of a 200 in these formats but JSON, as texts of which no more is said."""
    kinds = [KINDS[each].media_type for each in formats if each is not Format.JSON]
    return {200: {"content": {kind: {"schema": {"type": "string"}} for kind in kinds}}}


def written_in(formats: Iterable[Format]) -> dict[int | str, dict[str, Any]]:
    """The content of a 200 with articles in these formats but JSON, which has its model.

    Examples take their time to be written: their places stay empty until ``add_examples``.
    """
    kinds = {
        KINDS[each].media_type: {"schema": _SCHEMAS.get(each, {"type": "string"}), "example": ""}
        for each in formats
        if each is not Format.JSON
    }
    return {200: {"content": kinds}}


def add_examples(content: Mapping[str, dict[str, Any]]) -> None:
    """Fill the empty places of ``written_in``. An answer that can be had in JSON, too, has pages."""
    paged = KINDS[Format.JSON].media_type in content
    for each in Format:
        described = content.get(KINDS[each].media_type, {})
        if described.get("example") == "":
            described["example"] = _example(each, paged=paged)


def _example(chosen: Format, *, paged: bool) -> Any:
    body = _page_in(chosen) if paged or chosen not in TABLES else _rows_in(chosen)
    return orjson.loads(body) if chosen in _SCHEMAS else body.decode()


def _page_in(chosen: Format) -> bytes:
    here = f"{_ROOT}/v1/search?q=ferry&format={chosen}"
    page = Page(
        title="Dateline: ferry",
        root=_ROOT,
        links=Links(here, here),
        total=1,
        size=20,
        hits=[FoundArticle(_ARTICLE)],
        fields=_FIELDS,
    )
    return write_page(page, chosen)


def _rows_in(chosen: Format) -> bytes:
    if chosen is Format.CSV:
        return csv_lines([columns(_FIELDS)]) + csv_rows([_ARTICLE], _FIELDS)
    return json_line(render.chosen(_ARTICLE, _FIELDS))
