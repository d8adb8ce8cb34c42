"""The article's own address: one that stands alone in its line beside the article."""

import re

from app.ingest.page.labels import field_named
from app.ingest.page.layout import Layout

_ALONE = re.compile(
    r"(?:(?:printed|retrieved) from\s+|(?P<label>[^\W\d_][^:：]{0,30}?)\s*[:：]\s*)?<?(?P<address>https?://[^\s<>\"]{4,2000})>?",
    re.IGNORECASE,
)
_SHARING = re.compile(
    r"sharer|/share|intent/|share=|[?&]text=|//(?:wa\.me|t\.me|t\.co|bit\.ly|lnkd\.in|fb\.me|api\.whatsapp|plus\.google|pinterest)"
    r"|(?:facebook|twitter|x|instagram|youtube|linkedin|tiktok)\.com/|\.(?:jpe?g|png|gif|webp|svg|mp4|mp3|pdf)(?:\?|$)",
    re.IGNORECASE,
)
#: Something stands in the path or the query, and it is not a list of articles.
_ARTICLE = re.compile(
    r"https?://[^/?#]+/+(?!(?:author|autor|tags?|categor\w+|about|contact|privacy|terms|login|search|user|profile)(?:/|$))[^#]",
    re.IGNORECASE,
)


def address_in(text: str) -> str:
    """The http(s) address that ``text`` consists of, a label such as ``URL:`` aside; "" when it does not."""
    found = _ALONE.fullmatch(text) if len(text) <= 2100 else None
    if found is None or (found["label"] and field_named(found["label"]) not in ("url", "source")):
        return ""
    address = found["address"]
    return "" if _SHARING.search(address) or not _ARTICLE.match(address) else address


def find_address(page: Layout) -> str:
    """The first such line behind the body, else in its last blocks, else above it."""
    end = range(max(page.body.start, page.body.end - 3), page.body.end)
    for index in (*page.tail(), *end, *page.head()):
        if address := address_in(page.blocks[index].text):
            return address
    return ""
