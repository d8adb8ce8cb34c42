"""A page as a tree, and reading its elements. Nothing is fetched, whatever the page names."""

import re

from lxml import html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from app.ingest.normalise.wordlist import words
from app.ingest.readers.xml import ILLEGAL

#: Pictures inside the page; they may be most of its bytes.
_INLINE_DATA = re.compile(r"data:[\w./+-]{0,60}[;,][^\"'<>\s)]{500,}")
_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")
_TOO_DEEP = "Excessive depth"
UNSEEN = words("""
    script style noscript template svg iframe select textarea object canvas audio video head title math
""")
BLOCKS = words("""
    address article aside blockquote body br button caption center dd details dialog div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary
    table tbody td tfoot th thead tr ul
""")


class TooDeep(Exception):
    """The elements of the page nest beyond what the parser follows: text would be lost."""


def parse_page(text: str) -> HtmlElement | None:
    """The root of the page, None when there is nothing in it. Raises TooDeep (some 2,000 levels)."""
    # Libraries that change the tree refuse control characters in it.
    text = ILLEGAL.sub("", _INLINE_DATA.sub("", _DECLARATION.sub("", text, count=1)))
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (ParserError, ValueError):
        return None
    if any(_TOO_DEEP in entry.message for entry in parser.error_log):
        raise TooDeep
    return root


def text_of(element: HtmlElement) -> str:
    """What a reader sees of ``element``, on one line."""
    pieces: list[str] = []
    _gather(element, pieces)
    return " ".join("".join(pieces).split())


def _gather(element: HtmlElement, pieces: list[str]) -> None:
    # Not recursive: elements nest deeper than Python's stack.
    waiting: list[HtmlElement | str] = [element]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            pieces.append(node)
            continue
        seen = isinstance(node.tag, str) and (node.tag not in UNSEEN or node is element)
        if node is not element and node.tail:
            waiting.append(node.tail)
        if not seen:
            continue
        if node.tag in BLOCKS:
            waiting.append(" ")
            pieces.append(" ")
        waiting.extend(reversed(node))
        if node.text:
            pieces.append(node.text)


def visible_lines(root: HtmlElement) -> list[str]:
    """The page as a text dump: the browser's title, then one line for each block that is seen."""
    title = root.find(".//title")
    lines = [" ".join((title.text or "").split()) if title is not None else ""]
    pieces: list[str] = []
    waiting: list[HtmlElement | str | None] = [root]
    while waiting:
        node = waiting.pop()
        if node is None:
            _end_line(pieces, lines)
        elif isinstance(node, str):
            pieces.append(node)
        else:
            _open(node, waiting, pieces, lines)
    _end_line(pieces, lines)
    return lines


def _open(
    node: HtmlElement, waiting: list[HtmlElement | str | None], pieces: list[str], lines: list[str]
) -> None:
    if node.tail:
        waiting.append(node.tail)
    if not isinstance(node.tag, str) or node.tag in UNSEEN:
        return
    if node.tag in BLOCKS:
        _end_line(pieces, lines)
        waiting.append(None)
    waiting.extend(reversed(node))
    if node.text:
        pieces.append(node.text)


def _end_line(pieces: list[str], lines: list[str]) -> None:
    if line := " ".join("".join(pieces).split()):
        lines.append(line)
    pieces.clear()
