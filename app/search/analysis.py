"""From text to words: the one analyzer that every engine, the query and the highlighter share."""

import threading
from collections.abc import Iterator
from typing import NamedTuple

import Stemmer

from app.search.folding import fold, fold_keyword
from app.search.segmentation import word_pattern

__all__ = ["Analyzer", "Token", "Word", "fold_keyword"]

#: Characters of a word that count; what comes after is not compared.
MAX_WORD = 64
#: Characters of a raw word that are looked at: marks and unseen signs are folded away.
_MAX_RAW = 4 * MAX_WORD
#: Raw words remembered, about 40 MB when full.
_REMEMBERED = 1 << 17
_DROPPED = str.maketrans("", "", "' \t\n\r")


class Word(NamedTuple):
    """A word as it is compared: ``surface`` folded, ``stem`` by the English Snowball stemmer."""

    surface: str
    stem: str


class Token(NamedTuple):
    """A word and where it stands: ``start`` and ``end`` in characters of the original text."""

    surface: str
    stem: str
    start: int
    end: int


class Analyzer:
    """Cuts text into words. Safe to share between threads.

    The place of a word in the list is its position: words next to each other there are adjacent.
    ``covid-19`` is two words; ``AT&T``, ``C++``, ``U.N.`` (as ``un``) and ``O'Brien`` (as ``obrien``)
    are one; scripts without spaces give a word a character.
    """

    def __init__(self) -> None:
        pattern = word_pattern()
        self._raw_words = pattern.findall
        self._matches = pattern.finditer
        self._words = _Words()

    def words(self, text: str) -> list[Word]:
        """The words of ``text`` in their order."""
        return [word for word in map(self._words.__getitem__, self._raw_words(text)) if word]

    def tokens(self, text: str) -> list[Token]:
        """The words of ``text`` with their places."""
        return list(self.iter_tokens(text))

    def iter_tokens(self, text: str) -> Iterator[Token]:
        """As ``tokens``, one at a time: stop early in a long text."""
        words = self._words
        for match in self._matches(text):
            if word := words[match[0]]:
                yield Token(word.surface, word.stem, match.start(), match.end())


class _Words(dict[str, Word | None]):
    """Words by their raw form, worked out when first asked for; emptied when full."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._stemmer = Stemmer.Stemmer("english", 0)

    def __missing__(self, raw: str) -> Word | None:
        surface = _surface(raw[:_MAX_RAW])
        word = Word(surface, self._stem(surface)) if surface else None
        if len(raw) <= MAX_WORD:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[raw] = word
        return word

    def _stem(self, surface: str) -> str:
        if not surface.isalpha():
            return surface
        with self._lock:  # a stemmer serves one thread at a time
            stem: str = self._stemmer.stemWord(surface)
        return stem


def _surface(raw: str) -> str:
    """The folded word; empty for a possessive ``'s`` and for what folds to nothing."""
    folded = fold(raw)
    if folded == "'s":
        return ""
    if folded[:1].isdecimal():
        return folded.replace(",", "")[:MAX_WORD]
    return folded.translate(_DROPPED).replace(".", "")[:MAX_WORD]
