"""schema.org NewsArticle (https://schema.org/NewsArticle) as JSON-LD."""

from typing import Any

import orjson

from app.api import render
from app.values import StoredArticle

CONTEXT = "https://schema.org"


def write_one(stored: StoredArticle) -> bytes:
    """An article with its text."""
    return _safe({"@context": CONTEXT} | _article(stored, whole=True))


def write(articles: list[StoredArticle]) -> bytes:
    """Articles in a graph, without their texts."""
    return _safe({"@context": CONTEXT, "@graph": [_article(stored, whole=False) for stored in articles]})


def _safe(content: dict[str, Any]) -> bytes:
    """JSON that can stand in a page's script element: nothing in it ends one."""
    return orjson.dumps(content).replace(b"<", b"\\u003c")


def _article(stored: StoredArticle, *, whole: bool) -> dict[str, Any]:
    article = stored.article
    content = {
        "@type": "NewsArticle",
        "@id": article.url,
        "identifier": str(stored.id),
        "headline": article.title,
        "description": article.description,
        "articleBody": article.body if whole else None,
        "datePublished": render.moment(article.published),
        "dateModified": render.instant(article.updated_at),
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "publisher": _publisher(stored),
        "sourceOrganization": _organization(article.agency),
        "provider": _organization(article.republished_by),
        "dateline": article.dateline,
        "articleSection": article.section,
        "keywords": article.tags,
        "inLanguage": article.language,
        "url": article.url,
        "image": article.image_url,
    }
    return {name: value for name, value in content.items() if value}


def _publisher(stored: StoredArticle) -> dict[str, Any]:
    domain = stored.article.source_domain
    site = {"url": f"https://{domain}/"} if domain else {}
    return {"@type": "NewsMediaOrganization", "name": stored.article.source} | site


def _organization(name: str | None) -> dict[str, Any] | None:
    return {"@type": "Organization", "name": name} if name else None
