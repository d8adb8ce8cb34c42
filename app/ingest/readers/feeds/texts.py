"""What an element says: as text or as HTML, which the normaliser takes out."""

import base64
import binascii
import re
from collections.abc import Iterable
from copy import deepcopy
from html import escape

from lxml import etree

from app.ingest.readers.feeds.charset import text_of as decoded

HTML_NAME = re.compile(r"[A-Za-z_][\w.-]*")
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def text_of(element: etree._Element) -> str:
    """The text of an element, or its markup as HTML where it holds elements."""
    if element.get("mode") == "base64" or _is_packed(element.get("type", "")):
        return _unpacked("".join(element.itertext()))
    return _markup(element) if len(element) else element.text or ""


def line_of(element: etree._Element) -> str:
    """All text in an element, without white space around it."""
    return "".join(element.itertext()).strip()


def is_text(element: etree._Element) -> bool:
    """Whether an Atom content is something to read, and not a picture or a sound."""
    kind = element.get("type", "").lower()
    return "/" not in kind or kind.startswith("text/") or kind.endswith(("html", "xml"))


def language_around(elements: Iterable[etree._Element]) -> str:
    """``xml:lang`` of the first of ``elements`` that has one."""
    return next((language for element in elements if (language := element.get(LANG, "").strip())), "")


def _is_packed(kind: str) -> bool:
    """Atom 1.0, 4.1.3.3: what is neither text nor XML stands there in Base64."""
    return "/" in kind and not kind.lower().startswith("text/") and not kind.lower().endswith(("html", "xml"))


def _unpacked(text: str) -> str:
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return text
    return decoded(data, "utf-8")[0]


def _markup(element: etree._Element) -> str:
    for inner in element.iterdescendants():
        name = str(inner.tag).rpartition("}")[2].rpartition(":")[2]
        inner.tag = name if HTML_NAME.fullmatch(name) else "span"  # <http:> is no name, but stands in feeds
    pieces = [escape(element.text or "", quote=False)]
    for child in element:
        apart = deepcopy(child)  # in its place it would be written with every namespace of the feed
        etree.cleanup_namespaces(apart)
        pieces.append(etree.tostring(apart, encoding="unicode", method="html"))
    return "".join(pieces)
