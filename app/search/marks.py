"""Where in a text the words of a query stand."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from app.search.analysis import Analyzer, Token
from app.search.fields import BY_NAME, Kind
from app.search.resolve import Conjunction, Disjunction, Resolved, Starts, Terms

#: Marks are enough at this number.
_MOST_MARKS = 500


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked piece, in characters of the text; ``leaves`` are the parts of the query found there."""

    start: int
    end: int
    leaves: frozenset[int]


@dataclass(slots=True)
class _Wanted:
    """What to mark in one field. Phrases are kept by their last token; the number is the leaf's."""

    runs: dict[str, list[tuple[tuple[str, ...], int]]] = field(default_factory=dict)
    prefixes: dict[str, int] = field(default_factory=dict)
    longest: int = 1

    def add(self, leaf: Terms | Starts, number: int) -> None:
        if isinstance(leaf, Starts):
            self.prefixes[leaf.prefix] = number
        else:
            for tokens in leaf.readings:
                self.runs.setdefault(tokens[-1], []).append((tokens, number))
                self.longest = max(self.longest, len(tokens))


def find_marks(
    text: str, resolved: Resolved, field: str, analyzer: Analyzer, language: str, reach: int
) -> list[Mark]:
    """Marks in the order of the text, none of them overlapping; words from ``reach`` on are not looked at."""
    wanted = _Wanted()
    for number, leaf in enumerate(_positive_leaves(resolved)):
        if field in leaf.fields:
            wanted.add(leaf, number)
    marks: list[Mark] = []
    if not wanted.runs and not wanted.prefixes:
        return marks
    use_stem = BY_NAME[field].kind is Kind.TEXT
    near = takewhile(lambda token: token.start < reach, analyzer.iter_tokens(text, language))
    for found in _found(near, wanted, use_stem):
        _add(found, marks)
        if len(marks) >= _MOST_MARKS:
            break
    return marks


def _positive_leaves(resolved: Resolved) -> Iterator[Terms | Starts]:
    if isinstance(resolved, Terms | Starts):
        yield resolved
    elif isinstance(resolved, Conjunction | Disjunction):
        for part in resolved.parts:
            yield from _positive_leaves(part)


def _found(tokens: Iterator[Token], wanted: _Wanted, use_stem: bool) -> Iterator[Mark]:
    recent: deque[tuple[str, int]] = deque(maxlen=wanted.longest)
    prefixes = tuple(wanted.prefixes)
    for token in tokens:
        term = token.stem if use_stem else token.surface
        recent.append((term, token.start))
        if term in wanted.runs:
            yield from _runs(token, recent, wanted)
        if prefixes and token.surface.startswith(prefixes):
            numbers = frozenset(n for p, n in wanted.prefixes.items() if token.surface.startswith(p))
            yield Mark(token.start, token.end, numbers)


def _runs(last: Token, recent: deque[tuple[str, int]], wanted: _Wanted) -> Iterator[Mark]:
    """The phrases that end with the token ``last``."""
    for tokens, number in wanted.runs[recent[-1][0]]:
        tail = list(recent)[-len(tokens) :]
        if tuple(term for term, _ in tail) == tokens:
            yield Mark(tail[0][1], last.end, frozenset((number,)))


def _add(found: Mark, marks: list[Mark]) -> None:
    """Append the mark, as one with those it overlaps."""
    while marks and marks[-1].end > found.start:
        before = marks.pop()
        start, end = min(before.start, found.start), max(before.end, found.end)
        found = Mark(start, end, before.leaves | found.leaves)
    marks.append(found)
