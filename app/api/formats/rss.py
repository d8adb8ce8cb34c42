"""RSS 2.0 (https://www.rssboard.org/rss-specification), paged by RFC 5005."""

from email.utils import format_datetime
from xml.etree.ElementTree import Element

from app.api import render
from app.api.formats import entries
from app.api.formats.page import Page
from app.api.formats.xml import (
    ATOM,
    CONTENT,
    DUBLIN_CORE,
    DUBLIN_CORE_TERMS,
    MEDIA,
    OPENSEARCH,
    add,
    document,
    written,
)
from app.finder import FoundArticle

_NAMESPACES = {
    "xmlns__atom": ATOM,
    "xmlns__content": CONTENT,
    "xmlns__dc": DUBLIN_CORE,
    "xmlns__dcterms": DUBLIN_CORE_TERMS,
    "xmlns__media": MEDIA,
    "xmlns__opensearch": OPENSEARCH,
}


def write(page: Page) -> bytes:
    root = document("rss", version="2.0", **_NAMESPACES)
    channel = add(root, "channel")
    add(channel, "title", page.title)
    add(channel, "link", f"{page.root}/")
    add(channel, "description", f"{page.title}. Articles: {page.total}")
    for rel, address in page.links.feed():
        add(channel, "atom:link", rel=rel, href=address, type="application/rss+xml")
    add(channel, "opensearch:totalResults", str(page.total))
    add(channel, "opensearch:itemsPerPage", str(page.size))
    for found in page.hits:
        _item(channel, found, page)
    return written(root)


def _item(channel: Element, found: FoundArticle, page: Page) -> None:
    stored, article = found.stored, found.stored.article
    item = add(channel, "item")
    add(item, "title", article.title)
    add(item, "link", entries.address(stored, page.root))
    add(item, "guid", entries.identity(stored), isPermaLink="false")
    add(item, "description", entries.summary(found))
    if "body" in page.fields:
        add(item, "content:encoded", entries.full_text(stored))
    _dates(item, found)
    for name in entries.creators(stored):
        add(item, "dc:creator", name)
    add(item, "dc:publisher", article.source)
    for name in entries.categories(stored):
        add(item, "category", name)
    if article.language:
        add(item, "dc:language", article.language)
    if article.image_url:
        add(item, "media:content", url=article.image_url, medium="image")


def _dates(item: Element, found: FoundArticle) -> None:
    published = entries.published(found.stored)
    if published:
        add(item, "pubDate", format_datetime(published, usegmt=True))
    elif known := render.moment(found.stored.article.published):
        add(item, "dcterms:issued", known)
    if updated := render.instant(found.stored.article.updated_at):
        add(item, "atom:updated", updated)
