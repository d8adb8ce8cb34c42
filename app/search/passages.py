"""Which passages of a long text to show, given the marks in it."""

import re
from dataclasses import dataclass

from app.search.marks import Mark

Span = tuple[int, int]

_SENTENCE_END = re.compile(r"[.!?。！？]['\"’”)]*\s+|\n\s*|[。！？]")
_SPACE = re.compile(r"\s")
#: A word longer than this, or text without spaces, may be cut.
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class _Group:
    """Marks that fit into one passage."""

    start: int
    end: int
    leaves: int
    marks: int


def choose_passages(text: str, marks: list[Mark], count: int, length: int) -> list[Span]:
    """At most ``count`` spans of the text in its order, apart from each other, each around marks.

    Those that show most different parts of the query come first, then those with most marks,
    then the earliest. A span begins with a sentence where one begins near enough, and ends with a
    word. It is longer than ``length`` only where a single mark is.
    """
    groups = sorted(_groups(marks, length), key=lambda group: (-group.leaves, -group.marks, group.start))
    chosen: list[Span] = []
    for group in groups:
        if len(chosen) >= count:
            break
        span = _span(text, group, length)
        if all(span[1] <= start or end <= span[0] for start, end in chosen):
            chosen.append(span)
    return sorted(chosen)


def _groups(marks: list[Mark], length: int) -> list[_Group]:
    """For each mark: it and those after it that fit into one passage and leave a third for context."""
    groups: list[_Group] = []
    reach = length * 2 // 3
    for index, first in enumerate(marks):
        last, leaves = index, set(first.leaves)
        while last + 1 < len(marks) and marks[last + 1].end - first.start <= reach:
            last += 1
            leaves |= marks[last].leaves
        groups.append(_Group(first.start, marks[last].end, len(leaves), last - index + 1))
    return groups


def _span(text: str, group: _Group, length: int) -> Span:
    slack = max(0, length - (group.end - group.start))
    start = _start(text, group.start, slack)
    end = _end(text, group.end, max(group.end, start + length))
    return start, end


def _start(text: str, mark: int, slack: int) -> int:
    """A sentence's start no more than ``slack`` before the mark, else a word's start nearer to it."""
    low = max(0, mark - slack)
    if low == 0:
        return _after_space(text, 0, mark)
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, low, mark)]
    if sentences:
        return sentences[-1]
    near = mark - slack // 3
    space = _SPACE.search(text, near, min(mark, near + _LONGEST_WORD))
    return _after_space(text, space.end() if space else near, mark)


def _after_space(text: str, start: int, mark: int) -> int:
    while start < mark and text[start].isspace():
        start += 1
    return start


def _end(text: str, mark: int, limit: int) -> int:
    """The last end of a word between the mark's end and the limit."""
    if limit >= len(text):
        return len(text.rstrip()) if mark < len(text) else mark
    end = limit
    while end > max(mark, limit - _LONGEST_WORD) and not text[end].isspace():
        end -= 1
    if not text[end].isspace() and end > mark:
        end = limit
    while end > mark and text[end - 1].isspace():
        end -= 1
    return end
