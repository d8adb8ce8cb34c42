"""What goes over the wire: the models that OpenAPI documents."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Instant = Annotated[str, Field(description="RFC 3339 in UTC.", examples=["2024-03-07T09:15:00Z"])]


class Wire(BaseModel):
    """Answers hold what is documented and nothing else."""

    model_config = ConfigDict(extra="forbid")


class Source(Wire):
    """Who is credited with an article."""

    id: str = Field(
        description="Slug, as used in `sources=` and `/v1/sources/{id}`.", examples=["harbour-gazette"]
    )
    name: str = Field(description="Name as printed.", examples=["Harbour Gazette"])
    domain: str | None = Field(description="Domain of its site.", examples=["harbour-gazette.example"])


class Article(Wire):
    """An article with everything that is known of it; what is not known is null or empty."""

    id: int = Field(description="Grows in the order of ingestion and is never used again.", examples=[42])
    url: str | None = Field(
        description="Canonical address.", examples=["https://harbour-gazette.example/news/ferry-aground/"]
    )
    title: str = Field(description="Headline.", examples=["Ferry runs aground off Skarvøy"])
    description: str = Field(
        description="Standfirst or summary.", examples=["All passengers were brought ashore."]
    )
    body: str = Field(
        description="Full text, never cut; lines as in the original.", examples=["The ferry left at seven."]
    )
    byline: str = Field(description="Byline as printed.", examples=["By Aoife Brannigan and Tom Ashdown"])
    authors: list[str] = Field(
        description="Names from the byline.", examples=[["Aoife Brannigan", "Tom Ashdown"]]
    )
    source: Source = Field(description="Who is credited with the article.")
    agency: str | None = Field(description="Wire agency that it came from.", examples=["Meridian Wire"])
    dateline: str | None = Field(description="Place the report was filed from.", examples=["Port Halvard"])
    republished_by: str | None = Field(description="Who printed it again.")
    section: str | None = Field(description="Section of the paper.", examples=["Politics"])
    tags: list[str] = Field(description="Tags or topics.", examples=[["ferry", "weather"]])
    language: str | None = Field(description="Language code.", examples=["en"])
    image_url: str | None = Field(
        description="Address of the lead image.", examples=["https://harbour-gazette.example/ferry.jpg"]
    )
    published_at: str | None = Field(
        description="When it was published, as precisely as is known: RFC 3339 in UTC, or `2019`, `2019-04`, "
        "`2019-04-26` (W3C date and time formats).",
        examples=["2024-03-07T09:15:00Z"],
    )
    published_precision: str | None = Field(
        description="`year`, `month`, `day`, `minute` or `second`.", examples=["second"]
    )
    updated_at: str | None = Field(description="When the publisher last changed it; RFC 3339 in UTC.")
    external_id: str | None = Field(description="The source's own id of it.")
    flags: list[str] = Field(description="What was odd about the input.", examples=[["future_date"]])
    added_at: Instant = Field(description="When it was ingested here; RFC 3339 in UTC.")
    version: int = Field(description="Counts what was ingested under this id, from 1.", examples=[1])


class Highlight(Wire):
    """A piece of the text around words that were found."""

    text: str = Field(
        description="HTML: the text escaped, each find between `highlight_pre` and `highlight_post`.",
        examples=["Engineers closed the <mark>dam</mark> gates &amp; waited"],
    )
    start: int = Field(description="Where the piece begins in the field, in characters.")
    end: int = Field(description="Where it ends, exclusive.")
    marks: list[tuple[int, int]] = Field(description="Start and end of each find in the field.")


class Warned(Wire):
    """Something that was odd and read leniently."""

    parameter: str = Field(description="`q`, or `sources` for a source that is not held.", examples=["q"])
    message: str = Field(description="What was odd and how it was read.")
    position: int | None = Field(description="Where in `q`, in characters from 0; else null.")
    hint: str = Field(description="What to write instead; may be empty.")


class Filtered(Wire):
    """One filter as it was understood."""

    field: str = Field(examples=["source"])
    values: list[str] = Field(examples=[["harbour-gazette"]])
    exclude: bool = Field(description="True: none of these values; false: one of them.")


class FacetsUnderstood(Wire):
    """What was counted by value."""

    names: list[str] = Field(examples=[["source", "month"]])
    size: int = Field(description="Values a facet, at most.", examples=[10])
    scope: str = Field(
        description="`exclude_own`: a facet ignores the filters on its own field; `all`: every filter holds.",
        examples=["exclude_own"],
    )


class TimelineUnderstood(Wire):
    """What was counted by date."""

    interval: str = Field(
        description="Length of a bar; `auto` is told as what it became.", examples=["month"]
    )
    timezone: str = Field(description="Whose clock the bars go by.", examples=["Europe/Lisbon"])
    use_date: str = Field(description="Which date was counted.", examples=["published"])


class Conditions(Wire):
    """What every match fulfils, as it was understood."""

    q: str = Field(description="The query in canonical form; `*`: everything.", examples=['dam "north gate"'])
    search_in: list[str] = Field(
        description="Text fields that words without a scope were looked for in.",
        examples=[["title", "description", "body"]],
    )
    filters: list[Filtered] = Field(description="Keyword filters; all of them hold.")
    use_date: str | None = Field(
        description="The clock that `from`, `to` and dated orders go by.", examples=["published"]
    )
    from_: str | None = Field(
        alias="from", description="First second included; RFC 3339 in UTC.", examples=["2024-01-01T00:00:00Z"]
    )
    to: str | None = Field(
        description="Last second included; RFC 3339 in UTC.", examples=["2024-12-31T23:59:59Z"]
    )


class Corrected(Wire):
    """A query that may be meant."""

    q: str = Field(examples=["ferry"])
    total: int = Field(description="What it finds with the same filters.", examples=[14])


class Understood(Conditions):
    """The request as it was understood."""

    since_id: int = Field(description="Only articles with a larger id.", examples=[0])
    sort: str = Field(description="Order of the results.", examples=["relevance"])
    sort_date: str | None = Field(
        description="The clock that `newest` and `oldest` go by; else null.", examples=["published"]
    )
    collapse: str | None = Field(description="`copies`, or null.", examples=["copies"])
    facets: FacetsUnderstood | None = Field(description="Null when none were asked for.")
    timeline: TimelineUnderstood | None = Field(description="Null when none was asked for.")
    suggestions: list[Corrected] = Field(
        description="Did you mean: where nothing was found, the query with likelier words, if that finds "
        "something."
    )
    warnings: list[Warned] = Field(description="What was odd in `q` and `sources`; empty when nothing was.")


class Result(Article):
    """An article of a list: `id` and the fields asked for, by default all but `body`."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"required": ["id"]})

    score: float | None = Field(description="How well it fits `q`, for `sort=relevance`; else null.")
    highlights: dict[str, list[Highlight]] = Field(description="Only with `highlight=true`: finds by field.")
    copies: int = Field(
        description="Only with `collapse=copies`: how many matches have this text, this one among them."
    )


class ConditionsTold(Conditions):
    """The request as it was understood."""

    warnings: list[Warned] = Field(description="What was odd in `sources`; empty when nothing was.")


class Similar(Wire):
    """Articles like one."""

    query: ConditionsTold
    total: int = Field(description="How many have at least one of its most telling words.")
    took_ms: float = Field(description="How long the search took, in milliseconds.")
    results: list[Result]


class FacetValue(Wire):
    """A value and the matches that hold it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"required": ["value", "count"]})

    value: str = Field(
        description="As an article has it; of sources the slug, of dates the day, month or year.",
        examples=["harbour-gazette"],
    )
    name: str = Field(description="Only of sources: the name as printed.", examples=["Harbour Gazette"])
    count: int = Field(examples=[12])


class Bar(Wire):
    """The matches of an interval."""

    date: str = Field(
        description="The interval, as `from` and `to` take it in the same zone: `2024`, `2024-03`, "
        "`2024-03-05` (of a week its Monday), `2024-03-05T14:00:00+01:00`.",
        examples=["2024-03"],
    )
    count: int = Field(examples=[12])


class Results(Wire):
    """A page of a list."""

    query: Understood
    total: int = Field(description="How many there are in all; exact.")
    took_ms: float = Field(
        description="How long the search took, in milliseconds; what was asked before may be answered again "
        "without one, while nothing in the archive has changed."
    )
    page: int | None = Field(description="Number of the page; null for one asked for by `cursor`.")
    page_size: int
    results: list[Result]
    facets: dict[str, list[FacetValue]] = Field(
        description="By the names in `facets`, most frequent values first; empty when none were asked for."
    )
    facets_missing: dict[str, int] = Field(
        description="By the names in `facets`: how many of the articles that it counts have no value; for "
        "`day`, `month` and `year`, no date.",
        examples=[{"section": 12}],
    )
    timeline: list[Bar] = Field(
        description="Every interval from the first dated match to the last, those without a match too; "
        "undated matches are in none. Empty when `timeline` was not asked for."
    )
    next: str | None = Field(description="Address of the next page; null on the last one.")
    cursor: str | None = Field(
        description="Goes on after this page: the same request with `cursor=` and without `page`; null on "
        "the last one."
    )


class ArticleVersion(Article):
    """An article as it was."""

    replaced_at: str | None = Field(
        description="When the next version took its place; null: it is the current one."
    )


class Versions(Wire):
    """Everything an article has said, newest first."""

    total: int
    results: list[ArticleVersion]


class Reprint(Article):
    """Another printing: `id` and the fields asked for, by default all but `body`."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"required": ["id"]})


class Reprints(Wire):
    """Where else a text stands, earliest first."""

    total: int = Field(description="How many other articles have the same text.")
    results: list[Reprint]


class SourceEntry(Source):
    """A source and what is held of it."""

    articles: int = Field(description="Number of articles.")
    first_published_at: str | None = Field(description="RFC 3339 in UTC; null when no article is dated.")
    last_published_at: str | None
    last_added_at: str | None = Field(description="When an article was last added here.")


class Sources(Wire):
    """All sources by slug."""

    total: int
    results: list[SourceEntry]


class Gap(Wire):
    """Days without an article, both ends included."""

    first: str = Field(examples=["2024-02-03"])
    last: str = Field(examples=["2024-02-19"])


class SourceDetail(SourceEntry):
    """A source, with the longest stretches of a week or more without an article, longest first."""

    gaps: list[Gap]


class Live(Wire):
    status: str = Field(examples=["live"])


class Check(Wire):
    """One thing that must hold for the service to be of use."""

    model_config = ConfigDict(extra="allow")

    ok: bool
    detail: str = Field(description="What was seen.")


class Ready(Wire):
    status: str = Field(examples=["ready"])
    checks: dict[str, Check]


class Version(Wire):
    name: str = Field(examples=["dateline"])
    version: str = Field(examples=["0.1.0"])
    api: str = Field(description="Version of the addresses.", examples=["v1"])
