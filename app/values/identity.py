"""What makes an article the same article, and the same text.

The natural key is the address, scoped by source, so that no source can overwrite another's
article; without an address the source's own id; without that the content itself.
"""

import re
import unicodedata
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import sha256

from app.values.address import url_key
from app.values.article import Article, Moment

_NOT_WORD = re.compile(r"[^\w]+")
#: What describes our reading of the input, or stands in the natural key already.
_NOT_CONTENT = frozenset({"flags", "source", "source_domain"})


def source_slug(name: str) -> str:
    """``name`` as it stands in addresses and filters: "Süddeutsche Post" -> "suddeutsche-post".

    Letters of every script are kept; a name without any gives "unknown".
    """
    folded = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", _NOT_WORD.sub("-", plain).replace("_", "-").strip("-")) or "unknown"


def natural_key(article: Article) -> str:
    """The key under which an article is updated rather than added again."""
    slug = source_slug(article.source)
    if article.url:
        return f"{slug} url {url_key(article.url)}"
    if article.external_id:
        return f"{slug} id {article.external_id}"
    return f"{slug} text {_digest(article.title, article.body)}"


def content_hash(article: Article) -> str:
    """SHA-256 over everything a reader could see changed, as 64 hex digits."""
    return _digest(*(_text(getattr(article, f.name)) for f in fields(article) if f.name not in _NOT_CONTENT))


def _text(value: object) -> str:
    if isinstance(value, Moment):
        return f"{value.at.isoformat()} {value.precision}"
    if isinstance(value, tuple):
        return "\x1f".join(map(str, value))
    return "" if value is None else str(value)


def _digest(*texts: str) -> str:
    return sha256("\x1e".join(texts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article on its way into the store, its identity worked out once."""

    article: Article
    key: str
    content_hash: str

    @classmethod
    def of(cls, article: Article) -> "Candidate":
        return cls(article, natural_key(article), content_hash(article))


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds under a natural key; ``former`` are the hashes of its older versions."""

    id: int
    version: int
    content_hash: str
    updated_at: datetime | None = None
    former: frozenset[str] = frozenset()
