"""The parameters of lists and of search, as OpenAPI documents them and ``Criteria`` takes them."""

from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.api.numbers import Whole
from app.search.criteria import FILTERS, Criteria
from app.search.fields import BY_NAME
from app.search.highlight import HighlightSpec

_FIELDS_HELP = (
    "Which fields of an article come back, as a comma list; `all` for every one. `id` always does, "
    "`body` only when it is named here."
)
_DATE_HELP = (
    "A bare date means that whole day (month, year), both ends included. `2024`, `2024-03`, `2024-03-07`, "
    "`2024-03-07T10:00:00Z`, `7d`, `24h`, `now-2d`, `today`. A `+` in an address must be written `%2B`."
)


def _filter(parameter: str, *examples: str) -> Any:
    """A filter parameter: what it is about comes from the field table."""
    name, excluding = FILTERS[parameter]
    kept = "Only articles with none" if excluding else "Only articles with one"
    about = BY_NAME[name].about
    description = (
        f"{kept} of these values: {about}. A comma list, may be repeated; quote a value with a comma."
    )
    minus = "" if excluding else " A minus before a value excludes it."
    return Field([], description=description + minus, examples=list(examples))


class Filters(BaseModel):
    """What narrows a list, and how it is ordered and cut into pages."""

    model_config = ConfigDict(frozen=True)

    sources: list[str] = _filter("sources", "harbour-post")
    not_sources: list[str] = _filter("not_sources", "harbour-post")
    authors: list[str] = _filter("authors", "Ines Calder")
    not_authors: list[str] = _filter("not_authors", "Ines Calder")
    agencies: list[str] = _filter("agencies", "Reuters")
    not_agencies: list[str] = _filter("not_agencies", "Reuters")
    sections: list[str] = _filter("sections", "Business")
    not_sections: list[str] = _filter("not_sections", "Business")
    tags: list[str] = _filter("tags", "ferry")
    not_tags: list[str] = _filter("not_tags", "ferry")
    languages: list[str] = _filter("languages", "en")
    not_languages: list[str] = _filter("not_languages", "en")
    from_: str | None = Field(None, alias="from", description="Not before. " + _DATE_HELP, examples=["2024"])
    to: str | None = Field(None, description="Not after. " + _DATE_HELP, examples=["2024-06"])
    use_date: Literal["published", "updated", "added"] = Field(
        "published",
        description="The clock that `from`, `to`, `newest` and `oldest` go by.",
        examples=["added"],
    )
    timezone: str = Field(
        "UTC", description="Zone of dates given without one (IANA name).", examples=["Europe/Lisbon"]
    )
    page: Whole = Field(
        1, ge=1, description="Page, from 1. Results beyond the 10,000th cannot be paged to.", examples=[1]
    )
    page_size: Whole | None = Field(
        None, ge=1, description="Results a page: 20 when not said, at most 100.", examples=[10]
    )
    fields: list[str] = Field([], description=_FIELDS_HELP, examples=["title,published_at,source,url"])

    def read(self) -> Criteria:
        """What is asked for, as given."""
        return Criteria(
            filters={name: tuple(getattr(self, name)) for name in FILTERS if getattr(self, name)},
            from_=self.from_,
            to=self.to,
            use_date=self.use_date,
            timezone=self.timezone,
            page=self.page,
            page_size=self.page_size,
        )


class ListParameters(Filters):
    sort: Literal["newest", "oldest", "added"] | None = Field(
        None,
        description="`newest` (default) and `oldest` go by `use_date`, undated articles last; `added`: last "
        "ingested first. With `since_id` the default is the order of ingestion, first one first.",
        examples=["oldest"],
    )
    since_id: Whole | None = Field(
        None,
        ge=0,
        le=2**63 - 1,
        description="Only articles ingested after the one with this id.",
        examples=[0],
    )

    def read(self) -> Criteria:
        return replace(super().read(), sort=self.sort, since_id=self.since_id or 0)


class SearchParameters(Filters):
    q: str | None = Field(
        None,
        description='What to look for: words (all of them), `OR`, `NOT` or `-`, `"phrase"`, `(...)`, '
        "`elect*`, and before a word, phrase or parenthesis `title:`, `description:`, `body:`, `author:`, `source:`, "
        "`agency:`, `section:`, `tag:`, `language:`. Empty or missing: everything.",
        examples=["ferry", 'dam AND (flood OR "evacuation order")', "title:ferry -harbour", "elect*"],
    )
    search_in: list[str] = Field(
        [],
        description="Where words without a field are looked for: a comma list of `title`, `description`, "
        "`body`; all of them when not said.",
        examples=["title,description"],
    )
    sort: Literal["relevance", "newest", "oldest", "added"] | None = Field(
        None,
        description="`relevance` is the default with `q`, `newest` without. `newest` and `oldest` go by "
        "`use_date`, undated articles last; `added`: last ingested first. Ties go by id.",
        examples=["newest"],
    )
    strict: bool = Field(
        False, description="True: a query that had to be read leniently is refused with 400.", examples=[True]
    )
    highlight: bool = Field(
        False, description="True: results carry the pieces of text that were found.", examples=[True]
    )
    highlight_count: Whole = Field(3, ge=1, le=20, description="Pieces a field, at most.", examples=[2])
    highlight_length: Whole = Field(
        200, ge=20, le=2000, description="Characters a piece, about.", examples=[120]
    )
    highlight_pre: str = Field(
        "<mark>",
        max_length=100,
        description="Put before a find, as it is; the text itself is escaped.",
        examples=["<em>"],
    )
    highlight_post: str = Field(
        "</mark>", max_length=100, description="Put after a find.", examples=["</em>"]
    )

    def read(self) -> Criteria:
        q = self.q if self.q and self.q.strip() else None
        search_in = tuple(self.search_in)
        return replace(super().read(), q=q, search_in=search_in, sort=self.sort, strict=self.strict)

    def highlighting(self) -> HighlightSpec | None:
        if not self.highlight:
            return None
        return HighlightSpec(
            count=self.highlight_count,
            length=self.highlight_length,
            pre=self.highlight_pre,
            post=self.highlight_post,
        )


class ByUrl(BaseModel):
    url: str = Field(
        description="Address of the page.", examples=["https://www.harbourpost.example/ferry?utm_source=x"]
    )
