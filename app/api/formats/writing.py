"""Who writes which format."""

from collections.abc import Callable

from app.api.citations import bibtex, csl, jsonld, ris
from app.api.formats import atom, jsonfeed, rss, table
from app.api.formats.kinds import Format
from app.api.formats.page import Page
from app.values import StoredArticle

_CITERS: dict[Format, Callable[[list[StoredArticle]], bytes]] = {
    Format.BIBTEX: bibtex.write,
    Format.RIS: ris.write,
    Format.CSL_JSON: csl.write,
    Format.JSON_LD: jsonld.write,
}
_WRITERS: dict[Format, Callable[[Page], bytes]] = {
    Format.RSS: rss.write,
    Format.ATOM: atom.write,
    Format.JSON_FEED: jsonfeed.write,
    Format.CSV: table.write_csv,
    Format.NDJSON: table.write_lines,
}


def write_article(stored: StoredArticle, chosen: Format) -> bytes:
    """A citation of one article."""
    return jsonld.write_one(stored) if chosen is Format.JSON_LD else _CITERS[chosen]([stored])


def write_page(page: Page, chosen: Format) -> bytes:
    """The page in a format other than JSON, which ``listing`` writes."""
    if cite := _CITERS.get(chosen):
        return cite([found.stored for found in page.hits])
    return _WRITERS[chosen](page)
