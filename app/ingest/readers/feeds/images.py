"""The picture of an item."""

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from app.ingest.readers.feeds.names import children_of, name_of
from app.ingest.readers.feeds.texts import line_of

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")


def image_in(item: etree._Element, fields: Mapping[str, Sequence[etree._Element]]) -> str:
    """The address of the largest picture that Media RSS names, else of the first that stands elsewhere."""
    pictures = [element for element in item.iterdescendants() if _is_picture(element)]
    if pictures:
        return max(pictures, key=_width).get("url", "")
    return next((address for address in _others(item, fields) if address), "")


def _is_picture(element: etree._Element) -> bool:
    if name_of(element) != "media:content" or not element.get("url"):
        return False
    kind, medium = element.get("type", ""), element.get("medium", "")
    if kind or medium:
        return medium == "image" or kind.startswith("image/")
    return element.get("url", "").partition("?")[0].lower().endswith(SUFFIXES)


def _width(picture: etree._Element) -> int:
    width = picture.get("width", "")
    return int(width) if width.isascii() and width.isdigit() and len(width) < 6 else 0


def _others(item: etree._Element, fields: Mapping[str, Sequence[etree._Element]]) -> Iterator[str]:
    for element in item.iterdescendants():
        if name_of(element) == "media:thumbnail":
            yield element.get("url", "")
    for element in (*fields.get("enclosure", ()), *fields.get("link", ())):
        if element.get("type", "").startswith("image/"):
            yield element.get("url", "") or element.get("href", "")
    for element in fields.get("itunes:image", ()):
        yield element.get("href", "")
    for element in fields.get("image", ()):
        within = children_of(element).get("url")
        yield line_of(within[0]) if within else line_of(element)
