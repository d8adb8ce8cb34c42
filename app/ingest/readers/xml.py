"""XML in a stream, safely: the elements that a reader wants, one at a time, in bounded memory.

lxml reads it. No DTD is loaded and nothing is fetched or opened; entities are those that the document
declares itself, within libxml2's limit of amplification, and HTML's names (``&nbsp;``), which wires and
feeds use as if they were declared. Text goes in as UTF-8 that we decoded, so that stray control characters
and bytes that do not fit their encoding cost characters, not the document.
"""

import re
from collections.abc import Collection, Iterator
from html.entities import html5
from io import BufferedReader

from lxml import etree

from app.ingest.readers.charset import decoded
from app.ingest.readers.faults import RecordFault

#: An XML reference that needs no declaration.
OWN_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
REFERENCE = re.compile(r"&(?:#(\d{1,8})|#[xX]([0-9a-fA-F]{1,7})|([A-Za-z][A-Za-z0-9]{1,31}));")
LONGEST_REFERENCE = 40
#: Elements between two that are wanted, or in one: a tree takes some 200 bytes for ``<a/>``.
MAX_ELEMENTS = 200_000
#: What libxml2 says when the document, not an element of it, has no end.
ENDS_EARLY = frozenset(
    {
        etree.ErrorTypes.ERR_DOCUMENT_END,
        etree.ErrorTypes.ERR_TAG_NOT_FINISHED,
        etree.ErrorTypes.ERR_GT_REQUIRED,
        etree.ErrorTypes.ERR_LTSLASH_REQUIRED,
        etree.ErrorTypes.ERR_CDATA_NOT_FINISHED,
        etree.ErrorTypes.ERR_COMMENT_NOT_FINISHED,
        etree.ErrorTypes.ERR_PI_NOT_FINISHED,
        etree.ErrorTypes.ERR_ATTRIBUTE_NOT_FINISHED,
    }
)
ENTITY_ERRORS = frozenset({etree.ErrorTypes.ERR_UNDECLARED_ENTITY, etree.ErrorTypes.ERR_ENTITY_LOOP})


def elements(stream: BufferedReader, wanted: Collection[str], limit: int) -> Iterator[etree._Element]:
    """Each outermost element whose local name is in ``wanted``, whole; it is emptied once it was given.

    Its ancestors and their attributes are still there, their former children are not. Raises RecordFault
    after the elements that were sound: ``bad_xml``, ``truncated``, ``xml_entity``, ``too_deep`` (more
    than 256 levels), ``record_too_large`` (more than ``limit`` bytes between two elements, to the next
    ``CHUNK``; 10 MB of text in one piece; or ``MAX_ELEMENTS``); InputFault of the stream goes through.
    """
    parser = _parser()
    gathering = _Gathering(wanted)
    size, empty = 0, True
    for data in _pieces(stream):
        error, empty = _feed(parser, data), False
        size += len(data)
        for element in gathering.complete(parser):
            yield element
            size = 0
        if error is not None:
            raise _fault(error)
        if size > limit or gathering.count > MAX_ELEMENTS:
            raise RecordFault("record_too_large")
    error = None if empty else _end(parser)
    yield from gathering.complete(parser)
    if error is not None:
        raise _fault(error, at_end=True)


def parse_fragment(text: str) -> etree._Element:
    """The root of ``text``, XML that stands as text in another record. Raises RecordFault as ``elements``."""
    parser = _parser()
    error = _feed(parser, legible(text.lstrip()).encode()) or _end(parser)
    if error is not None:
        raise _fault(error, at_end=True)
    roots = (element for event, element in parser.read_events() if event == "start")
    return next(roots)


def parse_html(text: str) -> etree._Element | None:
    """The root of ``text``, HTML or a piece of it, as lxml mends it; None where nothing is left."""
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(ILLEGAL.sub("", text), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def legible(text: str) -> str:
    """``text`` without the characters that XML forbids, and with the references of HTML as numbers."""
    if ILLEGAL.search(text):
        text = ILLEGAL.sub("", text)
    return REFERENCE.sub(_resolved, text) if "&" in text else text


def _resolved(reference: re.Match[str]) -> str:
    digits, hexadecimal, name = reference.groups()
    if name:
        if name in OWN_NAMES or f"{name};" not in html5:
            return reference.group()
        return "".join(f"&#{ord(char)};" for char in html5[f"{name};"])
    code = int(digits) if digits else int(hexadecimal, 16)
    return reference.group() if code <= 0x10FFFF and not ILLEGAL.match(chr(code)) else ""


def _parser() -> "etree.XMLPullParser[etree._Element]":
    return etree.XMLPullParser(
        events=("start", "end"),
        encoding="utf-8",
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        resolve_entities="internal",
        remove_comments=True,
        remove_pis=True,
    )


def _pieces(stream: BufferedReader) -> Iterator[bytes]:
    """The text of ``stream``, legible, in pieces of UTF-8 that break no reference.

    White space before the first tag goes: XML forbids it before the declaration, files have it all the same.
    """
    left, begun = "", False
    for text in decoded(stream):
        text = left + (text if begun else text.lstrip())
        begun = begun or bool(text)
        start = text.rfind("&", max(0, len(text) - LONGEST_REFERENCE))
        cut = start if start >= 0 and ";" not in text[start:] else len(text)
        text, left = text[:cut], text[cut:]
        if text:
            yield legible(text).encode()
    if left:
        yield legible(left).encode()


class _Gathering:
    """Which element is being gathered; what belongs to none is emptied at once."""

    def __init__(self, wanted: Collection[str]) -> None:
        self._wanted = wanted
        self._open: etree._Element | None = None
        self.count = 0

    def complete(self, parser: "etree.XMLPullParser[etree._Element]") -> Iterator[etree._Element]:
        for event, element in parser.read_events():
            if event == "start":
                self.count += 1
                if self._open is None and name_of(element) in self._wanted:
                    self._open = element
            elif self._open is None:
                _empty(element)
            elif element is self._open:
                yield element
                self._open, self.count = None, 0
                _empty(element)


def name_of(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _empty(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)


def _feed(parser: "etree.XMLPullParser[etree._Element]", data: bytes) -> etree.XMLSyntaxError | None:
    try:
        parser.feed(data)
    except etree.XMLSyntaxError as error:
        return error
    return None


def _end(parser: "etree.XMLPullParser[etree._Element]") -> etree.XMLSyntaxError | None:
    try:
        parser.close()
    except etree.XMLSyntaxError as error:
        # An entity that a DTD elsewhere may declare is no error of the document; we just don't have it.
        return None if error.code == etree.ErrorTypes.WAR_UNDECLARED_ENTITY else error
    return None


def _fault(error: etree.XMLSyntaxError, at_end: bool = False) -> RecordFault:
    """The reason, and the place: never the document's own words."""
    said = str(error)
    place = f"line {error.lineno}" if error.lineno else ""
    if error.code in ENTITY_ERRORS or "entity" in said.lower():
        return RecordFault("xml_entity", place)
    if error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT or "XML_PARSE_HUGE" in said:
        return RecordFault("too_deep" if "depth" in said else "record_too_large", place)
    return RecordFault("truncated" if at_end and error.code in ENDS_EARLY else "bad_xml", place)
