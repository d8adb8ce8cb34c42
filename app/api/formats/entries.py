"""What the entries of all feeds have in common.

A date that is known to the day or less is no instant: a feed's own date elements, which take nothing
less, are left out then, and ``dcterms:issued`` holds what is known (W3C date and time formats).
"""

from datetime import UTC, datetime
from html import escape
from uuid import NAMESPACE_URL, uuid5

from app.finder import FoundArticle
from app.values import Precision, StoredArticle, natural_key

_INSTANTS = (Precision.MINUTE, Precision.SECOND)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def identity(stored: StoredArticle) -> str:
    """The article's name for good: the same in every list, format and archive that holds it."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, natural_key(stored.article))}"


def address(stored: StoredArticle, root: str) -> str:
    """Where it can be read: at its publisher, or else here."""
    return stored.article.url or f"{root}/v1/articles/{stored.id}"


def published(stored: StoredArticle) -> datetime | None:
    """When it was published, if the time of day is known."""
    given = stored.article.published
    return given.at if given and given.precision in _INSTANTS else None


def updated(stored: StoredArticle) -> datetime:
    """When it last changed: by the publisher's clock, or else when it was published, or else added here."""
    return stored.article.updated_at or published(stored) or stored.added_at


def last_updated(hits: list[StoredArticle]) -> datetime:
    """When the newest of them changed; of none, the beginning of time."""
    return max(map(updated, hits), default=_BEGINNING)


def creators(stored: StoredArticle) -> tuple[str, ...]:
    """Who wrote it, or else the agency that it came from, or else who printed it."""
    article = stored.article
    return article.authors or (article.agency or article.source,)


def categories(stored: StoredArticle) -> list[str]:
    """Section and tags, each once."""
    article = stored.article
    return list(dict.fromkeys([*([article.section] if article.section else []), *article.tags]))


def summary(found: FoundArticle) -> str:
    """HTML: the passages that were found, where those were asked for, or else the standfirst."""
    passages = [each.text for name in ("description", "body") for each in found.highlights.get(name, ())]
    return " … ".join(passages) or escape(found.stored.article.description, quote=False)


def full_text(stored: StoredArticle) -> str:
    """HTML: the body, a paragraph for each of its blocks."""
    blocks = stored.article.body.split("\n\n")
    lines = (escape(block.strip(), quote=False).replace("\n", "<br/>") for block in blocks)
    return "".join(f"<p>{block}</p>" for block in lines if block)
