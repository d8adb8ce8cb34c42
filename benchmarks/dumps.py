"""Text dumps of whole web pages, in the manners of the tools that people use."""

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from app.ingest.normalise.wordlist import words

_BLOCKS = words("""
    address article aside blockquote body br button caption center dd details dialog div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary
    table tbody td tfoot th thead tr ul
""")
_UNSEEN = words("script style noscript template svg iframe select textarea object canvas audio video")
_FRAME = words("nav header footer form")
_WIDTH, _INDENT = 75, "   "


@dataclass(slots=True)
class _Line:
    text: str
    in_list: bool
    in_frame: bool


@dataclass(slots=True)
class _State:
    lines: list[_Line] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    open: dict[str, int] = field(default_factory=dict)

    def depth(self, tags: frozenset[str]) -> int:
        return sum(self.open.get(tag, 0) for tag in tags)


class _Reader(HTMLParser):
    """Visible text, one line a block element."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.state = _State()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.flush()
        if tag in _UNSEEN or tag in _FRAME or tag in ("ul", "title"):
            self.state.open[tag] = self.state.open.get(tag, 0) + 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.flush()
        if self.state.open.get(tag):
            self.state.open[tag] -= 1

    def handle_data(self, data: str) -> None:
        if self.state.depth(_UNSEEN):
            return
        (self.state.title if self.state.open.get("title") else self.state.parts).append(data)

    def flush(self) -> None:
        text = " ".join("".join(self.state.parts).split())
        self.state.parts.clear()
        if text:
            framed = self.state.depth(_FRAME) > 0
            self.state.lines.append(_Line(text, self.state.open.get("ul", 0) > 0, framed))


@dataclass(frozen=True, slots=True)
class Page:
    """``title`` is the browser's title, ``lines`` the visible blocks in order."""

    title: str
    lines: tuple[_Line, ...]


def read_html(html: str) -> Page:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    return Page(" ".join("".join(reader.state.title).split()), tuple(reader.state.lines))


def as_lines(page: Page) -> str:
    """As crawl archives keep text: the browser's title, then a line a block."""
    return "\n".join([page.title, *(line.text for line in page.lines)])


def with_gaps(page: Page) -> str:
    """As a browser's "save as text": an empty line between blocks, no title."""
    return "\n\n".join(line.text for line in page.lines)


def lists_inline(page: Page) -> str:
    """Menus and lists as one line each."""
    pieces = [page.title]
    listed = False
    for line in page.lines:
        if line.in_list and listed:
            pieces[-1] += " " + line.text
        else:
            pieces.append(line.text)
        listed = line.in_list
    return "\n\n".join(pieces)


def wrapped(page: Page) -> str:
    """As text browsers print: indented and broken at a fixed width."""
    return "\n\n".join(textwrap.indent(textwrap.fill(line.text, _WIDTH), _INDENT) for line in page.lines)


def mostly_main(page: Page) -> str:
    """As extractors leave it when they are told to lose nothing: no menus, but other stories' teasers."""
    return "\n\n".join([page.title, *(line.text for line in page.lines if not line.in_frame)])


STYLES: dict[str, Callable[[Page], str]] = {
    "a line a block": as_lines,
    "empty lines between": with_gaps,
    "lists inline": lists_inline,
    "wrapped": wrapped,
    "mostly main text": mostly_main,
}
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)


def decoded(page: bytes) -> str:
    """``page`` as text: UTF-8, else as it declares itself."""
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError:
        found = _CHARSET.search(page[:4096])
        name = found[1].decode("ascii") if found else "cp1252"
        try:
            return page.decode(name, errors="replace")
        except LookupError:
            return page.decode("cp1252", errors="replace")
