"""Between values and the columns of a row."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from app.values import Article, Moment, Precision, url_key

#: Article fields that have a column of the same name and are kept as they are.
_PLAIN = (
    "title",
    "description",
    "body",
    "byline",
    "agency",
    "dateline",
    "section",
    "language",
    "url",
    "image_url",
    "external_id",
    "republished_by",
    "updated_at",
)
_LISTS = ("authors", "tags", "flags")


def columns(article: Article) -> dict[str, Any]:
    """The article's own columns, without source, key, hash, version and our clock."""
    values: dict[str, Any] = {name: getattr(article, name) for name in _PLAIN}
    values |= {name: list(getattr(article, name)) for name in _LISTS}
    values["url_key"] = url_key(article.url) if article.url else None
    values["published_at"] = article.published.at if article.published else None
    values["published_precision"] = article.published.precision.value if article.published else None
    return values


def to_json(article: Article) -> dict[str, Any]:
    """The article as JSON-able data, for keeping a former version."""
    values = asdict(article)
    if article.updated_at:
        values["updated_at"] = article.updated_at.isoformat()
    if article.published:
        values["published"] = [article.published.at.isoformat(), article.published.precision.value]
    return values


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
