"""Values that travel between layers. Frozen, without behaviour that does I/O."""

from app.values.address import clean_url, domain_of, url_key
from app.values.article import GUESSED_LANGUAGE, Article, Moment, Precision, StoredArticle
from app.values.feed import EntryState, FeedState
from app.values.identity import Candidate, Held, content_hash, natural_key, source_slug, text_key

__all__ = [
    "GUESSED_LANGUAGE",
    "Article",
    "Candidate",
    "EntryState",
    "FeedState",
    "Held",
    "Moment",
    "Precision",
    "StoredArticle",
    "clean_url",
    "content_hash",
    "domain_of",
    "natural_key",
    "source_slug",
    "text_key",
    "url_key",
]
