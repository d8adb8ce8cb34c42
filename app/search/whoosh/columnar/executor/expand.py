"""Which terms of a field a prefix, pattern, fuzzy term or range stands for, in each segment."""

import fnmatch
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from app.search.whoosh.columnar.executor.errors import TooManyTerms
from app.search.whoosh.columnar.executor.fuzzy import distances, halves, within_one
from app.search.whoosh.columnar.executor.node import Check
from app.search.whoosh.columnar.segment import Segment, Terms

#: Terms looked at between two looks at the clock.
_STRIDE = 512
_COMPARED = 4096

#: In each segment, runs of term numbers.
Runs = tuple[tuple[range, ...], ...]


@dataclass(frozen=True, slots=True)
class ExpansionLimits:
    """How many different terms ``one`` prefix or pattern may stand for, and all of a query ``together``."""

    one: int
    together: int | None = None


class Expander:
    """Expands over all segments, for one query.

    What is asked of several fields counts once, in that field where it stands for most. Terms that stand in
    several segments count once; where so many do that it does not matter, as many as in the largest segment.
    """

    def __init__(self, segments: Sequence[Segment], check: Check, limits: ExpansionLimits) -> None:
        self._segments = segments
        self._check = check
        self._limits = limits
        self._counts: dict[str, int] = {}

    def every(self, field: str) -> Runs:
        """All terms of the field, however many."""
        return tuple(_run(range(len(segment.terms(field)))) for segment in self._segments)

    def these(self, field: str, wanted: Iterable[bytes]) -> Runs:
        """The terms named."""
        ordered = sorted(wanted)
        return tuple(_runs(self._known(segment.terms(field), ordered)) for segment in self._segments)

    def prefix(self, field: str, prefix: bytes) -> Runs:
        found = [segment.terms(field).starting_with(prefix) for segment in self._segments]
        return self._limited(field, found, prefix.decode() + "*")

    def between(self, field: str, low: bytes | None, high: bytes | None, label: str) -> Runs:
        """Terms from ``low`` to before ``high`` in byte order; None is open."""
        found = []
        for segment in self._segments:
            terms = segment.terms(field)
            first = 0 if low is None else terms.place(low)
            found.append(range(first, max(first, len(terms) if high is None else terms.place(high))))
        return self._limited(field, found, label)

    def pattern(self, field: str, glob: str) -> Runs:
        """Terms that match a pattern of the shell: ``*``, ``?`` and ``[...]``."""
        matches = re.compile(fnmatch.translate(glob)).match
        literal = re.split(r"[*?\[]", glob, maxsplit=1)[0].encode()

        def matching(segment: Segment) -> Iterator[int]:
            terms = segment.terms(field)
            return (
                number
                for number in self._looked(terms.starting_with(literal))
                if matches(terms[number].decode())
            )

        return self._enumerated(field, matching, glob)

    def fuzzy(self, field: str, text: str, distance: int, same: int) -> Runs:
        """Terms within ``distance`` edits of ``text`` that begin with its first ``same`` letters."""
        likely = []
        for segment in self._segments:
            self._check()
            terms = segment.terms(field)
            numbers = terms.shapes.like(text, distance, terms.starting_with(text[:same].encode()))
            if distance == 1:
                numbers = terms.touching(numbers, *halves(text))
            likely.append({number: terms[number].decode() for number in numbers.tolist()})
        near = self._near(text, distance, sorted({word for words in likely for word in words.values()}))
        return tuple(_runs(number for number, word in words.items() if word in near) for words in likely)

    def _near(self, text: str, distance: int, words: Sequence[str]) -> set[str]:
        near: set[str] = set()
        label = f"{text}~{distance}"
        for start in range(0, len(words), _COMPARED):
            self._check()
            near.update(_close(text, distance, words[start : start + _COMPARED]))
            self._count(label, len(near))
        return near

    def _looked(self, numbers: range) -> Iterator[int]:
        """The same numbers, with a look at the clock now and then."""
        for number in numbers:
            if number % _STRIDE == 0:
                self._check()
            yield number

    def _enumerated(self, field: str, matching: Callable[[Segment], Iterator[int]], label: str) -> Runs:
        """Enumerate matches of each segment; stop as soon as there are too many different ones."""
        seen: set[bytes] = set()
        most = self._left(label)
        runs = []
        for segment in self._segments:
            self._check()
            terms = segment.terms(field)
            numbers = []
            for number in matching(segment):
                numbers.append(number)
                seen.add(terms[number])
                if len(seen) > most:
                    self._count(label, len(seen))
            runs.append(_runs(numbers))
        self._count(label, len(seen))
        return tuple(runs)

    def _limited(self, field: str, found: Sequence[range], label: str) -> Runs:
        """The ranges as runs, unless they hold too many different terms."""
        self._count(label, max(map(len, found)))
        if sum(map(len, found)) <= self._left(label):
            return tuple(map(_run, found))
        ranges = iter(found)
        return self._enumerated(field, lambda _segment: self._looked(next(ranges)), label)

    def _left(self, label: str) -> int:
        """How many terms this one may stand for, after the others of the query."""
        one, together = self._limits.one, self._limits.together
        if together is None:
            return one
        return min(one, together - sum(count for other, count in self._counts.items() if other != label))

    def _count(self, label: str, count: int) -> None:
        """Raises TooManyTerms."""
        if count > self._limits.one:
            raise TooManyTerms(label, self._limits.one)
        if count > self._left(label):
            assert self._limits.together is not None, "the limit of one is checked first"
            raise TooManyTerms(label, self._limits.together, together=True)
        self._counts[label] = max(count, self._counts.get(label, 0))

    def _known(self, terms: Terms, wanted: Sequence[bytes]) -> Iterator[int]:
        for place, term in enumerate(wanted):
            if place % _STRIDE == 0:
                self._check()
            number = terms.find(term)
            if number >= 0:
                yield number


def _close(text: str, distance: int, words: Sequence[str]) -> list[str]:
    """Those of the words within the distance."""
    if distance == 1:
        return [word for word in words if within_one(text, word)]
    near = np.flatnonzero(distances(text, words) <= distance)
    return [words[place] for place in near.tolist()]


def _run(numbers: range) -> tuple[range, ...]:
    return (numbers,) if numbers else ()


def _runs(numbers: Iterable[int]) -> tuple[range, ...]:
    """Ascending numbers as ranges."""
    runs: list[range] = []
    for number in numbers:
        if runs and runs[-1].stop == number:
            runs[-1] = range(runs[-1].start, number + 1)
        else:
            runs.append(range(number, number + 1))
    return tuple(runs)
