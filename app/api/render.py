"""From stored values to the wire: plain dicts in the shape of ``app.api.wire``."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from app.articles import Gap, SourceSummary, Version
from app.finder import FoundArticle
from app.keys import Entry
from app.search.highlight import Fragment
from app.values import Article, Moment, Precision, StoredArticle

#: How much of ``YYYY-MM-DD`` a partial date shows.
_SHOWN = {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10}


def instant(at: datetime | None) -> str | None:
    """RFC 3339 in UTC, whole seconds."""
    if at is None:
        return None
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return utc.isoformat(timespec="seconds")[:19] + "Z"


def moment(given: Moment | None) -> str | None:
    """A date as precisely as it was given (W3C date and time formats)."""
    text = instant(given.at) if given else None
    return text[: _SHOWN.get(given.precision)] if given and text else None


def article(stored: StoredArticle) -> dict[str, Any]:
    """Everything of an article: the shape of ``wire.Article``."""
    return {
        "id": stored.id,
        **_said(stored.article, stored.source_slug),
        "added_at": instant(stored.added_at),
        "version": stored.version,
    }


def chosen(stored: StoredArticle, fields: Collection[str]) -> dict[str, Any]:
    """``id`` and these fields of an article, in their order."""
    whole = article(stored)
    return {"id": stored.id} | {name: whole[name] for name in fields}


def result(found: FoundArticle, fields: Collection[str], *, marked: bool) -> dict[str, Any]:
    """An article of a list: the shape of ``wire.Result``. ``marked``: with its highlights."""
    shown = chosen(found.stored, fields)
    shown["score"] = found.score
    if marked:
        shown["highlights"] = {
            name: [_fragment(each) for each in fragments] for name, fragments in found.highlights.items()
        }
    if found.copies is not None:
        shown["copies"] = found.copies
    return shown


def versions(stored: StoredArticle, former: Collection[Version]) -> list[dict[str, Any]]:
    """The current version and the former ones (given oldest first), newest first."""
    current = article(stored) | {"replaced_at": None}
    return [current] + [
        article(stored)
        | _said(version.article, stored.source_slug)
        | {"version": version.number, "replaced_at": instant(version.replaced_at)}
        for version in reversed(list(former))
    ]


def source(summary: SourceSummary) -> dict[str, Any]:
    return {
        "id": summary.slug,
        "name": summary.name,
        "domain": summary.domain,
        "articles": summary.articles,
        "first_published_at": instant(summary.first_published),
        "last_published_at": instant(summary.last_published),
        "last_added_at": instant(summary.last_added),
    }


def entry(made: Entry) -> dict[str, Any]:
    """A change made with a key: the shape of ``wire_writing.AuditEntry``."""
    return asdict(made) | {"at": instant(made.at)}


def gap(found: Gap) -> dict[str, Any]:
    return {"first": found.first.isoformat(), "last": found.last.isoformat()}


def _fragment(fragment: Fragment) -> dict[str, Any]:
    return {"text": fragment.text, "start": fragment.start, "end": fragment.end, "marks": fragment.marks}


def _said(given: Article, slug: str) -> dict[str, Any]:
    return {
        "url": given.url,
        "title": given.title,
        "description": given.description,
        "body": given.body,
        "byline": given.byline,
        "authors": given.authors,
        "source": {"id": slug, "name": given.source, "domain": given.source_domain},
        "agency": given.agency,
        "dateline": given.dateline,
        "republished_by": given.republished_by,
        "section": given.section,
        "tags": given.tags,
        "language": given.language,
        "image_url": given.image_url,
        "published_at": moment(given.published),
        "published_precision": given.published.precision if given.published else None,
        "updated_at": instant(given.updated_at),
        "external_id": given.external_id,
        "flags": given.flags,
    }
