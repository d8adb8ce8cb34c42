"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from typing import Any

import orjson

from app.api import render
from app.api.formats import entries
from app.api.formats.page import Page
from app.finder import FoundArticle

VERSION = "https://jsonfeed.org/version/1.1"


def write(page: Page) -> bytes:
    feed = {
        "version": VERSION,
        "title": page.title,
        "home_page_url": f"{page.root}/",
        "feed_url": page.links.here,
        "next_url": page.links.next,
        "_dateline": {"about": f"{page.root}/docs", "total": page.total},
        "items": [_item(found, page) for found in page.hits],
    }
    return orjson.dumps(_said(feed))


def _item(found: FoundArticle, page: Page) -> dict[str, Any]:
    stored, article = found.stored, found.stored.article
    whole = "body" in page.fields
    content = {"content_text": article.body} if whole else {"content_html": entries.summary(found)}
    item = {
        "id": entries.identity(stored),
        "url": entries.address(stored, page.root),
        "title": article.title,
        "summary": article.description or None,
        **content,
        "image": article.image_url,
        "date_published": render.instant(entries.published(stored)),
        "date_modified": render.instant(article.updated_at),
        "authors": [{"name": name} for name in entries.creators(stored)],
        "tags": entries.categories(stored) or None,
        "language": article.language,
        "_dateline": {
            "id": stored.id,
            "source": stored.source_slug,
            "published_at": render.moment(article.published),
            "score": found.score,
        },
    }
    return _said(item)


def _said(members: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known: the format has no null."""
    return {name: value for name, value in members.items() if value is not None}
