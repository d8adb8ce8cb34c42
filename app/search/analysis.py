"""From text to words: the one analyzer that every engine, the query and the highlighter share."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from app.search.folding import fold, fold_keyword
from app.search.segmentation import word_pattern
from app.search.stemming import TAGS, WordStemmer, tag_of

__all__ = ["TAGS", "Analyzer", "Token", "Word", "fold_keyword"]

#: Characters of a word that count; what comes after is not compared.
MAX_WORD = 64
#: Characters of a raw word that are looked at: marks and unseen signs are folded away.
_MAX_RAW = 4 * MAX_WORD
#: Raw words remembered, about 40 MB when full; of each language whose stems are marked, about 10 MB.
_REMEMBERED = 1 << 17
_REMEMBERED_MARKED = 1 << 15
#: In capitals, a word no longer than this is an abbreviation, also in French or Turkish: AFP, NATO.
_ABBREVIATION = 5
#: Words of a query that are asked in every language, whatever their case; shorter are UN, EU.
_LONG = re.compile(r"\w{3,}")
#: A Turkish name with its suffix: Ankara'da, but not O'Brien.
_TURKISH_SUFFIX = re.compile(r"(?<=\w\w)['‘’＇](?=[a-zçğıöşü])")
_DROPPED = str.maketrans("", "", "' \t\n\r")
#: Around a plain word these are never a part of it.
_AROUND = '.,;:!?()[]"-'


class Word(NamedTuple):
    """A word as it is compared: ``surface`` folded, ``stem`` by the Snowball stemmer of its language.

    ``written``: its letters with their accents, in small letters; empty for a word without any.
    """

    surface: str
    stem: str
    written: str = ""


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
    are one; scripts without spaces give a word a character. ``language`` is the article's, as a code
    like ``de``; empty where it is not known.
    """

    def __init__(self) -> None:
        pattern = word_pattern()
        self._raw_words = pattern.findall
        self._matches = pattern.finditer
        unmarked = _Words()
        self._words = {"": unmarked} | {tag: _MarkedWords(tag, unmarked) for tag in TAGS}

    def words(self, text: str, language: str = "") -> list[Word]:
        """The words of ``text`` in their order."""
        words = self._words[tag_of(language)]
        return [word for word in map(words.__getitem__, self._raw_words(text)) if word]

    def words_of_each(self, chunks: Iterable[str], language: str = "") -> tuple[list[Word], list[int]]:
        """The words of chunks that stood between white space, one after another, and how many of each.

        As ``words``, but faster for those that are one plain word.
        """
        words = self._words[tag_of(language)]
        found: list[Word] = []
        counts: list[int] = []
        for chunk in chunks:
            plain = chunk.strip(_AROUND)
            if _is_plain(plain) and (word := words[plain]):
                found.append(word)
                counts.append(1)
            else:
                several = list(filter(None, map(words.__getitem__, self._raw_words(chunk))))
                found += several
                counts.append(len(several))
        return found, counts

    def tokens(self, text: str, language: str = "") -> list[Token]:
        """The words of ``text`` with their places."""
        return list(self.iter_tokens(text, language))

    def iter_tokens(self, text: str, language: str = "") -> Iterator[Token]:
        """As ``tokens``, one at a time: stop early in a long text."""
        words = self._words[tag_of(language)]
        for match in self._matches(text):
            if word := words[match[0]]:
                yield Token(word.surface, word.stem, match.start(), match.end())

    def readings(
        self, asked: str, tags: Collection[str] = TAGS, *, shouted: bool = False
    ) -> Iterator[tuple[str, ...]]:
        """The stems that words of a query have in articles of each of ``tags``.

        ``U.N.`` and ``UN`` are read as abbreviations, unless the whole query is ``shouted`` in capitals;
        other words are what they mean in the language, in whatever case.
        """
        spoken = asked.lower() if shouted else _LONG.sub(lambda word: word[0].lower(), asked)
        for tag in tags:
            if words := self.words(spoken, tag):
                yield tuple(word.stem for word in words)


class _Words(dict[str, Word | None]):
    """Words by their raw form, worked out when first asked for; emptied when full."""

    def __init__(self, tag: str = "") -> None:
        super().__init__()
        self._stem = WordStemmer(tag).stem

    def __missing__(self, raw: str) -> Word | None:
        word = self._work_out(raw)
        if len(raw) <= MAX_WORD:
            if len(self) >= self._remembered():
                self.clear()
            self[raw] = word
        return word

    def _remembered(self) -> int:
        return _REMEMBERED

    def _work_out(self, raw: str) -> Word | None:
        surface = _surface(raw[:_MAX_RAW])
        return Word(surface, self._stem(surface), _written(raw[:_MAX_RAW], surface)) if surface else None


class _MarkedWords(_Words):
    """Words of a language whose stems are marked; its abbreviations are those of all languages."""

    def __init__(self, tag: str, unmarked: _Words) -> None:
        super().__init__(tag)
        self._turkish = tag == "tr"
        self._unmarked = unmarked

    def _remembered(self) -> int:
        return _REMEMBERED_MARKED

    def _work_out(self, raw: str) -> Word | None:
        if self._turkish:
            raw = _TURKISH_SUFFIX.split(raw, 1)[0]
        return self._unmarked[raw] if _is_abbreviation(raw) else super()._work_out(raw)


def _is_plain(raw: str) -> bool:
    """Whether it is letters and digits that no rule but lower case applies to."""
    return raw.isascii() and raw.isalnum()


def _is_abbreviation(raw: str) -> bool:
    """``U.N.`` with points in any case, ``AFP`` in capitals."""
    return raw[1:2] in (".", "．") or (raw.isupper() and 2 <= len(raw) <= _ABBREVIATION)


def _surface(raw: str) -> str:
    """The folded word; empty for a possessive ``'s`` and for what folds to nothing."""
    if _is_plain(raw):
        return raw.lower()[:MAX_WORD]
    folded = fold(raw)
    if folded == "'s":
        return ""
    if folded[:1].isdecimal():
        return folded.replace(",", "")[:MAX_WORD]
    return folded.translate(_DROPPED).replace(".", "")[:MAX_WORD]


def _written(raw: str, surface: str) -> str:
    """The letters of the word in small letters with their accents; empty where folding took none away."""
    if raw.isascii():
        return ""
    letters = "".join(filter(str.isalpha, unicodedata.normalize("NFKC", raw).casefold()))
    return "" if letters == "".join(filter(str.isalpha, surface)) else letters[:MAX_WORD]
