"""Which of the formats of news agencies and publishers a beginning shows, by its first element or marks."""

import re

#: What may stand before the first element.
ASIDE = re.compile(
    rb"\s++|<!--.*?-->|<\?.*?\?>|<!DOCTYPE\s(?:[^\[<>]|<!--.*?-->)*+(?:\[.*?\]\s*)?>",
    re.DOTALL | re.IGNORECASE,
)
ELEMENT = re.compile(rb"<(?:[\w.-]{1,60}:)?([A-Za-z][\w.-]{0,60})(?=[\s/>])")
LEWIS = re.compile(rb"\s*<!DOCTYPE\s+lewis\s|\s*<REUTERS\s", re.IGNORECASE)
WORDPRESS = re.compile(rb"=\s*[\"']https?://wordpress\.org/export/")
NITF_INSIDE = re.compile(rb"<(?:\w{1,20}:)?nitf[\s>]")
#: A header between SOH and STX, perhaps behind characters that woke the receiver.
TRANSMISSION = re.compile(rb"[\x00\x16\s]{0,40}\x01[^\x01-\x08\x0b\x0c\x0e\x0f]{2,800}?\x02")
#: First element, in lower case: the format.
ROOTS = {
    b"newsitem": "newsml-g2",
    b"newsmessage": "newsml-g2",
    b"packageitem": "newsml-g2",
    b"conceptitem": "newsml-g2",
    b"knowledgeitem": "newsml-g2",
    b"planningitem": "newsml-g2",
    b"catalogitem": "newsml-g2",
    b"newsml": "newsml-1",
    b"nitf": "nitf",
    b"urlset": "sitemap",
}


def wire_format(text: bytes) -> str | None:
    """The key of the format that ``text``, a beginning without white space before it, shows."""
    if TRANSMISSION.match(text):
        return "iptc7901"
    if LEWIS.match(text):
        return "reuters-sgml"
    root = first_element(text)
    if root == b"rss" and WORDPRESS.search(text[:8192]):
        return "wxr"
    # NITF also stands inside containers of all kinds, our own word for them or not.
    inside = (
        root and root not in ROOTS and root not in (b"html", b"rss", b"feed") and NITF_INSIDE.search(text)
    )
    return "nitf" if inside else ROOTS.get(root)


def first_element(text: bytes) -> bytes:
    """The local name of the first element in small letters, empty where none begins in ``text``."""
    at = 0
    while aside := ASIDE.match(text, at):
        at = aside.end()
    element = ELEMENT.match(text, at)
    return element[1].lower() if element else b""
