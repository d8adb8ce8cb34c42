"""Atom (RFC 4287), paged by RFC 5005."""

from xml.etree.ElementTree import Element

from app.api import render
from app.api.formats import entries
from app.api.formats.page import Page
from app.api.formats.xml import ATOM, DUBLIN_CORE, DUBLIN_CORE_TERMS, OPENSEARCH, add, document, written
from app.finder import FoundArticle

_NAMESPACES = {
    "xmlns": ATOM,
    "xmlns__dc": DUBLIN_CORE,
    "xmlns__dcterms": DUBLIN_CORE_TERMS,
    "xmlns__opensearch": OPENSEARCH,
}


def write(page: Page) -> bytes:
    root = document("feed", **_NAMESPACES)
    add(root, "id", page.links.first)
    add(root, "title", page.title)
    newest = entries.last_updated([found.stored for found in page.hits])
    add(root, "updated", render.instant(newest))
    add(root, "generator", "Dateline")
    for rel, address in page.links.feed():
        add(root, "link", rel=rel, href=address, type="application/atom+xml")
    add(root, "opensearch:totalResults", str(page.total))
    add(root, "opensearch:itemsPerPage", str(page.size))
    for found in page.hits:
        _entry(root, found, page)
    return written(root)


def _entry(feed: Element, found: FoundArticle, page: Page) -> None:
    stored, article = found.stored, found.stored.article
    entry = add(feed, "entry", **({"xml__lang": article.language} if article.language else {}))
    add(entry, "id", entries.identity(stored))
    add(entry, "title", article.title)
    add(entry, "link", rel="alternate", href=entries.address(stored, page.root))
    if article.image_url:
        add(entry, "link", rel="enclosure", href=article.image_url)
    add(entry, "updated", render.instant(entries.updated(stored)))
    if published := entries.published(stored):
        add(entry, "published", render.instant(published))
    elif known := render.moment(article.published):
        add(entry, "dcterms:issued", known)
    for name in entries.creators(stored):
        add(add(entry, "author"), "name", name)
    for name in entries.categories(stored):
        add(entry, "category", term=name)
    add(entry, "dc:publisher", article.source)
    add(entry, "summary", entries.summary(found), type="html")
    if "body" in page.fields:
        add(entry, "content", entries.full_text(stored), type="html")
