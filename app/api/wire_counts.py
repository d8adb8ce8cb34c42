"""What goes over the wire of values, completions and timelines: the models that OpenAPI documents."""

from pydantic import Field

from app.api.wire import Bar, Conditions, FacetValue, Warned, Wire


class Values(Wire):
    """A page of the values of a field."""

    total: int = Field(description="How many values there are in all.")
    page: int
    page_size: int
    results: list[FacetValue]
    next: str | None = Field(description="Address of the next page; null on the last one.")


class SuggestedWord(Wire):
    """A word, and in how many articles it is."""

    value: str = Field(description="With the words before it.", examples=["karzun dam"])
    count: int = Field(
        description="Articles with the last word, in the field where most have it.", examples=[12]
    )


class Suggestions(Wire):
    """How what was begun may go on."""

    term: str
    took_ms: float
    words: list[SuggestedWord]
    sources: list[FacetValue]
    authors: list[FacetValue]
    did_you_mean: list[SuggestedWord] = Field(description="Likelier spellings, where no word begins so.")


class RatedBar(Bar):
    """The matches of an interval beside all there was."""

    total: int = Field(description="Articles of the interval, see `ratio_of`.", examples=[240])
    ratio: float | None = Field(
        description="`count` of `total`; null where there was nothing.", examples=[0.05]
    )


class Series(Wire):
    """One of several timelines beside each other."""

    name: str = Field(
        description="The value, or the name of the query; empty for the rest.", examples=["ferries"]
    )
    label: str = Field(description="For people: of sources the name as printed.", examples=["ferries"])
    q: str | None = Field(description="The query in canonical form; null for the values of `split`.")
    rest: bool = Field(description="True: what the others leave over.")
    total: int = Field(description="Matches, those without a date too.")
    undated: int = Field(description="Matches in no interval.")
    timeline: list[RatedBar]


class Overlap(Wire):
    """Queries that find the same articles."""

    names: list[str] = Field(description="Each two, and all of them where there are more.")
    count: int = Field(description="Articles that every one of them finds.")


class TimelineAsked(Conditions):
    """The request as it was understood."""

    interval: str = Field(description="Length of a bar: of `auto`, what it became.", examples=["month"])
    timezone: str = Field(description="Whose clock the bars go by.", examples=["Europe/Lisbon"])
    split: str | None = Field(description="The field whose values have a series each.", examples=["source"])
    ratio_of: str = Field(description="What `total` counts.", examples=["archive"])
    warnings: list[Warned] = Field(description="What was odd in the queries and `sources`.")


class TimelineAnswer(Wire):
    """Articles over time."""

    query: TimelineAsked
    took_ms: float
    total: int = Field(description="Matches, those without a date too; of several queries, of any of them.")
    undated: int = Field(description="Matches in no interval.")
    timeline: list[RatedBar] = Field(description="All matches by date, intervals without one too.")
    series: list[Series] = Field(description="Its parts, with `split` or several queries; else empty.")
    overlap: list[Overlap] = Field(description="Of several queries; else empty.")
