"""Between values and the columns of a row."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import orjson

from app.values import Article, Moment, Precision, url_key

#: Columns that an article alone decides, in the order of ``columns``.
COLUMNS = (
    *("title", "description", "body", "byline", "authors", "agency", "dateline", "section", "tags"),
    *("language", "url", "url_key", "image_url", "external_id", "republished_by"),
    *("published_at", "published_precision", "updated_at", "flags"),
)
_LISTS = ("authors", "tags", "flags")


def columns(article: Article) -> tuple[str | None, ...]:
    """The values of ``COLUMNS`` as they are kept: without source, key, hash, version and our clock."""
    published = article.published
    return (
        article.title,
        article.description,
        article.body,
        article.byline,
        _kept_list(article.authors),
        article.agency,
        article.dateline,
        article.section,
        _kept_list(article.tags),
        article.language,
        article.url,
        url_key(article.url) if article.url else None,
        article.image_url,
        article.external_id,
        article.republished_by,
        kept_instant(published.at) if published else None,
        published.precision.value if published else None,
        kept_instant(article.updated_at) if article.updated_at else None,
        _kept_list(article.flags),
    )


def kept_instant(at: datetime) -> str:
    """An aware datetime as it is kept: UTC as text that sorts by time (see ``rows.UtcDateTime``)."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def instant(kept: str | None) -> datetime | None:
    """What ``kept_instant`` was given, in UTC."""
    return datetime.fromisoformat(kept).replace(tzinfo=UTC) if kept else None


def _kept_list(texts: tuple[str, ...]) -> str:
    return orjson.dumps(texts).decode() if texts else "[]"


def to_json(article: Article) -> str:
    """The article as JSON, for keeping a former version."""
    values = asdict(article)
    if article.published:
        values["published"] = [article.published.at.isoformat(), article.published.precision.value]
    return orjson.dumps(values).decode()


def from_json(values: Mapping[str, Any]) -> Article:
    """The article that ``to_json`` was given."""
    fields = dict(values)
    for name in _LISTS:
        fields[name] = tuple(fields[name])
    if fields["updated_at"]:
        fields["updated_at"] = datetime.fromisoformat(fields["updated_at"])
    if fields["published"]:
        at, precision = fields["published"]
        fields["published"] = Moment(datetime.fromisoformat(at), Precision(precision))
    return Article(**fields)
