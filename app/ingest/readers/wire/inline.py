"""The text that stands inside an item: NITF, XHTML or plain text, as elements or as text in an element."""

import re

from lxml import etree

from app.ingest.draft import Draft
from app.ingest.normalise.markup import has_markup
from app.ingest.readers.elements import descendants, line_at, line_of, paragraphs_of
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.wire.nitf import nitf_draft
from app.ingest.readers.xml import name_of, parse_fragment, parse_html

XML_TEXT = re.compile(r"\s*<(?:\?xml|nitf[\s>])")
#: Markup that holds facts to be laid out (results, events), not text to be read.
NOT_TEXT = ("sports-content", "events", "event", "concept", "conceptSet")


def draft_of_text(element: etree._Element) -> Draft:
    """What the text in ``element`` says by itself: its body, and a headline and credits if it has them."""
    nitf = next(descendants(element, "nitf"), None)
    if nitf is None and len(element) == 0:
        return draft_of_string(element.text or "")
    if nitf is not None:
        return nitf_draft(nitf)
    if any(name_of(child) in NOT_TEXT for child in element):
        return Draft()
    return _of_markup(element)


def draft_of_string(text: str) -> Draft:
    """The same for text, or for markup that stands as text."""
    if XML_TEXT.match(text) and (root := _parsed(text)) is not None:
        nitf = root if name_of(root) == "nitf" else next(descendants(root, "nitf"), None)
        return nitf_draft(nitf) if nitf is not None else _of_markup(root)
    root = parse_html(text) if has_markup(text) else None
    read = Draft() if root is None else _of_markup(root)
    return read if read.body else Draft(body=text.strip())


def _parsed(text: str) -> etree._Element | None:
    try:
        return parse_fragment(text)
    except RecordFault:
        return None


def _of_markup(element: etree._Element) -> Draft:
    """XHTML, or paragraphs that stand for themselves; a heading at the top is the headline, not text."""
    heading = line_of(next(descendants(element, "h1"), None))
    body = paragraphs_of(element)
    first, _, rest = body.partition("\n\n")
    title = heading or line_at(element, "html/head/title", "head/title")
    return Draft(title=title, body=rest if heading and first == heading else body)
