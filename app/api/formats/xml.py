"""XML that is well formed whatever an article holds."""

import re
from xml.etree import ElementTree as Tree

#: What XML 1.0 has no place for, not even escaped (section 2.2, Char).
_NO_CHARACTERS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
DUBLIN_CORE_TERMS = "http://purl.org/dc/terms/"
MEDIA = "http://search.yahoo.com/mrss/"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"


def document(name: str, **attributes: str) -> Tree.Element:
    """A root element. Names are written as they stand, with their prefix; say what the prefixes mean."""
    return Tree.Element(name, {_written(key): legible(value) for key, value in attributes.items()})


def add(parent: Tree.Element, name: str, text: str | None = None, **attributes: str) -> Tree.Element:
    """A child with this text. In names of attributes ``__`` stands for the colon."""
    child = Tree.SubElement(
        parent, name, {_written(key): legible(value) for key, value in attributes.items()}
    )
    child.text = None if text is None else legible(text)
    return child


def written(root: Tree.Element) -> bytes:
    document: bytes = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def legible(text: str) -> str:
    """The text with what XML cannot hold replaced."""
    return _NO_CHARACTERS.sub("\ufffd", text)


def _written(name: str) -> str:
    return name.replace("__", ":")
