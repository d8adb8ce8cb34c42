"""Everything that a page says of its article, by who says it; nothing is judged yet."""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from app.ingest.draft import Draft
from app.ingest.readers.html.linked import linked_articles
from app.ingest.readers.html.links import story_links
from app.ingest.readers.html.marked import Marks, read_marks
from app.ingest.readers.html.metadata import browser_title, meta_draft, said_by_meta, saved_from, titles_in


@dataclass(frozen=True, slots=True)
class Evidence:
    """``linked``: the drafts of JSON-LD. ``meta``: that of ``meta`` and ``link`` elements, ``meta_titles``
    all its titles by name. ``marks``: what elements are marked as. ``links``: those that may lead to stories.
    ``browser``: the browser's title.
    ``saved``: where the page was saved from, as the saving tool wrote it.
    """

    linked: tuple[Draft, ...]
    meta: Draft
    meta_titles: Mapping[str, str]
    marks: Marks
    links: tuple[str, ...]
    browser: str
    saved: str


def gather(root: HtmlElement) -> Evidence:
    said = said_by_meta(root)
    return Evidence(
        linked=tuple(linked_articles(root)),
        meta=meta_draft(said, root),
        meta_titles=titles_in(said),
        marks=read_marks(root),
        links=story_links(root),
        browser=browser_title(root),
        saved=saved_from(root),
    )
