"""The values that travel between the parts: an article, its dates, its place in the store."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Precision(StrEnum):
    """How much of a date the publisher gave."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Moment:
    """The first instant of what was given, in UTC, and how precisely it was given."""

    at: datetime
    precision: Precision


#: The flag of an article whose language was told from its text.
GUESSED_LANGUAGE = "language_guessed"


@dataclass(frozen=True, slots=True)
class Article:
    """What a publisher tells us, normalised: NFC text, UTC dates, no identity of ours yet.

    ``source`` is who is credited with the article, ``republished_by`` who printed it again,
    ``agency`` the wire it came from. ``url`` is the cleaned http(s) address or None.
    ``flags`` name what was odd about the input (``future_date``, ``no_body`` ...).
    """

    source: str
    title: str
    body: str = ""
    description: str = ""
    byline: str = ""
    authors: tuple[str, ...] = ()
    agency: str | None = None
    dateline: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    url: str | None = None
    image_url: str | None = None
    external_id: str | None = None
    source_domain: str | None = None
    republished_by: str | None = None
    published: Moment | None = None
    updated_at: datetime | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article with what the store adds: id, source slug, our clock, version and hash."""

    id: int
    article: Article
    source_slug: str
    added_at: datetime
    version: int
    content_hash: str
