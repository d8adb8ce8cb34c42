"""The one field table: what an index holds, what can be filtered, scoped and sorted by.

The Whoosh schema, the query grammar's field names, the API's filter parameters and the
documentation all derive from ``FIELDS``.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    TEXT = "text"  # analysed, ranked, with positions
    KEYWORD = "keyword"  # whole values to filter by; its words can be asked for by name
    DATE = "date"  # seconds since 1970 in UTC, may be missing


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``parameter`` is the HTTP filter's name, ``boost`` its weight in ranking.

    ``suggested``: its values are offered as completions.
    """

    name: str
    kind: Kind
    about: str
    parameter: str = ""
    boost: float = 1.0
    suggested: bool = False


FIELDS: tuple[Field, ...] = (
    Field("title", Kind.TEXT, "headline", boost=2.0),
    Field("description", Kind.TEXT, "standfirst or summary"),
    Field("body", Kind.TEXT, "article text"),
    Field("author", Kind.KEYWORD, "author's name", parameter="authors", suggested=True),
    Field("source", Kind.KEYWORD, "slug of the source credited", parameter="sources", suggested=True),
    Field("domain", Kind.KEYWORD, "host of its address without www, or of its source", parameter="domains"),
    Field("agency", Kind.KEYWORD, "wire agency", parameter="agencies"),
    Field("section", Kind.KEYWORD, "section of the paper", parameter="sections"),
    Field("tag", Kind.KEYWORD, "tag or topic", parameter="tags"),
    Field("language", Kind.KEYWORD, "language code", parameter="languages"),
    Field("published", Kind.DATE, "when it was published"),
    Field("updated", Kind.DATE, "when the publisher last changed it"),
    Field("added", Kind.DATE, "when it was ingested here"),
)

BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}
TEXT_FIELDS: tuple[str, ...] = tuple(f.name for f in FIELDS if f.kind is Kind.TEXT)
KEYWORD_FIELDS: tuple[str, ...] = tuple(f.name for f in FIELDS if f.kind is Kind.KEYWORD)
DATE_FIELDS: tuple[str, ...] = tuple(f.name for f in FIELDS if f.kind is Kind.DATE)
SUGGESTED_FIELDS: tuple[str, ...] = tuple(f.name for f in FIELDS if f.suggested)
#: Names that may stand before a colon in a query.
SCOPES: tuple[str, ...] = TEXT_FIELDS + KEYWORD_FIELDS
