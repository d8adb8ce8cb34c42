"""Where in a text the words of a query stand."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from app.search.analysis import Token
from app.search.chunks import Chunks, Sought
from app.search.fields import BY_NAME, Kind
from app.search.resolve import Conjunction, Disjunction, Resolved, Starts, Terms

#: Marks are enough at this number.
_MOST_MARKS = 500


class Mark(NamedTuple):
    """A marked piece, in characters of the text; ``leaves`` are the parts of the query found there."""

    start: int
    end: int
    leaves: frozenset[int]


class Wanted:
    """What of a query is to be marked in one field: not what it excludes."""

    def __init__(self, resolved: Resolved, name: str) -> None:
        self._use_stem = BY_NAME[name].kind is Kind.TEXT
        #: Words and phrases by their last term, with the parts of the query that they are.
        self._runs: dict[str, list[tuple[tuple[str, ...], frozenset[int]]]] = {}
        self._prefixes: dict[str, int] = {}
        for number, leaf in enumerate(_positive_leaves(resolved)):
            if name in leaf.fields:
                self._add(leaf, number)
        runs = [tokens for runs in self._runs.values() for tokens, _ in runs]
        self.longest = max(map(len, runs), default=1)
        self.sought = self._sought({term for tokens in runs for term in tokens})

    def _add(self, leaf: Terms | Starts, number: int) -> None:
        if isinstance(leaf, Starts):
            self._prefixes[leaf.prefix] = number
        else:
            for tokens in leaf.readings:
                self._runs.setdefault(tokens[-1], []).append((tokens, frozenset((number,))))

    def _sought(self, terms: set[str]) -> Sought | None:
        """The same for ``Chunks``, which knows stems, but neither surfaces nor their beginnings."""
        if not terms and not self._prefixes:
            return None
        prefixes = tuple(self._prefixes)
        surfaces = frozenset() if self._use_stem else frozenset(terms)

        def may_matter(tokens: Iterable[Token]) -> bool:
            return any(token.surface in surfaces or token.surface.startswith(prefixes) for token in tokens)

        return Sought(
            terms if self._use_stem else (),
            may_matter if prefixes or surfaces else None,
            apart=1 if self.longest > 1 else 0,
        )

    def term(self, token: Token) -> str:
        return token.stem if self._use_stem else token.surface

    def ending(self, surface: str, recent: Sequence[tuple[str, int]]) -> Iterator[tuple[int, frozenset[int]]]:
        """Where what ends with the last of ``recent`` begins, and which parts of the query it is.

        ``recent``: terms next to each other, with their places; ``surface`` is that of the last one.
        """
        last, place = recent[-1]
        for tokens, leaves in self._runs.get(last, ()):
            if len(tokens) == 1:
                yield place, leaves
            elif len(tokens) <= len(recent):
                tail = list(recent)[-len(tokens) :]
                if tuple(term for term, _ in tail) == tokens:
                    yield tail[0][1], leaves
        for prefix, number in self._prefixes.items():
            if surface.startswith(prefix):
                yield place, frozenset((number,))


def find_marks(text: str, wanted: Wanted, chunks: Chunks, language: str, reach: int) -> list[Mark]:
    """Marks in the order of the text, none of them overlapping; words from ``reach`` on are not looked at."""
    marks: list[Mark] = []
    if not text or wanted.sought is None:
        return marks
    recent: deque[tuple[str, int]] = deque(maxlen=wanted.longest)
    for place, tokens, between in chunks.pieces(text, language, wanted.sought, reach):
        if between:
            recent.clear()
        for token in tokens:
            if place + token.start >= reach or len(marks) >= _MOST_MARKS:
                return marks
            recent.append((wanted.term(token), place + token.start))
            for start, leaves in wanted.ending(token.surface, recent):
                _add(Mark(start, place + token.end, leaves), marks)
    return marks


def _positive_leaves(resolved: Resolved) -> Iterator[Terms | Starts]:
    if isinstance(resolved, Terms | Starts):
        yield resolved
    elif isinstance(resolved, Conjunction | Disjunction):
        for part in resolved.parts:
            yield from _positive_leaves(part)


def _add(found: Mark, marks: list[Mark]) -> None:
    """Append the mark, as one with those it overlaps."""
    while marks and marks[-1].end > found.start:
        before = marks.pop()
        start, end = min(before.start, found.start), max(before.end, found.end)
        found = Mark(start, end, before.leaves | found.leaves)
    marks.append(found)
