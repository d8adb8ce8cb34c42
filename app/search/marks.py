"""Where in a text the words of a query stand."""

from collections import deque
from typing import NamedTuple

from app.search.analysis import Token
from app.search.chunks import Chunks
from app.search.nearby import Place
from app.search.wanted import Run, Wanted

#: Marks are enough at this number, and places of which some may be marked at that.
_MOST_MARKS = 500
_MOST_PLACES = 5_000


class Mark(NamedTuple):
    """A marked piece, in characters of the text; ``leaves`` are the parts of the query found there."""

    start: int
    end: int
    leaves: frozenset[int]


def find_marks(text: str, wanted: Wanted, chunks: Chunks, language: str, reach: int) -> list[Mark]:
    """Marks in the order of the text, none of them overlapping; words from ``reach`` on are not looked at."""
    if not text or wanted.sought is None:
        return []
    found = _Found(wanted)
    for start, tokens, between in chunks.pieces(text, language, wanted.sought, reach):
        found.pass_over(between)
        for token in tokens:
            if start + token.start >= reach or found.is_enough():
                return found.all_marks()
            found.note(token, start)
    return found.all_marks()


class _Found:
    """What was found in one text so far. Words passed over are numbered as far as they were counted."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._marks: list[Mark] = []
        self._places: list[list[Place]] = [[] for _ in range(wanted.slots)]
        self._recent: deque[tuple[str, int]] = deque(maxlen=wanted.longest)
        self._number = 0
        self._gathered = 0

    def pass_over(self, words: int) -> None:
        if words:
            self._number += words
            self._recent.clear()

    def note(self, token: Token, start: int) -> None:
        """The next word, of a piece that begins at ``start``."""
        wanted, term = self._wanted, self._wanted.term(token)
        place, end = start + token.start, start + token.end
        self._recent.append((term, place))
        for run in wanted.ending(term):
            begins = place if len(run.tokens) == 1 else self._begin_of(run.tokens)
            if begins >= 0:
                self._find(run, begins, end)
        if leaves := wanted.numbers(token.surface):
            _add(Mark(place, end, leaves), self._marks)
        self._number += 1

    def _begin_of(self, tokens: tuple[str, ...]) -> int:
        """Where they begin if the last words are these; else -1."""
        tail = list(self._recent)[-len(tokens) :]
        return tail[0][1] if tuple(term for term, _ in tail) == tokens else -1

    def _find(self, run: Run, begins: int, end: int) -> None:
        """The run ends with the next word."""
        if run.slot < 0:
            _add(Mark(begins, end, run.leaves), self._marks)
        else:
            first = self._number - len(run.tokens) + 1
            self._places[run.slot].append(Place(first, self._number, begins, end))
            self._gathered += 1

    def is_enough(self) -> bool:
        return len(self._marks) >= _MOST_MARKS or self._gathered >= _MOST_PLACES

    def all_marks(self) -> list[Mark]:
        placed = self._wanted.chosen(self._places)
        chosen = [Mark(place.start, place.end, frozenset((leaf,))) for leaf, place in placed]
        if not chosen:
            return self._marks
        marks: list[Mark] = []
        for mark in sorted(self._marks + chosen, key=lambda mark: mark.start):
            _add(mark, marks)
        return marks[:_MOST_MARKS]


def _add(found: Mark, marks: list[Mark]) -> None:
    """Append the mark, as one with those it overlaps."""
    while marks and marks[-1].end > found.start:
        before = marks.pop()
        start, end = min(before.start, found.start), max(before.end, found.end)
        found = Mark(start, end, before.leaves | found.leaves)
    marks.append(found)
