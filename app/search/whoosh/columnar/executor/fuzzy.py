"""Terms near a text: within so many edits.

An edit inserts, deletes or replaces a letter or swaps two neighbours, and no letters are edited twice: the
optimal string alignment distance, which Whoosh calls Damerau-Levenshtein. A column of the usual table is
kept as bits, one for each letter of the text, as in Hyyrö, "A Bit-Vector Algorithm for Computing
Levenshtein and Damerau Edit Distances" (2003); many terms advance together.
"""

from collections.abc import Sequence

import numpy as np

from app.search.whoosh.columnar.arrays import Array

#: Letters of a text whose bits fit into a machine word; longer texts take Python's whole numbers.
_MACHINE = 63


def halves(text: str) -> tuple[bytes, bytes]:
    """Beginning and end (UTF-8): with one edit, a text still has one of them, wherever the edit is."""
    middle = (len(text) + 1) // 2
    return text[: max(0, middle - 1)].encode(), text[middle:].encode()


def within_one(text: str, word: str) -> bool:
    """Whether the distance is 0 or 1."""
    short, long = (text, word) if len(text) <= len(word) else (word, text)
    pairs = enumerate(zip(short, long, strict=False))
    first = next((place for place, (one, other) in pairs if one != other), len(short))
    if len(short) < len(long):
        return short[first:] == long[first + 1 :]
    swapped = long[first + 1 : first + 2] + long[first : first + 1] + long[first + 2 :]
    return short[first + 1 :] == long[first + 1 :] or short[first:] == swapped


def distances(text: str, words: Sequence[str]) -> Array:
    """The distance of each of the words from ``text``."""
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    if not text or not words:
        return lengths
    width = max(1, int(lengths.max()))
    letters = np.array(words, f"U{width}").view(np.uint32).reshape(len(words), width)
    return _Table(text, len(words)).read(_placed(text, letters), lengths)


def _placed(text: str, letters: Array) -> Array:
    """For each letter of each word, a column of letters at a time: bits where the text has it."""
    bits: dict[int, int] = {}
    for place, letter in enumerate(text):
        bits[ord(letter)] = bits.get(ord(letter), 0) | 1 << place
    known = np.array(sorted(bits), np.uint32)
    masks: Array = np.array([bits[letter] for letter in sorted(bits)], _kind(text))
    at = np.searchsorted(known, letters.T).clip(max=known.size - 1)
    return np.where(known[at] == letters.T, masks[at], 0)


def _kind(text: str) -> type:
    return np.int64 if len(text) <= _MACHINE - 1 else object


class _Table:
    """The last column of the table for each word: where it goes up and down by 1 from letter to letter.

    Bits above those of the text are of no account.
    """

    def __init__(self, text: str, count: int) -> None:
        self._last = len(text) - 1
        self._up: Array = np.full(count, -1, _kind(text))
        self._down: Array = np.zeros(count, _kind(text))
        self._diagonal: Array = np.zeros(count, _kind(text))
        self._distance = np.full(count, len(text), np.int64)

    def read(self, placed: Array, lengths: Array) -> Array:
        before = np.zeros_like(self._down)
        for column, same in enumerate(placed):
            self._step(same, before, column < lengths)
            before = same
        return self._distance

    def _step(self, same: Array, before: Array, running: Array) -> None:
        """Read one more letter of each word; words that have ended keep their distance."""
        up, down = self._up, self._down
        swapped = ((~self._diagonal & same) << 1) & before
        self._diagonal = (((same & up) + up) ^ up) | same | down | swapped
        rising = down | ~(self._diagonal | up)
        falling = self._diagonal & up
        change = ((rising >> self._last) & 1) - ((falling >> self._last) & 1)
        self._distance += (change * running).astype(np.int64)
        rising = (rising << 1) | 1
        self._up = (falling << 1) | ~(self._diagonal | rising)
        self._down = rising & self._diagonal
