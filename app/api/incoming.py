"""Articles as clients write them: strictly read, then made ours as an ingest does."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationError,
)
from pydantic_core import ErrorDetails

from app.api.wire import Article
from app.errors import Fault, Rejected
from app.ingest.draft import Draft
from app.ingest.normalise import Rejection, normalise, parse_date
from app.ingest.normalise.articles import AUTHOR_LIMIT, LINE_LIMIT, TAG_LIMIT, TITLE_LIMIT
from app.ingest.readers.mapping import EXPORTED_TO_THE_MINUTE
from app.search.nearest import suggestion
from app.values import Candidate
from app.values.address import MAX_LENGTH, clean_url

#: Where an ingest leaves something out and raises this flag, the client hears of it: it is there to mend it.
REFUSED = {
    "bad_date": "is no date that can be read; write RFC 3339, or 2019, 2019-04, 2019-04-26",
    "bad_url": "is no http or https address",
    "date_out_of_range": "is in a year that no newspaper appeared in",
    "future_date": "is more than two days ahead",
    "text_capped": "is longer than DATELINE_MAX_TEXT_BYTES allows",
    "title_capped": f"is longer than {TITLE_LIMIT} characters",
}
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_MAX_FAULTS = 10
_MAX_NAME = 40

Line = Annotated[str, StringConstraints(max_length=LINE_LIMIT)]
Address = Annotated[str, StringConstraints(max_length=MAX_LENGTH)]


class NewSource(BaseModel):
    """Who is credited with the article."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    name: Line = Field(description="Name as printed.", examples=["Harbour Gazette"])
    domain: Line | None = Field(None, description="Domain of its site.", examples=["harbour-gazette.example"])


def _form(value: object) -> str:
    return "object" if isinstance(value, dict | NewSource) else "text"


SourceGiven = Annotated[
    Annotated[Line, Tag("text")] | Annotated[NewSource, Tag("object")], Discriminator(_form)
]


class NewArticle(BaseModel):
    """An article to be written. What is null or left out is not known; a title or a body must be there."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    title: Annotated[str, StringConstraints(max_length=TITLE_LIMIT)] | None = Field(
        None, description="Headline.", examples=["Ferry runs aground off Skarvøy"]
    )
    description: str | None = Field(
        None, description="Standfirst or summary.", examples=["All passengers were brought ashore."]
    )
    body: str | None = Field(None, description="Full text.", examples=["The ferry left at seven."])
    source: SourceGiven | None = Field(
        None,
        description="Who is credited with it: a name, or an object with `name` and `domain`. When not said: "
        "the domain of `url`.",
        examples=["Harbour Gazette"],
    )
    url: Address | None = Field(
        None,
        description="Address. With the source it says which article this is; without one `external_id` does, "
        "and without that title and body.",
        examples=["https://harbour-gazette.example/news/ferry-aground/"],
    )
    external_id: Line | None = Field(
        None, description="The source's own id of it.", examples=["ferry-2024-03-07"]
    )
    published_at: Line | None = Field(
        None,
        description="When it was published: RFC 3339, or what is known: `2019`, `2019-04`, `2019-04-26`.",
        examples=["2024-03-07T09:15:00Z"],
    )
    published_precision: Literal["year", "month", "day", "minute", "second"] | None = Field(
        None,
        description="As lists give it beside `published_at`; `minute`: its seconds are not known.",
        examples=["second"],
    )
    updated_at: Line | None = Field(
        None, description="When the publisher last changed it.", examples=["2024-03-07T10:00:00Z"]
    )
    byline: Line | None = Field(None, description="Byline as printed.", examples=["By Aoife Brannigan"])
    authors: Annotated[list[Line], Field(max_length=AUTHOR_LIMIT)] | None = Field(
        None,
        description="Names of the authors; when not said, those in the byline.",
        examples=[["Aoife Brannigan"]],
    )
    agency: Line | None = Field(
        None, description="Wire agency that it came from.", examples=["Meridian Wire"]
    )
    dateline: Line | None = Field(
        None, description="Place the report was filed from.", examples=["Port Halvard"]
    )
    republished_by: Line | None = Field(None, description="Who printed it again.", examples=["Vale Times"])
    section: Line | None = Field(None, description="Section of the paper.", examples=["News"])
    tags: Annotated[list[Line], Field(max_length=TAG_LIMIT)] | None = Field(
        None, description="Tags or topics.", examples=[["ferry", "weather"]]
    )
    language: Line | None = Field(None, description="Language code.", examples=["en"])
    image_url: Address | None = Field(
        None, description="Address of the lead image.", examples=["https://harbour-gazette.example/ferry.jpg"]
    )


#: What only the server says: names of ``wire.Article`` that cannot be written.
SERVERS = frozenset(Article.model_fields) - frozenset(NewArticle.model_fields)


def read_article(value: object, *, now: datetime, max_text_bytes: int) -> Candidate:
    """The article that a JSON value describes, as an ingest would make it. Raises Rejected."""
    given = _validated(value)
    article = normalise(_draft(given), now=now, max_text_bytes=max_text_bytes)
    if isinstance(article, Rejection):
        raise Rejected(article.reason, "Neither a title nor a body was sent: there is nothing to search for.")
    refused = [flag for flag in article.flags if flag in REFUSED]
    if refused:
        raise _rejected(refused[0], [Fault(_at_fault(refused[0], given, now), REFUSED[refused[0]])])
    precision = article.published.precision if article.published else None
    if given.published_precision not in (None, precision):
        raise _invalid([Fault("published_precision", f"does not fit published_at, which gives {precision}")])
    return Candidate.of(article)


def _validated(value: object) -> NewArticle:
    if not isinstance(value, dict):
        raise Rejected("not_an_object", "An article is a JSON object.")
    try:
        given = NewArticle.model_validate(value)
    except ValidationError as error:
        raise _invalid([_fault(each) for each in error.errors(include_url=False)]) from None
    odd = [name for name, text in _texts(given) if _UNWANTED.search(text)]
    if odd:
        fault = Fault(odd[0], "holds a control character or half of a surrogate pair")
        raise _rejected("control_character", [fault])
    return given


def _texts(given: NewArticle) -> Iterator[tuple[str, str]]:
    for name, value in given.model_dump().items():
        several = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
        yield from ((name, text) for text in several if isinstance(text, str))


def _fault(error: ErrorDetails) -> Fault:
    """One of pydantic's in our words, which never hold what was sent but for the name of a field."""
    first, *rest = error["loc"]
    # Below a source stands first which form it was given in.
    place = [str(part)[:_MAX_NAME] for part in (first, *(rest[1:] if first == "source" else rest))]
    name, kind = ".".join(place), error["type"]
    if kind == "extra_forbidden":
        return Fault(name, _unknown(place))
    said = {
        "missing": "is required",
        "string_too_long": "takes at most {max_length} characters",
        "too_long": "takes at most {max_length} items",
        "literal_error": "must be {expected}",
        "list_type": "must be a list of texts, or null",
    }
    return Fault(name, said.get(kind, "must be a text, or null").format_map(error.get("ctx", {})))


def _unknown(place: Sequence[str]) -> str:
    if len(place) == 1 and place[0] in SERVERS:
        return "is set here, by the server: leave it out"
    known = NewArticle.model_fields if len(place) == 1 else NewSource.model_fields
    return f"unknown field; {suggestion(place[-1], known)}"


def _invalid(faults: Sequence[Fault]) -> Rejected:
    return _rejected("invalid_field", faults)


def _rejected(reason: str, faults: Sequence[Fault]) -> Rejected:
    shown = tuple(faults)[:_MAX_FAULTS]
    return Rejected(reason, "; ".join(f"{fault.parameter} {fault.detail}" for fault in shown) + ".", shown)


def _at_fault(flag: str, given: NewArticle, now: datetime) -> str:
    """The field that raised the flag."""
    if flag == "bad_url":
        return "url" if given.url and given.url.strip() and clean_url(given.url) is None else "image_url"
    if flag == "text_capped":
        return "body" if len(given.body or "") >= len(given.description or "") else "description"
    if flag == "title_capped":
        return "title"
    published = parse_date(given.published_at or "", now=now).flag == flag
    return "published_at" if published else "updated_at"


def _draft(given: NewArticle) -> Draft:
    source = given.source if isinstance(given.source, NewSource) else NewSource(name=given.source or "")
    return Draft(
        title=given.title or "",
        description=given.description or "",
        body=given.body or "",
        byline=given.byline or "",
        authors=tuple(given.authors or ()),
        source=source.name,
        source_domain=source.domain or "",
        republished_by=given.republished_by or "",
        agency=given.agency or "",
        dateline=given.dateline or "",
        section=given.section or "",
        tags=tuple(given.tags or ()),
        language=given.language or "",
        url=given.url or "",
        image_url=given.image_url or "",
        external_id=given.external_id or "",
        published=_published(given),
        updated=given.updated_at or "",
    )


def _published(given: NewArticle) -> str:
    """The date without the seconds that our lists write where only the minute is known."""
    written = given.published_at or ""
    to_the_minute = EXPORTED_TO_THE_MINUTE.fullmatch(written)
    return to_the_minute[1] + "Z" if to_the_minute and given.published_precision == "minute" else written
