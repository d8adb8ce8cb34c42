"""Texts to columns: analysed once for each chunk, which is what stands between white space.

A chunk like ``U.N.'s`` or ``covid-19,`` comes again and again, so that a text becomes numbers by looking
up its chunks, and everything after is arithmetic on arrays.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, count, islice
from typing import TypeVar

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.chunks import Cut, cut, text_of
from app.search.whoosh.columnar.columns import Column, ranked, runs, sums, without_empty

T = TypeVar("T")

#: What a word is compared by: one term for each field that is made of the text; empty for none.
Word = tuple[str, ...]
#: The words of chunks, one chunk after another, and how many of each; by the kind of their text (say, the
#: language).
Analyse = Callable[[Iterable[str], str], tuple[Sequence[Word], Sequence[int]]]

#: What is remembered at most, about 60 MB: the letters of the chunks and so many more each.
_REMEMBERED = 1 << 23
_EACH = 24
#: Of a chunk that has no number yet: whether texts of a kind hold it.
_NOT_MET, _MET = -2, -1


@dataclass(frozen=True, slots=True)
class Reading:
    """The texts of one field: its distinct words, which of them stand where, how many a text."""

    words: Sequence[Word]
    numbers: Array
    counts: Array

    def column(self, form: int, *, places: bool) -> Column:
        """One form of the words as a field, of words (with ``places``) or of terms."""
        terms, ranks = ranked([word[form] for word in self.words])
        column = without_empty(Column(terms, ranks[self.numbers], self.counts))
        if not places:
            return column
        return replace(column, places=runs(np.zeros_like(column.counts), column.counts))


@dataclass(frozen=True, slots=True)
class _Numbered:
    """The texts of all fields, one field after another: the number of each word, and words a text."""

    words: Sequence[Array]
    counts: Array


class Lexicon:
    """Reads texts, and remembers chunks and their words. For one thread at a time.

    White space and control characters must part words: the words of ``a b`` are those of ``a`` and then
    those of ``b``. Where ``column`` is asked for places, no word may lack that form.
    """

    def __init__(self, analyse: Analyse) -> None:
        self._analyse = analyse
        self._read: list[_Numbered] = []
        #: How many words were read and not yet taken.
        self.waiting = 0
        self._forget()

    def read(self, fields: Sequence[Sequence[str]], kinds: Sequence[str]) -> None:
        """Read the texts of each field, one a document; the documents are of these kinds."""
        found = cut([text for texts in fields for text in texts])
        try:
            chunks = self._numbers(found, [*kinds] * len(fields))
        except BaseException:
            self._forget()  # chunks may be numbered whose words are not known
            raise
        self._known += _newest(self._words, len(self._words) - len(self._known))
        lengths = np.frombuffer(self._lengths, np.int32)[chunks]
        starts = np.frombuffer(self._starts, np.int32)[chunks]
        words = np.frombuffer(self._runs, np.int32)[runs(starts, lengths)]
        counts = sums(lengths, found.counts).reshape(len(fields), len(kinds))
        self._read.append(_Numbered(np.split(words, np.cumsum(counts.sum(axis=1))[:-1]), counts))
        self.waiting += len(words)

    def take(self) -> list[Reading]:
        """What was read since it was last asked for, by field; at least one batch."""
        taken, self._read, self.waiting = self._read, [], 0
        words = (np.concatenate(parts) for parts in zip(*(each.words for each in taken), strict=True))
        counts = np.concatenate([each.counts for each in taken], axis=1)
        readings = [self._reading(*field) for field in zip(words, counts, strict=True)]
        if self.is_full:
            self._forget()
        return readings

    @property
    def is_full(self) -> bool:
        """Whether so many chunks are remembered that those of what was read should be taken soon."""
        return self._weight > _REMEMBERED

    def _forget(self) -> None:
        self._read, self.waiting = [], 0
        number = count().__next__
        self._chunks: defaultdict[str, dict[bytes, int]] = defaultdict(lambda: defaultdict(number))
        self._words: defaultdict[Word, int] = defaultdict(count().__next__)
        self._known: list[Word] = []
        # The words of all chunks, and where those of each chunk stand among them.
        self._runs, self._starts, self._lengths = array("i"), array("i"), array("i")
        self._weight = 0

    def _numbers(self, found: Cut, kinds: Sequence[str]) -> Array:
        """The number of each chunk of the texts; what is new is analysed."""
        distinct = sorted(set(kinds))
        kind_of = np.fromiter(map(distinct.index, kinds), np.int64, len(kinds))
        met = np.repeat(kind_of, found.counts), found.numbers
        numbers = np.full((len(distinct), len(found.chunks)), _NOT_MET, np.int32)
        numbers[met] = _MET
        for kind, row in zip(distinct, numbers, strict=True):
            there = np.flatnonzero(row == _MET)
            row[there] = self._look_up([found.chunks[number] for number in there.tolist()], kind)
        return numbers[met]

    def _look_up(self, chunks: Sequence[bytes], kind: str) -> Array:
        numbered = self._chunks[kind]
        known = len(numbered)
        numbers = np.fromiter(map(numbered.__getitem__, chunks), np.int32, len(chunks))
        self._learn(_newest(numbered, len(numbered) - known), kind)
        return numbers

    def _learn(self, chunks: Sequence[bytes], kind: str) -> None:
        words, counts = self._analyse(map(text_of, chunks), kind)
        self._starts.extend(islice(accumulate(counts, initial=len(self._runs)), len(counts)))
        self._lengths.extend(counts)
        self._runs.extend(map(self._words.__getitem__, words))
        self._weight += _EACH * len(chunks) + sum(map(len, chunks))

    def _reading(self, words: Array, counts: Array) -> Reading:
        """The words numbered anew, without those that do not occur."""
        used = np.zeros(len(self._known), bool)
        used[words] = True
        held = [self._known[number] for number in np.flatnonzero(used).tolist()]
        return Reading(held, (np.cumsum(used) - 1)[words], counts)


def _newest(numbered: dict[T, int], many: int) -> list[T]:
    """The keys that were added last, in their order."""
    return list(islice(reversed(numbered), many))[::-1]
