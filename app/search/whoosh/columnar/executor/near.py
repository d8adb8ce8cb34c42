"""Words and phrases near each other, and such as stand several times in a field.

Both score nothing: they only say which documents.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.executor.docs import places, united
from app.search.whoosh.columnar.executor.leaves import Term
from app.search.whoosh.columnar.executor.node import Dear, Node, View, all_of
from app.search.whoosh.columnar.executor.occurrences import Occurrences, blocks, occurrences


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Any of several phrases, each of one word or more."""

    readings: tuple[tuple[Term, ...], ...]

    def words(self) -> list[Term]:
        return [word for words in self.readings for word in words]

    def estimate(self, view: View) -> int:
        return sum(min(word.estimate(view) for word in words) for words in self.readings)

    def documents(self, view: View, within: Array | None) -> Array:
        """Documents that hold all words of a reading."""
        found = [all_of(words, view, within) for words in self.readings]
        return found[0] if len(found) == 1 else united(found, view.count, view.check)


@dataclass(frozen=True, slots=True, eq=False)
class _Stretches:
    """Where a part stands: keys of its first words, ascending, and of its last words beside them."""

    starts: Array
    ends: Array


#: Given where the parts stand and the width of a document, keys of places in those documents that match.
_Choice = Callable[[list[_Stretches], int], Array]


@dataclass(frozen=True, slots=True, eq=False)
class _Placed(Dear):
    """Documents that hold all of the parts, chosen by where these stand.

    ``reach``: words between places that are looked at together, at most.
    """

    parts: tuple[Part, ...]
    choose: _Choice
    reach: int

    def estimate(self, view: View) -> int:
        return min(part.estimate(view) for part in self.parts)

    def scores(self, view: View, docs: Array) -> Array:
        return np.zeros(docs.size)

    def search(self, view: View, within: Array | None) -> Array:
        docs = all_of(self.parts, view, within)
        return docs.take(self._ranks(view, docs)) if docs.size else docs

    def _ranks(self, view: View, docs: Array) -> Array:
        """Which of ``docs``, all of which hold the parts, match."""
        words = {id(word): _occurrences(word, view, docs) for part in self.parts for word in part.words()}
        # Between the last place of a document and the first of the next lies more than the reach.
        width = max(int(word.positions.max(initial=0)) for word in words.values()) + self.reach + 2
        ranks = []
        for first, last in blocks(list(words.values())):
            view.check()
            keys = {ident: word.keys(first, last, width) for ident, word in words.items()}
            chosen = self.choose([_stretches(part, keys) for part in self.parts], width)
            ranks.append(np.unique(chosen // width) + first)
        return np.concatenate(ranks)


def _occurrences(word: Term, view: View, docs: Array) -> Occurrences:
    """Of the word in each of ``docs``, some of which may not hold it."""
    starts, freqs = np.zeros(docs.size, np.int64), np.zeros(docs.size, np.int64)
    if word.known.numbers[view.number] < 0:
        return Occurrences(starts, freqs, np.zeros(0, np.int64))
    rows = word.rows(view).within(docs, view.count)
    held = occurrences(rows, word.positions(view))
    at = places(docs, rows.docs, view.count)
    starts[at], freqs[at] = held.starts, held.freqs
    return Occurrences(starts, freqs, held.positions)


def _stretches(part: Part, keys: dict[int, Array]) -> _Stretches:
    """All places of all readings, by the keys of each word."""
    starts = [_adjacent([keys[id(word)] for word in words]) for words in part.readings]
    lengths = np.repeat([len(words) for words in part.readings], [each.size for each in starts])
    together = np.concatenate(starts)
    order = np.argsort(together, kind="stable")
    return _Stretches(together.take(order), (together + lengths - 1).take(order))


def _adjacent(words: Sequence[Array]) -> Array:
    """Keys at which the first word begins a run of all."""
    found = words[0]
    for offset, keys in enumerate(words[1:], 1):
        found = found.compress(np.isin(found + offset, keys, assume_unique=True))
    return found


def near(parts: Sequence[Part], distance: int, ordered: bool) -> Node:
    """See ``queries.Near``."""

    def choose(found: list[_Stretches], _width: int) -> Array:
        return _in_order(found, distance) if ordered else _together(found, distance)

    return _Placed(tuple(parts), choose, distance)


def _in_order(found: list[_Stretches], distance: int) -> Array:
    """Last places of runs of all parts.

    ``slack`` of a run is its beginning and the lengths of its parts: between its parts lies what is missing
    to its end. Of all runs that end before a part the one with most slack is the best to go on.
    """
    ends = found[0].ends
    slack = ends + 1
    for part in found[1:]:
        order = np.argsort(ends, kind="stable")
        before = np.searchsorted(ends.take(order), part.starts) - 1
        follows = before >= 0
        best = np.maximum.accumulate(slack.take(order)).take(before.compress(follows))
        ends = part.ends.compress(follows)
        slack = best + (part.ends - part.starts + 1).compress(follows)
    return ends.compress(ends + 1 - slack <= distance)


def _together(found: list[_Stretches], distance: int) -> Array:
    """First places of parts that begin last of all, and no other ends too long before."""
    chosen = []
    for last in found:
        starts = last.starts
        for part in found:
            before = np.searchsorted(part.starts, starts, side="right") - 1
            starts, before = starts.compress(before >= 0), before.compress(before >= 0)
            end = np.maximum.accumulate(part.ends).take(before)
            starts = starts.compress(starts - end - 1 <= distance)
        chosen.append(starts)
    return np.concatenate(chosen)


def repeated(part: Part, times: int) -> Node:
    """See ``queries.Repeated``."""

    def choose(found: list[_Stretches], width: int) -> Array:
        starts = np.unique(found[0].starts)
        ranks, counts = np.unique(starts // width, return_counts=True)
        often: Array = ranks.compress(counts >= times) * width
        return often

    return _Placed((part,), choose, 0)
