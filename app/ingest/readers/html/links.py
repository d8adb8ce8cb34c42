"""The links of a page that are long enough to be headlines of stories."""

from lxml.html import HtmlElement

from app.ingest.readers.html.tree import text_of

_MOST, _SHORTEST = 2_000, 20


def story_links(root: HtmlElement) -> tuple[str, ...]:
    """The letters of each, once, in order; at most 2,000 links are looked at."""
    links = [link for link in root.iter("a") if link.get("href")][:_MOST]
    keys = (letters_of(text_of(link)) for link in links)
    return tuple(dict.fromkeys(key for key in keys if len(key) >= _SHORTEST))


def letters_of(text: str) -> str:
    """Letters and figures in lower case: what stays of a line however it is set."""
    return "".join(filter(str.isalnum, text.casefold()))
