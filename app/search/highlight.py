"""Passages of a text that show why it was found, with the words asked for marked."""

import re
from dataclasses import dataclass
from html import escape

from app.search.analysis import Analyzer
from app.search.chunks import Chunks
from app.search.marks import Mark, find_marks
from app.search.passages import Span, choose_passages
from app.search.resolved import Resolved
from app.search.wanted import WantedIn

__all__ = ["Fragment", "HighlightSpec", "Highlighter", "Highlighting"]

#: What is escaped in HTML; most passages hold none of it.
_SPECIAL = re.compile("[&<>\"']")


@dataclass(frozen=True, slots=True)
class HighlightSpec:
    """At most ``count`` passages of about ``length`` characters; ``pre`` and ``post`` stand around marks.

    ``reach``: characters of a text that are looked at, about 5 million a second.
    """

    count: int = 3
    length: int = 200
    pre: str = "<mark>"
    post: str = "</mark>"
    reach: int = 5_000_000


@dataclass(frozen=True, slots=True)
class Fragment:
    """A passage. ``text`` is escaped for HTML, but for the marks put in.

    ``start``, ``end`` and ``marks`` are offsets in characters of the original text.
    """

    text: str
    start: int
    end: int
    marks: tuple[Span, ...]


class Highlighter:
    """Safe to share between threads."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._chunks = Chunks(analyzer)

    def of(self, resolved: Resolved, spec: HighlightSpec) -> "Highlighting":
        """Made ready for the articles that one query found."""
        return Highlighting(self._chunks, resolved, spec)


class Highlighting:
    """The words of one query, to be marked in the fields of one article after the other."""

    def __init__(self, chunks: Chunks, resolved: Resolved, spec: HighlightSpec) -> None:
        self._chunks = chunks
        self._spec = spec
        self._wanted = WantedIn(resolved)

    def fragments(self, text: str, field: str, language: str = "") -> tuple[Fragment, ...]:
        """The best passages in the order of the text; none when nothing in it is marked.

        ``language`` is the article's, empty where it is not known. A title comes whole. Words that the
        query excludes are never marked.
        """
        marks = find_marks(text, self._wanted[field], self._chunks, language, self._spec.reach)
        if not marks:
            return ()
        if field == "title":
            return (_fragment(text, (0, len(text)), marks, self._spec),)
        spans = choose_passages(text, marks, self._spec.count, self._spec.length)
        return tuple(_fragment(text, span, marks, self._spec) for span in spans)


def _fragment(text: str, span: Span, marks: list[Mark], spec: HighlightSpec) -> Fragment:
    start, end = span
    inside = tuple((mark.start, mark.end) for mark in marks if start <= mark.start and mark.end <= end)
    safe = escape if _SPECIAL.search(text, start, end) else str
    pieces: list[str] = []
    place = start
    for mark_start, mark_end in inside:
        pieces += (safe(text[place:mark_start]), spec.pre, safe(text[mark_start:mark_end]), spec.post)
        place = mark_end
    pieces.append(safe(text[place:end]))
    return Fragment("".join(pieces), start, end, inside)
