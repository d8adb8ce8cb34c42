"""The addresses in a feed: which link is the article's, and what relative ones count from."""

from collections.abc import Iterable, Sequence
from urllib.parse import urljoin, urlsplit

from lxml import etree

BASE = "{http://www.w3.org/XML/1998/namespace}base"
WEB = ("http", "https")


def joined(base: str, link: str) -> str:
    """``link`` as seen from ``base``; as it is where that makes no address."""
    link = link.strip()
    if not base or not link:
        return link
    try:
        address = urljoin(base, link)
    except ValueError:
        return link
    return address if is_web(address) else link


def is_web(address: str) -> bool:
    """Whether ``address`` is an http(s) one with a host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in WEB and bool(parts.netloc)


def base_of(elements: Iterable[etree._Element], base: str) -> str:
    """``base`` as ``xml:base`` of each of these elements, the outermost first, changes it."""
    for element in elements:
        if here := element.get(BASE, "").strip():
            moved = joined(base, here)
            base = moved if is_web(moved) else base
    return base


def link_of(links: Sequence[etree._Element], base: str) -> str:
    """The address of the page: a link written as text (RSS), else the best one of an attribute (Atom)."""
    written = (link for link in links if not link.get("href") and (link.text or "").strip())
    best = next(written, None)
    if best is not None:
        return joined(base_of([best], base), best.text or "")
    leading = [link for link in links if link.get("href") and link.get("rel", "alternate") == "alternate"]
    leading.sort(key=_is_no_page)
    return joined(base_of([leading[0]], base), leading[0].get("href", "")) if leading else ""


def _is_no_page(link: etree._Element) -> bool:
    return "html" not in link.get("type", "text/html")
