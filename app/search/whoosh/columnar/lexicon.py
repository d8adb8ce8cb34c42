"""Texts to columns: analysed once for each chunk, which is what stands between white space.

A chunk like ``U.N.'s`` or ``covid-19,`` comes again and again, so that a text becomes numbers by looking
up its chunks, and everything after is arithmetic on arrays.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import TypeVar

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.columns import Column, ranked, runs

T = TypeVar("T")

#: What a word is compared by: one term for each field that is made of the text; empty for none.
Word = tuple[str, ...]
#: The words of a chunk in their order, by the kind of its text (say, the language).
Analyse = Callable[[str, str], Sequence[Word]]

#: What is remembered at most before a batch, about 60 MB: the letters of the chunks and so many more each.
_REMEMBERED = 1 << 23
_EACH = 24


@dataclass(frozen=True, slots=True)
class Reading:
    """The texts of one field of a batch: its distinct words, which of them stand where, how many a text."""

    words: Sequence[Word]
    numbers: Array
    counts: Array

    def column(self, form: int, *, places: bool) -> Column:
        """One form of the words as a field, of words (with ``places``) or of terms."""
        terms, ranks = ranked([word[form] for word in self.words])
        numbers, counts = ranks[self.numbers], self.counts
        if terms and not terms[0]:
            there = numbers > 0
            terms, numbers, counts = terms[1:], numbers[there] - 1, _sums(there, counts)
        return Column(terms, numbers, counts, runs(np.zeros_like(counts), counts) if places else None)


class Lexicon:
    """Remembers chunks and their words from batch to batch. For one thread at a time.

    White space must part words: the words of ``a b`` are those of ``a`` and then those of ``b``. Where
    ``column`` is asked for places, no word may lack that form.
    """

    def __init__(self, analyse: Analyse) -> None:
        self._analyse = analyse
        self._forget()

    def read(self, texts: Sequence[str], kinds: Sequence[str]) -> Reading:
        """Number the words of texts, each of its kind."""
        if self._weight > _REMEMBERED:
            self._forget()
        try:
            met = [self._numbers(*each) for each in zip(texts, kinds, strict=True)]
        except BaseException:
            self._forget()  # chunks may be numbered whose words are not known
            raise
        self._known += _newest(self._words, len(self._words) - len(self._known))
        chunks = np.concatenate([np.empty(0, np.int32), *met])
        lengths = np.frombuffer(self._lengths, np.int32)[chunks]
        starts = np.frombuffer(self._starts, np.int32)[chunks]
        words = np.frombuffer(self._runs, np.int32)[runs(starts, lengths)]
        return self._reading(words, _sums(lengths, np.fromiter(map(len, met), np.int64, len(met))))

    def _forget(self) -> None:
        number = count().__next__
        self._chunks: defaultdict[str, dict[str, int]] = defaultdict(lambda: defaultdict(number))
        self._words: defaultdict[Word, int] = defaultdict(count().__next__)
        self._known: list[Word] = []
        # The words of all chunks, and where those of each chunk stand among them.
        self._runs, self._starts, self._lengths = array("i"), array("i"), array("i")
        self._weight = 0

    def _numbers(self, text: str, kind: str) -> Array:
        """The number of each chunk of a text; what is new is analysed."""
        chunks = self._chunks[kind]
        pieces, known = text.split(), len(chunks)
        numbers = np.fromiter(map(chunks.__getitem__, pieces), np.int32, len(pieces))
        self._learn(_newest(chunks, len(chunks) - known), kind)
        return numbers

    def _learn(self, chunks: Sequence[str], kind: str) -> None:
        found = [self._analyse(chunk, kind) for chunk in chunks]
        for words in found:
            self._starts.append(len(self._runs))
            self._lengths.append(len(words))
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


def _sums(values: Array, counts: Array) -> Array:
    """The sum of each of the runs of values that are ``counts`` long."""
    totals = np.concatenate(([0], np.cumsum(values)))
    ends = np.cumsum(counts)
    sums: Array = totals[ends] - totals[ends - counts]
    return sums
