"""References in a feed: those of XML stay, those of HTML and of the feed's own are put in place.

An XML parser knows five names unless a document type tells it more. Feeds use those of HTML without one
(``&nbsp;``), write ``&`` in addresses as it is, and declare a few of their own. No declaration reaches the
parser: external ones are never looked at, and of internal ones only short texts count.
"""

import re
from collections.abc import Mapping
from html import unescape
from html.entities import html5

from app.ingest.readers.faults import RecordFault

#: Longest text that an entity may stand for, and the text that all may add to one item, in characters.
LONGEST = 1024
MOST = 256 * 1024
DECLARATION = re.compile(
    r"<!ENTITY\s+(?P<name>[\w.-]{1,60})\s+(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')\s*>"
)
#: Matched at the start: where the first is not closed, no other is.
DOCTYPE = re.compile(
    r"(?>.*?<!DOCTYPE[^\[>]{0,500}+\[)(?P<inside>.*?)\]\s{0,99}+>", re.DOTALL | re.IGNORECASE
)
OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
TOKEN = re.compile(
    r"(?P<asis><!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))|&(?:(?P<name>[A-Za-z_][\w.-]{0,60})|(?P<number>#(?:\d{1,9}|[xX][0-9A-Fa-f]{1,8})));|&",
    re.DOTALL,
)
REFERENCE = re.compile(r"&([A-Za-z_][\w.-]{0,60});")
#: What XML has no place for.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: HTML 5 made other signs of these two; feeds write them as HTML 4 and XHTML define them.
OF_HTML_4 = {"lang": "\u2329", "rang": "\u232a"}
SPECIAL = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}


def declared_in(head: str) -> dict[str, str]:
    """The entities that the document type in ``head`` declares, as the texts they stand for.

    Raises RecordFault ``xml_entity`` where one stands for more than any name or sign does: such a
    document is made to blow up in a parser.
    """
    doctype = DOCTYPE.match(head)
    entities: dict[str, str] = {}
    for found in DECLARATION.finditer(doctype["inside"]) if doctype else ():
        value = found["double"] if found["double"] is not None else found["single"]
        value = REFERENCE.sub(lambda name: entities.get(name[1], name[0]), value[: LONGEST + 1])
        if len(value) > LONGEST:
            raise RecordFault("xml_entity", f"the entity {found['name']} stands for a long text")
        entities.setdefault(found["name"], value)
    return entities


def resolved(text: str, entities: Mapping[str, str]) -> str:
    """``text`` as XML that needs no declarations. Raises RecordFault ``xml_entity``."""
    added = 0

    def put(token: re.Match[str]) -> str:
        nonlocal added
        if token["asis"]:
            return token[0]
        if token["name"] in entities and token["name"] not in OF_XML:
            added += len(entities[token["name"]])
            if added > MOST:
                raise RecordFault("xml_entity", "its entities stand for far more text than it holds")
            return TOKEN.sub(_standard, entities[token["name"]])
        return _standard(token)

    return FORBIDDEN.sub("", TOKEN.sub(put, FORBIDDEN.sub("", text)))


def _standard(token: re.Match[str]) -> str:
    """A reference of XML or HTML; any other ``&`` is but that sign."""
    if token["asis"] or token["name"] in OF_XML:
        return token[0]
    if token["name"] in OF_HTML_4:
        return OF_HTML_4[token["name"]]
    if token["number"] or f"{token['name']};" in html5:
        return "".join(SPECIAL.get(char, char) for char in unescape(token[0]))
    return "&amp;" + token[0][1:]
