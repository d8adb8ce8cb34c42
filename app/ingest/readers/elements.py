"""Looking into XML elements by local names, and their text as paragraphs."""

import re
from collections.abc import Iterator

from lxml import etree

from app.ingest.normalise.wordlist import words
from app.ingest.readers.xml import name_of

#: What begins a paragraph of its own, in NITF, XHTML and NewsML.
PARAGRAPHS = words("""
    p hl2 h1 h2 h3 h4 h5 h6 bq blockquote block pre note ul ol dl table nitf-table div section article
    aside header footer address fn abstract credit
""")
LINES = words("li dt dd tr br caption hr")
#: A line of its own, until paragraphs have been told apart: XML has no place for the character.
LINE_MARK = "\v"
CELLS = words("td th")
#: What is no running text: pictures and their captions, and what belongs to no reader.
UNREAD = words("""
    media media-caption media-reference media-metadata figure figcaption script style head title object
    nitf-table-metadata noscript iframe svg
""")
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SPACE = re.compile(r"\s+")


def find(element: etree._Element, path: str) -> etree._Element | None:
    """The first element at ``path``, local names from child to child."""
    return next(find_all(element, path), None)


def find_all(element: etree._Element, path: str) -> Iterator[etree._Element]:
    """All elements at ``path``, in order."""
    name, _, rest = path.partition("/")
    for child in element:
        if name_of(child) == name:
            if rest:
                yield from find_all(child, rest)
            else:
                yield child


def descendants(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """All elements of these local names at any depth."""
    return (inner for inner in element.iterdescendants() if name_of(inner) in names)


def line_of(element: etree._Element | None) -> str:
    """All text in an element, white space folded."""
    return "" if element is None else SPACE.sub(" ", "".join(element.itertext())).strip()


def line_at(element: etree._Element, *paths: str) -> str:
    """The first of the elements at ``paths`` that holds text."""
    lines = (line_of(found) for path in paths for found in find_all(element, path))
    return next((line for line in lines if line), "")


def attribute(element: etree._Element | None, *names: str) -> str:
    """The first of these attributes, by local names, that says something."""
    if element is None:
        return ""
    given = {str(key).rpartition("}")[2]: str(value).strip() for key, value in element.attrib.items()}
    return next((given[name] for name in names if given.get(name)), "")


def language_of(element: etree._Element) -> str:
    """``xml:lang`` of the element or of the nearest around it."""
    around = (element, *element.iterancestors())
    return next((lang for outer in around if (lang := outer.get(XML_LANG))), "")


def paragraphs_of(element: etree._Element) -> str:
    """The running text of an element: paragraphs with empty lines between; pictures and captions left out."""
    pieces: list[str] = []
    _gather(element, pieces)
    paragraphs = re.split(r"\n[ \t\r\f]*\n\s*", "".join(pieces))
    return "\n\n".join(clean for paragraph in paragraphs if (clean := _lines(paragraph)))


def _gather(element: etree._Element, pieces: list[str]) -> None:
    name = name_of(element).lower()
    if name not in UNREAD:
        mark = _mark(name)
        pieces.append(mark)
        pieces.append(_inner(element.text, name))
        for child in element:
            _gather(child, pieces)
            pieces.append(_inner(child.tail, name))
        pieces.append("" if name == "br" else mark)


def _mark(name: str) -> str:
    if name in PARAGRAPHS:
        return "\n\n"
    if name in LINES:
        return LINE_MARK
    return " " if name in CELLS else ""


def _inner(text: str | None, name: str) -> str:
    """Text between tags: an empty line stays one, a line end is but a space unless the text is set so."""
    if not text:
        return ""
    if name == "pre":
        return text
    parts = re.split(r"\n[ \t\r]*\n\s*", text)
    return "\n\n".join(SPACE.sub(" ", part) for part in parts) if text.strip() else " "


def _lines(paragraph: str) -> str:
    marked = paragraph.replace(LINE_MARK, "\n")
    lines = (SPACE.sub(" ", line).strip() for line in marked.split("\n"))
    return "\n".join(line for line in lines if line)
