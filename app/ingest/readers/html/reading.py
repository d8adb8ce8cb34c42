"""Reading a page: everything that it says of its article is gathered, then each field is decided.

Where the page says nothing in a form for machines, its visible text is read as a dump of a page is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from app.ingest.draft import Draft
from app.ingest.normalise.datelines import read_dateline
from app.ingest.normalise.markup import plain_text
from app.ingest.normalise.text import clean_line
from app.ingest.page import read_page
from app.ingest.page.published import date_in_address
from app.ingest.readers.html.bodies import better_body, cleaned, with_standfirst
from app.ingest.readers.html.dates import as_counted, best_date, date_in_markup, settled
from app.ingest.readers.html.decoding import decode_page
from app.ingest.readers.html.evidence import Evidence, gather
from app.ingest.readers.html.extracting import extracted
from app.ingest.readers.html.mainarticle import main_article, whole_address
from app.ingest.readers.html.people import Writers, find_writers
from app.ingest.readers.html.sitename import compact, site_names
from app.ingest.readers.html.state import stated_text
from app.ingest.readers.html.titles import Headline, find_headline
from app.ingest.readers.html.tree import TooDeep, parse_page, visible_lines
from app.ingest.readers.html.walls import is_error, is_list, is_wall

_STANDFIRST = 30
#: A page says in other places what its title is; its visible text need not be as sure of it as a dump.
_LEAST_SEEN = 0.5


@dataclass(frozen=True, slots=True)
class HtmlReading:
    """A draft, or None and the ``reason`` (a key of ``REASONS``)."""

    draft: Draft | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Page:
    """What has been found out: ``main`` is the page's own article among those of JSON-LD, ``seen`` the
    reading of its visible text where that was needed, ``body`` the paragraphs.
    """

    evidence: Evidence
    lines: Sequence[str]
    address: str
    headline: Headline
    main: Draft
    seen: Draft
    writers: Writers
    body: list[str]
    published: str


def read_html(data: bytes, *, now: datetime, url: str = "", charset: str = "") -> HtmlReading:
    """The article on the page ``data``. Never raises; the same bytes give the same answer.

    ``now`` (aware) decides which dates lie in the future. ``url`` is where the page was found and
    ``charset`` what its server said, where somebody knows.
    """
    text, flags = decode_page(data, charset)
    try:
        root = parse_page(text)
    except TooDeep:
        return HtmlReading(None, "too_deep")
    if root is None:
        return HtmlReading(None, "no_text")
    page = _looked_at(root, url, now)
    reason = _reason_against(page)
    return HtmlReading(None, reason) if reason else HtmlReading(_draft(page, flags, now))


def _reason_against(page: _Page) -> str:
    """Why there is no article on the page, "" where there is one."""
    evidence, marks = page.evidence, page.evidence.marks
    dated = page.main.published or evidence.meta.published or marks.article.published
    if not dated and is_error((evidence.browser, *marks.headings), page.lines):
        return "error_page"
    if is_wall(page.body, page.lines, _says_article(page)):
        return "no_text"
    named = (page.headline.text, *evidence.meta_titles.values())
    if not dated and is_list(page.lines[1:], evidence.browser, marks.headings, named, evidence.links):
        return "story_list"
    return "" if page.headline.text else "no_title"


def _looked_at(root: HtmlElement, url: str, now: datetime) -> _Page:
    evidence, lines = gather(root), visible_lines(root)
    address = _address(evidence, url)
    main = main_article(evidence, address)
    paragraphs = extracted(root, evidence.links)
    lump = paragraphs is None or len(paragraphs) < 2
    seen = _dumped(lines, now) if lump or _lacks_marks(evidence, main) else Draft()
    headline = find_headline(evidence, main, seen.title, address)
    writers = find_writers(evidence, main.authors, seen.byline, site_names(evidence, address))
    said = plain_text(main.body) or ("" if paragraphs else stated_text(root, headline.keys))
    better = better_body(paragraphs or [seen.body], said, seen.body)
    body = cleaned(better, headline.keys, writers.authors)
    published = _published(evidence, main, seen.published, address, now) or date_in_markup(root, now)
    return _Page(evidence, lines, address, headline, main, seen, writers, body, published)


def _lacks_marks(evidence: Evidence, main: Draft) -> bool:
    """Whether titles, dates or authors are not marked."""
    marks, meta = evidence.marks, evidence.meta
    titled = evidence.linked or evidence.meta_titles or marks.headings
    dated = main.published or meta.published or marks.article.published or marks.times
    written = main.authors or meta.authors or marks.article.authors or marks.bylines
    return not (titled and dated and written)


def _dumped(lines: Sequence[str], now: datetime) -> Draft:
    """The visible text, read as a dump of a page is."""
    return read_page("\n".join(lines), now=now, least=_LEAST_SEEN).draft or Draft()


def _says_article(page: _Page) -> bool:
    """Whether the page says to machines that it is an article, when it appeared and what it is about."""
    dated = page.main.published or page.evidence.meta.published
    return bool(page.headline.text and dated and _description(page))


def _draft(page: _Page, flags: tuple[str, ...], now: datetime) -> Draft:
    meta, marked, main = page.evidence.meta, page.evidence.marks.article, page.main
    standfirst = _standfirst(page)
    dateline = read_dateline("\n\n".join(page.body[:3]))
    return Draft(
        title=page.headline.text,
        description=standfirst or _description(page),
        body="\n\n".join(with_standfirst(page.body, standfirst)),
        byline=page.writers.byline,
        authors=page.writers.authors,
        source=meta.source or main.source or page.seen.source,
        agency=(dateline and dateline.agency) or page.seen.agency,
        dateline=main.dateline or (dateline and dateline.place) or page.seen.dateline,
        section=main.section or meta.section or marked.section,
        tags=main.tags or meta.tags or marked.tags,
        language=main.language or meta.language or marked.language,
        url=page.address or page.seen.url,
        image_url=_image(page),
        external_id=meta.external_id,
        published=page.published,
        updated=best_date((main.updated, meta.updated, marked.updated, page.seen.updated), now),
        flags=flags,
    )


def _published(evidence: Evidence, main: Draft, seen: str, address: str, now: datetime) -> str:
    marks = evidence.marks
    said = (main.published, evidence.meta.published, marks.article.published)
    printed = (as_counted(text, evidence.meta.language, address) for text in (*marks.dates, seen))
    day = date_in_address(address)
    return settled(best_date((*said, *marks.times, *printed, day), now), marks.times, day, now)


def _image(page: _Page) -> str:
    marked = page.evidence.marks.article.image_url
    image = page.main.image_url or page.evidence.meta.image_url or marked
    return urljoin(page.address, image) if image else ""


def _address(evidence: Evidence, url: str) -> str:
    """The page's own address for itself, unless that is merely the site's front page."""
    found = url or evidence.saved
    said = (evidence.meta.url, *(draft.url for draft in evidence.linked), evidence.marks.article.url, found)
    for address in said:
        whole = whole_address(found, address)
        if whole and urlsplit(whole).path.strip("/"):
            return whole
    return found


def _descriptions(page: _Page) -> list[str]:
    said = (page.main.description, page.evidence.meta.description, page.evidence.marks.article.description)
    return [text for said_one in said if (text := clean_line(plain_text(said_one)))]


def _description(page: _Page) -> str:
    return next(iter(_descriptions(page)), "")


def _standfirst(page: _Page) -> str:
    """A description that stands on the page as a line of its own."""
    keys = {compact(text) for text in _descriptions(page) if len(text) > _STANDFIRST}
    return next((line for line in page.lines[1:] if len(line) > _STANDFIRST and compact(line) in keys), "")
