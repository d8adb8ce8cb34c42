"""What a page says of its article in ``meta`` and ``link`` elements, as a draft."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

from app.ingest.draft import Draft
from app.ingest.readers.html.tree import text_of

#: Field of ``Draft``: the names that say it, best first. Open Graph, Dublin Core and its terms, Parse.ly,
#: Sailthru, Cxense, Google Scholar, and what publishers made up.
_NAMES = {
    "title": "og:title twitter:title parsely-title sailthru.title dcterms.title dc.title citation_title "
    "article:title hdl title headline",
    "description": "og:description description twitter:description dcterms.description dc.description "
    "dcterms.abstract sailthru.description cxenseparse:description abstract",
    "published": "article:published_time og:article:published_time og:published_time article:published "
    "article.published parsely-pub-date sailthru.date cxenseparse:publishtime cxenseparse:recs:publishtime "
    "datepublished dcterms.issued dc.date.issued dcterms.created dc.date.created citation_publication_date "
    "citation_date pubdate publishdate publish-date publish_date publish_time published published_time "
    "publication_date publicationdate article:publication_date article_date_original "
    "originalpublicationdate bt:pubdate vr:published_time displaydate ptime dcterms.date dc.date date",
    "updated": "article:modified_time og:article:modified_time og:updated_time og:modified_time "
    "article:modified datemodified dcterms.modified dc.date.modified cxenseparse:recs:modifiedtime "
    "last-modified last_modified lastmod lastmodified modified_time revised utime",
    "section": "article:section og:article:section parsely-section sailthru.section cxenseparse:section "
    "cxenseparse:taxonomy section category",
    "language": "og:locale dcterms.language dc.language content-language inlanguage language",
    "url": "og:url twitter:url parsely-link dcterms.identifier",
    "image_url": "og:image og:image:secure_url og:image:url twitter:image twitter:image:src "
    "parsely-image-url sailthru.image.full thumbnail image",
    "source": "og:site_name application-name apple-mobile-web-app-title dcterms.publisher dc.publisher "
    "publisher cre",
    "external_id": "parsely-post-id article:id articleid article_id cxenseparse:recs:articleid",
}
_AUTHORS = (
    "parsely-author sailthru.author byl dcterms.creator dc.creator citation_author cxenseparse:author "
    "article:author article:author:name og:article:author author authors article.author byline creator"
)
_TAGS = "article:tag og:article:tag parsely-tags sailthru.tags news_keywords keywords"
_WRITTEN_BY = re.compile(
    r"written|author|geschrieben|verfasst|autor|auteur|écrit|escrito|scritto|yazan|автор", re.IGNORECASE
)
_SAVED_FROM = re.compile(
    r"saved from url=\(\d+\)(https?://\S+)|\burl:\s*(https?://\S+)|Mirrored from (\S+) by HTTrack"
)
_MOST = 2_000
_LONGEST = 20_000

Said = Mapping[str, list[str]]


def said_by_meta(root: HtmlElement) -> Said:
    """The contents of the ``meta`` elements by name in small letters, in order; each bounded."""
    said: dict[str, list[str]] = {}
    for count, meta in enumerate(root.iter("meta")):
        content = (meta.get("content") or meta.get("value") or "").strip()
        if count >= _MOST or not content or len(content) > _LONGEST:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            for name in (meta.get(attribute) or "").casefold().split():
                said.setdefault(name, []).append(content)
    return said


def meta_draft(said: Said, root: HtmlElement) -> Draft:
    fields: dict[str, Any] = {field: _first(said, names) for field, names in _NAMES.items()}
    fields["url"] = _linked(root, "canonical") or fields["url"]
    fields["image_url"] = fields["image_url"] or _linked(root, "image_src")
    fields["language"] = (root.get("lang") or root.get("xml:lang") or "").strip() or fields["language"]
    return Draft(**fields, authors=tuple(_authors(said)), tags=tuple(_tags(said)))


def titles_in(said: Said) -> dict[str, str]:
    """Every title that the ``meta`` elements give, by its name."""
    return {name: said[name][0] for name in _NAMES["title"].split() if name in said}


def saved_from(root: HtmlElement) -> str:
    """The address that a browser or a copying tool wrote into the page when it saved it."""
    document = root.getroottree()
    for comment in document.xpath("//comment()[position() < 20]"):
        if found := _SAVED_FROM.search((comment.text or "")[:3000]):
            address = next(group for group in found.groups() if group)
            return address if "://" in address else f"http://{address}"
    return ""


def browser_title(root: HtmlElement) -> str:
    """The first ``title`` that is not one of a drawing."""
    titles = (title for title in root.iter("title") if not any(True for _ in title.iterancestors("svg")))
    found = next(titles, None)
    return text_of(found)[:2000] if found is not None else ""


def _first(said: Said, names: str) -> str:
    return next((said[name][0] for name in names.split() if name in said), "")


def _linked(root: HtmlElement, relation: str) -> str:
    for link in root.iter("link"):
        if relation in (link.get("rel") or "").casefold().split() and link.get("href"):
            return str(link.get("href")).strip()
    return ""


def _authors(said: Said) -> Iterator[str]:
    """The names under the first label that gives any; profiles' addresses are none."""
    for name in _AUTHORS.split():
        names = [text for text in said.get(name, ()) if not _is_address(text)]
        if names:
            yield from dict.fromkeys(names)
            return
    for number in ("1", "2"):
        label = next(iter(said.get(f"twitter:label{number}", ())), "")
        if _WRITTEN_BY.search(label) and (named := said.get(f"twitter:data{number}")):
            yield named[0]
            return


def _is_address(text: str) -> bool:
    return "://" in text or text.startswith(("www.", "/", "@")) or text.isdigit()


def _tags(said: Said) -> Iterator[str]:
    for name in _TAGS.split():
        if name in said:
            tags = said[name] if len(said[name]) > 1 else said[name][0].split(",")
            yield from dict.fromkeys(tag.strip() for tag in tags if tag.strip())
            return
