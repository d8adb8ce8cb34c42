"""The tables. Rows never leave this package."""

from datetime import UTC, datetime

from sqlalchemy import JSON, BigInteger, Column, DateTime, Dialect, Index
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as text that sorts by time."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None else value.replace(tzinfo=UTC)


class SourceRow(SQLModel, table=True):
    __tablename__ = "sources"

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    domain: str | None = None


class ArticleRow(SQLModel, table=True):
    """The current version of an article. Ids grow in ingest order and are never used again."""

    __tablename__ = "articles"
    __table_args__ = (
        Index("ix_articles_source_published", "source_id", "published_at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    natural_key: str = Field(unique=True)
    url_key: str | None = Field(default=None, index=True)
    source_id: int = Field(foreign_key="sources.id")
    title: str
    description: str = ""
    body: str = ""
    byline: str = ""
    authors: list[str] = Field(sa_column=Column(JSON, nullable=False))
    agency: str | None = None
    dateline: str | None = None
    section: str | None = None
    tags: list[str] = Field(sa_column=Column(JSON, nullable=False))
    language: str | None = None
    url: str | None = None
    image_url: str | None = None
    external_id: str | None = None
    republished_by: str | None = None
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    published_precision: str | None = None
    updated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    added_at: datetime = Field(sa_type=UtcDateTime)
    flags: list[str] = Field(sa_column=Column(JSON, nullable=False))
    version: int = 1
    content_hash: str
    text_key: int | None = Field(default=None, index=True, sa_type=BigInteger)


class VersionRow(SQLModel, table=True):
    """A former version of an article: what it said until ``replaced_at``."""

    __tablename__ = "article_versions"

    article_id: int = Field(primary_key=True, foreign_key="articles.id")
    version: int = Field(primary_key=True)
    content: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    content_hash: str
    replaced_at: datetime = Field(sa_type=UtcDateTime)


class ChangeRow(SQLModel, table=True):
    """One change to an article, written in the same transaction as the change itself.

    What changed is read from the article: an id without an article means it was deleted.
    """

    __tablename__ = "changes"
    __table_args__ = ({"sqlite_autoincrement": True},)

    sequence: int | None = Field(default=None, primary_key=True)
    article_id: int
    changed_at: datetime = Field(sa_type=UtcDateTime)


class FeedRow(SQLModel, table=True):
    """A watched feed: see ``app.values.feed.FeedState``."""

    __tablename__ = "feeds"

    url: str = Field(primary_key=True)
    name: str
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failures: int = 0
    outcome: str = ""
    detail: str = ""
    added: int = 0
    updated: int = 0
    rejected: int = 0
    rejected_in_all: int = 0
    moved_to: str = ""


class FeedEntryRow(SQLModel, table=True):
    """An entry of a feed whose pages are fetched: see ``app.values.feed.EntryState``."""

    __tablename__ = "feed_entries"

    feed_url: str = Field(primary_key=True, foreign_key="feeds.url")
    key: str = Field(primary_key=True)
    content_hash: str
    complete: bool
    tries: int
    seen_at: datetime = Field(sa_type=UtcDateTime)
