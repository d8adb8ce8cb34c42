"""WordPress exports (WXR): the posts that a blog or newspaper has published.

https://github.com/WordPress/wordpress-importer shows the elements. Pages, attachments, revisions and menus
are no articles; drafts, private and protected posts are not published: both are passed over and counted.
"""

import re
from collections.abc import Iterator

from lxml import etree

from app.ingest.draft import Draft, Input, Passed, Record, Reject
from app.ingest.readers.elements import attribute, find_all, line_at, line_of
from app.ingest.readers.options import ReadOptions
from app.ingest.readers.wire.inline import draft_of_string
from app.ingest.readers.wire.items import Made, items_of
from app.ingest.readers.xml import name_of

#: Outermost elements that say something: the channel's own, and its items.
CHANNEL = ("title", "link", "language", "base_blog_url")
WANTED = (*CHANNEL, "author", "item")
#: Shortcodes whose content is no text: captions, players, galleries.
WITH_CONTENT = "caption|wp_caption|embed|gallery|audio|video|playlist|code|sourcecode"
ENCLOSING = re.compile(rf"\[({WITH_CONTENT})(?=[\s\]])[^\[\]]*+\][^\[]*+\[/\1\]", re.IGNORECASE)
#: Others are known by an attribute, a slash, or a dash or underscore in their names: ``[sic]`` is text.
SHORTCODE = re.compile(
    rf"\[/?(?:{WITH_CONTENT}|more|[a-z][a-z0-9]*+(?:[-_][a-z0-9]++)++)\]|\[/[a-z][\w-]*+\]"
    r"|\[[a-z][\w-]*+(?:\s[^\[\]<>=]*+)?=[^\[\]]*+\]|\[[a-z][\w-]*+\s*+/\]",
    re.IGNORECASE,
)
ESCAPED = re.compile(r"\[\[([^\[\]]*)\]\]")
NO_DATE = "0000-00-00"
#: What a post of news is called; newspapers define types of their own beside WordPress's ``post``.
NEWS_TYPES = frozenset(
    {"", *("post", "article", "articles", "news", "story", "stories", "opinion", "column", "review")}
)


def read_wxr(source: Input, options: ReadOptions) -> Iterator[Record | Reject | Passed]:
    """The published posts of ``source``, credited to the site that exported them."""
    return items_of(source, options, WANTED, _Export().made)


class _Export:
    """What the channel has said so far: its name, its people."""

    def __init__(self) -> None:
        self._channel: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def made(self, element: etree._Element) -> Made:
        name = name_of(element)
        if name in CHANNEL:
            self._channel.setdefault(name, line_of(element))
            return None
        if name == "author":
            login = line_at(element, "author_login")
            self._names[login] = line_at(element, "author_display_name") or login
            return None
        return self._post(element)

    def _post(self, item: etree._Element) -> Made:
        if line_at(item, "post_type").casefold() not in NEWS_TYPES:
            return "not_news"
        if line_at(item, "status") not in ("publish", "") or line_at(item, "post_password"):
            return "not_published"
        sections, tags = _terms(item)
        return Draft(
            title=line_at(item, "title"),
            description=_text(item, "excerpt"),
            body=_text(item, "content"),
            authors=self._authors(item),
            source=self._channel.get("title", ""),
            source_domain=self._channel.get("link", "") or self._channel.get("base_blog_url", ""),
            section=sections[0] if sections else "",
            tags=(*sections[1:], *tags),
            language=self._channel.get("language", ""),
            url=line_at(item, "link"),
            external_id=line_at(item, "guid"),
            published=_moment(item, "post_date") or line_at(item, "pubDate"),
            updated=_moment(item, "post_modified"),
        )

    def _authors(self, item: etree._Element) -> tuple[str, ...]:
        """Those that a plugin for several authors lists, else the post's own; the names that they show."""
        listed = [
            line_of(term) for term in find_all(item, "category") if attribute(term, "domain") == "author"
        ]
        names = (self._names.get(login, login) for login in listed or [line_at(item, "creator")])
        return tuple(dict.fromkeys(name for name in names if name))


def without_shortcodes(text: str) -> str:
    """``text`` without WordPress's shortcodes; ``[[code]]`` is how it writes ``[code]``."""
    text = ENCLOSING.sub("", text) if "[" in text else text
    text = ESCAPED.sub(lambda escaped: f"\x00{escaped[1]}\x01", text)
    return SHORTCODE.sub("", text).replace("\x00", "[").replace("\x01", "]")


def _text(item: etree._Element, prefix: str) -> str:
    """The text of ``content:encoded`` or ``excerpt:encoded``: both have one local name."""
    for encoded in find_all(item, "encoded"):
        if f"/{prefix}" in str(encoded.tag).partition("}")[0]:
            return draft_of_string(without_shortcodes(encoded.text or "")).body
    return ""


def _terms(item: etree._Element) -> tuple[list[str], list[str]]:
    """Categories and tags; "Uncategorized" is no category."""
    terms = [
        (attribute(term, "domain"), attribute(term, "nicename"), line_of(term))
        for term in find_all(item, "category")
    ]
    sections = [name for domain, slug, name in terms if domain == "category" and slug != "uncategorized"]
    return sections, [name for domain, _, name in terms if domain in ("post_tag", "tag", "")]


def _moment(item: etree._Element, name: str) -> str:
    """A date of the post: in UTC where the export gives it so."""
    utc, local = line_at(item, f"{name}_gmt"), line_at(item, name)
    if utc and not utc.startswith(NO_DATE):
        return f"{utc}Z"
    return "" if local.startswith(NO_DATE) else local
