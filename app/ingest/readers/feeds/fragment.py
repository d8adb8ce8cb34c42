"""A piece of a feed as elements, parsed by lxml so that nothing but the text given is ever looked at.

No entity is expanded, no document type loaded, no file and no address opened, XInclude and style sheets
are ignored, and libxml2's limits hold (``huge_tree`` off: 256 levels, texts of 10 MB, names of 50 kB).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from app.ingest.readers.faults import RecordFault
from app.ingest.readers.feeds.names import USUAL

#: Tags of elements that hold text, in which markup of HTML often stands as it is.
TEXT_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>title|description|summary|content|content:encoded|tagline)(?:\s[^<>]{0,500})?(?<!/)>"
)
CDATA = "<![CDATA["
OUTER = "".join(f" xmlns:{prefix}={quoteattr(space)}" for prefix, space in USUAL.items())


@dataclass(frozen=True, slots=True)
class Parsed:
    """``root`` as far as it could be read; ``fault`` is why not all of it, if so."""

    root: etree._Element
    fault: RecordFault | None = None


def parse_item(item: str, spaces: Mapping[str, str]) -> Parsed:
    """The element of an item, whose markup may be damaged: then its texts are taken as they stand.

    ``spaces`` are the namespaces that the feed declares around it, by prefix. Raises RecordFault where
    nothing can be read, or not safely.
    """
    first = _parse(_wrapped(item, spaces))
    if first.fault is None:
        return first
    again = _parse(_wrapped(_with_texts_escaped(item), spaces))
    return Parsed(again.root, again.fault or first.fault)


def parse_head(head: str) -> Parsed:
    """The root of a feed of which only the beginning is there. Raises RecordFault where there is none."""
    return _parse(head)


def _with_texts_escaped(item: str) -> str:
    """``item`` with what stands inside its texts as text, not as markup."""
    pieces = []
    at = 0
    opened: re.Match[str] | None = None
    for tag in TEXT_TAG.finditer(item):
        if not tag["end"]:
            opened = tag
        elif opened and opened["name"] == tag["name"]:
            inside = item[opened.end() : tag.start()]
            pieces += [item[at : opened.end()], inside if CDATA in inside else inside.replace("<", "&lt;")]
            at, opened = tag.start(), None
    return "".join([*pieces, item[at:]])


def _wrapped(item: str, spaces: Mapping[str, str]) -> str:
    declared = "".join(
        f" xmlns{':' if prefix else ''}{prefix}={quoteattr(space)}" for prefix, space in spaces.items()
    )
    return f"<w{OUTER}><w{declared}>{item}</w></w>"


def _parse(text: str) -> Parsed:
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise RecordFault("bad_xml", f"line {error.lineno or 1}") from None
    if root is None:
        raise RecordFault("bad_xml", "no element")
    fault = _fault(parser)
    if fault and fault.reason != "bad_xml":
        raise fault
    return Parsed(root, fault)


def _fault(parser: etree.XMLParser) -> RecordFault | None:
    """What is wrong: a prefix that was not declared is not, for the reader knows the usual ones."""
    wrong = (entry for entry in parser.error_log if entry.domain_name != "NAMESPACE")
    entry = next(wrong, None)
    if entry is None:
        return None
    if entry.type_name == "ERR_RESOURCE_LIMIT":
        return RecordFault("too_deep" if "depth" in entry.message else "record_too_large")
    return RecordFault("bad_xml", f"line {entry.line} of the item: {entry.type_name.lower()}")
