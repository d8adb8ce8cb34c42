"""The names in an element for authors: ``desk@example.org (Ann Lee)``, ``Ann Lee <ann@example.org>``.

Addresses for mail are no names and go. Patterns have no repeated parts that could match the same text, so
that a hostile line costs no more than its length (faults B13, B14).
"""

import re

from lxml import etree

from app.ingest.readers.feeds.names import children_of
from app.ingest.readers.feeds.texts import line_of

#: Longest line that is looked at, in characters: a list of names is shorter.
LONGEST = 1000
IN_BRACKETS = re.compile(r"\(([^()]*+)\)")
ADDRESS = re.compile(r"(?:<|(?<![^\s<>()@,;]))(?:mailto:)?[^\s<>()@,;]++@[^\s<>()@,;]++>?")
MARKS = " \t\r\n-–—,;:|/"


def names_in(element: etree._Element) -> tuple[str, ...]:
    """The names: of the children ``name`` (Atom), else in the text. An address alone is no name."""
    within = children_of(element)
    named = within.get("name") or within.get("foaf:name")
    lines = [line_of(child) for child in named] if named else [] if len(element) else [line_of(element)]
    return tuple(name for line in lines if (name := name_in(line)))


def name_in(line: str) -> str:
    """``line`` without an address for mail; where the name stands in brackets beside one, the name."""
    line = " ".join(line[:LONGEST].split())
    if "@" not in line:
        return line
    rest = ADDRESS.sub(" ", line)
    outside = IN_BRACKETS.sub(" ", rest).strip(MARKS)
    inside = " ".join(part.strip() for part in IN_BRACKETS.findall(rest)).strip(MARKS)
    return " ".join((outside or inside).split())
