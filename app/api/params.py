"""The parameters of lists and of search, as OpenAPI documents them and ``Criteria`` takes them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.api.numbers import Whole
from app.api.wire import Article
from app.search.counting import FACET_SIZE_MAX, FACETS
from app.search.criteria import FILTERS, Criteria
from app.search.fields import BY_NAME, DATE_FIELDS, SCOPES, TEXT_FIELDS
from app.search.highlight import HighlightSpec

#: Texts that may be comma lists themselves: the parameter may be repeated.
CommaList = list[str]
ListFormat = Literal[
    "json", "rss", "atom", "jsonfeed", "csv", "ndjson", "bibtex", "ris", "csl-json", "jsonld"
]
ArticleFormat = Literal["json", "bibtex", "ris", "csl-json", "jsonld"]
UseDate = Literal["published", "updated", "added"]
TimelineInterval = Literal["hour", "day", "week", "month", "year", "auto"]

_DATE_HELP = (
    "A bare date means that whole day (month, year), both ends included: `2024`, `2024-03`, `2024-03-07`, "
    "`2024-03-07T10:00:00Z`, `7d`, `24h`, `now-2d`, `today`. In an address `+` must be written `%2B`."
)


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def list_of(names: Iterable[str]) -> dict[str, Any]:
    """JSON Schema of a comma list of these names, as far as people write it."""
    name = "|".join(names)
    return {"pattern": f"^ *({name}) *(, *({name}) *)*$"}


#: What ``fields`` may name.
ARTICLE_FIELDS = list_of((*Article.model_fields, "all"))


def _filter(parameter: str, *examples: str) -> Any:
    """A filter parameter; what it is about comes from the field table."""
    name, excluding = FILTERS[parameter]
    about = f"{BY_NAME[name].about}, like `{examples[0]}`"
    help_text = (
        f"Articles with none of these: {about}. A comma list."
        if excluding
        else f"Articles with one of these: {about}. A comma list; `-` before a value excludes it, "
        "a value with a comma stands in quotes."
    )
    return Field(default_factory=list, description=help_text, examples=list(examples))


class Parameters(BaseModel):
    model_config = ConfigDict(frozen=True)


class Words(Parameters):
    q: str | None = Field(
        None,
        description="What to look for: words (all of them), `OR`, `NOT` or `-`, `(...)`; "
        '`"a phrase"`, and `"a phrase"~5` with up to five other words among its own; '
        '`NEAR(dam, "peace treaty", 5)` or `near5:"dam treaty"`, in any order, five words between at most; '
        '`repeat3:"ferry"`, at least three times in one field; `elect*`, `wom?n` and `col*r`, `?` for one '
        "character; `Kadafi~1`, `~2` or `~`, so many letters otherwise; `ferry^2` counts twice in the order. "
        "Before any of these the name of a field, "
        + _names(f"{scope}:" for scope in SCOPES)
        + "; before a date "
        + _names(f"{field}:" for field in DATE_FIELDS)
        + ": `published:2024-03`, `published:>2019`, `published:[2024-03-01 TO 2024-04-15}` (a brace leaves "
        "the bound out, `*` is open), dates as in `from`. Empty or missing: everything.",
        examples=[
            "ferry",
            '"Karzun Dam" AND (treaty OR talks)',
            "title:ferry -fine",
            "covid-19",
            "elect*",
            'NEAR(treaty, "Karzun Dam", 12)',
            'repeat2:"ferry" published:>=2024',
            "Karsun~1 dam^2",
        ],
    )
    search_in: CommaList = Field(
        default_factory=list,
        description="Where words without a field are looked for, of `title`, `description`, `body`; all of "
        "them when not said. A comma list.",
        examples=["title,description"],
        json_schema_extra=list_of(TEXT_FIELDS),
    )
    strict: bool = Field(
        False,
        description="`true`: what would be a warning is an error, 400 for `q` and 422 for `sources`.",
        examples=[True],
    )


class Filters(Parameters):
    sources: CommaList = _filter("sources", "harbour-gazette")
    not_sources: CommaList = _filter("not_sources", "harbour-gazette")
    domains: CommaList = _filter("domains", "harbour-gazette.example")
    not_domains: CommaList = _filter("not_domains", "harbour-gazette.example")
    authors: CommaList = _filter("authors", "Aoife Brannigan")
    not_authors: CommaList = _filter("not_authors", "Aoife Brannigan")
    agencies: CommaList = _filter("agencies", "Meridian Wire")
    not_agencies: CommaList = _filter("not_agencies", "Meridian Wire")
    sections: CommaList = _filter("sections", "Politics")
    not_sections: CommaList = _filter("not_sections", "Politics")
    tags: CommaList = _filter("tags", "ferry")
    not_tags: CommaList = _filter("not_tags", "ferry")
    languages: CommaList = _filter("languages", "de,fr")
    not_languages: CommaList = _filter("not_languages", "en")
    from_: str | None = Field(None, alias="from", description="Not before. " + _DATE_HELP, examples=["2024"])
    to: str | None = Field(None, description="Not after; written like `from`.", examples=["2026-12"])
    use_date: UseDate = Field(
        "published",
        description="The clock that `from`, `to`, `newest` and `oldest` go by.",
        examples=["added"],
    )
    timezone: str = Field(
        "UTC", description="Zone of dates that name none, like `Europe/Lisbon`.", examples=["Europe/Lisbon"]
    )

    def read(self) -> Criteria:
        """What is asked for, as given."""
        return Criteria(
            filters={name: tuple(getattr(self, name)) for name in FILTERS if getattr(self, name)},
            from_=self.from_,
            to=self.to,
            use_date=self.use_date,
            timezone=self.timezone,
        )


class Paging(Parameters):
    page: Whole | None = Field(
        None,
        ge=1,
        description="Page by its number, from 1; the 10,000th result is the last one to be reached so. "
        "Without it pages go on by cursor.",
        examples=[1],
    )
    cursor: str | None = Field(
        None,
        max_length=1000,
        description="The `cursor` of the page before, with the same query, filters and order: goes on after "
        "it, however far. By date no article is lost or seen twice while others are added. By relevance a "
        "cursor goes on in the index as it was; when that is kept no longer, after five minutes or more, "
        "the answer is 410 and the walk begins again.",
    )
    page_size: Whole | None = Field(
        None, ge=1, description="Results a page: 20 when not said, at most 100.", examples=[10]
    )


class Shown(Parameters):
    """How a list is written."""

    fields: CommaList = Field(
        default_factory=list,
        description="Fields that come back, a comma list; `all` for every one. `id` always does, `body` only "
        "when it is named here. In feeds `body` puts the full text in; citations have fields of their own.",
        examples=["title,published_at,source,url", "all"],
        json_schema_extra=ARTICLE_FIELDS,
    )
    format: ListFormat | None = Field(
        None,
        description="How the answer is written; goes before the `Accept` header. Feeds are paged by "
        "`next` links (RFC 5005); tables and citations by the `Link` header.",
        examples=["rss", "csv"],
    )
    bom: bool = Field(
        False,
        description="`true`: a CSV table begins with a byte order mark, for spreadsheets that else mistake "
        "its letters. Goes with `format=csv`.",
        examples=[True],
    )


class Counting(Parameters):
    facets: CommaList = Field(
        default_factory=list,
        description="Count the matches by value, a comma list of " + _names(FACETS) + ".",
        examples=["source,section,month", "author"],
        json_schema_extra=list_of(FACETS),
    )
    facet_size: Whole = Field(
        10, ge=1, le=FACET_SIZE_MAX, description="Values a facet, most frequent first.", examples=[5]
    )
    facet_scope: Literal["exclude_own", "all"] = Field(
        "exclude_own",
        description="`exclude_own`: a facet ignores the filters on its own field, so that it shows what else "
        "could be chosen; `all`: every filter holds. Dates and `q` always hold.",
        examples=["all"],
    )
    timeline: TimelineInterval | None = Field(
        None,
        description="Count the matches by date: `hour`, `day`, `week`, `month`, `year`, or `auto` for about "
        "a hundred bars at most. By `use_date`, in `timezone`; 20,000 bars are the most.",
        examples=["month", "auto"],
    )


class Highlighting(Parameters):
    highlight: bool = Field(
        False, description="`true`: results carry the pieces of text that were found.", examples=[True]
    )
    highlight_count: Whole = Field(3, ge=1, le=20, description="Pieces a field, at most.", examples=[2])
    highlight_length: Whole = Field(
        200, ge=20, le=2000, description="Characters a piece, about.", examples=[120]
    )
    highlight_pre: str = Field(
        "<mark>",
        max_length=100,
        description="Put before a find as it is; the text itself is escaped for HTML.",
        examples=["<em>"],
    )
    highlight_post: str = Field(
        "</mark>", max_length=100, description="Put after a find.", examples=["</em>"]
    )

    def highlighting(self) -> HighlightSpec | None:
        if not self.highlight:
            return None
        return HighlightSpec(
            count=self.highlight_count,
            length=self.highlight_length,
            pre=self.highlight_pre,
            post=self.highlight_post,
        )


class Narrowed(Counting, Shown, Paging, Filters):
    """What every list takes."""

    collapse: Literal["copies"] | None = Field(
        None,
        description="`copies`: of the matches with the same text (`/v1/articles/{id}/reprints` tells which), "
        "only the first in the order asked for; `total`, `facets` and `timeline` count it once, and its "
        "`copies` says for how many it stands.",
        examples=["copies"],
    )

    def read(self) -> Criteria:
        return replace(
            super().read(),
            page=self.page or 1,
            page_size=self.page_size,
            facets=tuple(self.facets),
            facet_size=self.facet_size,
            facet_scope=self.facet_scope,
            timeline=self.timeline,
            collapse=self.collapse,
        )


class ListParameters(Narrowed):
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


class SearchParameters(Highlighting, Narrowed, Words):
    sort: Literal["relevance", "newest", "oldest", "added"] | None = Field(
        None,
        description="`relevance` is the default with `q`, `newest` without. `newest` and `oldest` go by "
        "`use_date`, undated articles last; `added`: last ingested first. Ties go by id.",
        examples=["newest"],
    )

    def read(self) -> Criteria:
        q = self.q if self.q and self.q.strip() else None
        search_in = tuple(self.search_in)
        return replace(super().read(), q=q, search_in=search_in, sort=self.sort, strict=self.strict)


class OneArticle(Parameters):
    format: ArticleFormat | None = Field(
        None,
        description="`json`, or a citation: BibTeX, RIS, CSL-JSON, or schema.org's NewsArticle as JSON-LD; "
        "goes before the `Accept` header.",
        examples=["bibtex"],
    )


class Address(Parameters):
    url: str = Field(
        description="Address of the page.",
        examples=[
            "http://www.harbour-gazette.example/news/2024/01/17/halcyon-dawn-aground/?utm_source=letter"
        ],
    )


class ByUrl(OneArticle, Address):
    """One article by its address."""
