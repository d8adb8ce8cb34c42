"""Where words of a query may stand in a text, without a look at every word of it.

A chunk is what stands between white space, which parts words: the words of ``a b`` are those of ``a`` and
then those of ``b``. Only chunks with a word that begins as one sought are analysed, and those that are not
plain ASCII. Chunks come again and again, so their words are remembered.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from app.search import beginnings
from app.search.analysis import TAGS, Analyzer, Token
from app.search.stemming import tag_of

#: Characters that are looked through at a time: a long text full of finds is not read to its end.
_BLOCK = 1 << 14
#: Longer chunks, like a paragraph in Chinese, are not remembered.
_LONGEST = 64
#: Chunks remembered of the articles with one tag, about 25 MB when full.
_REMEMBERED = 1 << 16
_SPACE = re.compile(r"\s")
_CHUNK = re.compile(r"\S+")
#: Whatever may be, or change, a letter; quotes and dashes beyond ASCII do not.
_STRANGE = re.compile(r"[^\x00-\x7f\s‘’“”–—…]")


class Sought:
    """What matters: words with one of ``stems``, one of ``surfaces``, or for which ``may_matter`` says yes.

    The latter begin with one of ``starts``. ``apart``: so many words between two chunks are counted, more are
    as many; 1 tells whether they adjoin.
    """

    def __init__(
        self,
        stems: Collection[str] = (),
        surfaces: Collection[str] = (),
        *,
        may_matter: Callable[[str], object] | None = None,
        starts: Collection[str] = (),
        apart: int = 1,
    ) -> None:
        self._stems = frozenset(stems)
        self._surfaces = frozenset(surfaces)
        self._may_matter = may_matter
        self._starts = starts
        self._spellings: dict[str, frozenset[str]] = {}
        self.apart = apart

    def matters(self, tokens: Iterable[Token]) -> bool:
        """Whether one of the words is sought."""
        for token in tokens:
            if token.stem in self._stems or token.surface in self._surfaces:
                return True
            if self._may_matter and self._may_matter(token.surface):
                return True
        return False

    def spellings(self, tag: str) -> frozenset[str]:
        """How words sought may begin in articles with this tag; an empty one: in any way."""
        found = self._spellings.get(tag)
        if found is None:
            found = self._spellings[tag] = beginnings.spellings(self._beginnings(tag))
        return found

    def _beginnings(self, tag: str) -> Iterator[str]:
        for stem in self._stems:
            if stem.startswith(f"{tag}:") or ":" not in stem:
                yield beginnings.of_stem(stem)
        yield from map(beginnings.of_surface, (*self._surfaces, *self._starts))


class Piece(NamedTuple):
    """A chunk that matters: where it begins in the text, and its tokens, whose places count from there.

    ``between``: words between the piece before (or the start of the text) and this one, as far as counted.
    """

    start: int
    tokens: Iterable[Token]
    between: int


class Chunks:
    """Remembers chunks and their words. Safe to share between threads."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._memories: dict[str, dict[str, tuple[Token, ...]]] = {tag: {} for tag in ("", *TAGS)}

    def pieces(self, text: str, language: str, sought: Sought, reach: int) -> Iterator[Piece]:
        """The chunks that matter, in the order of the text, of those that begin before ``reach``."""
        spellings = sought.spellings(tag_of(language))
        before = 0
        for block in _blocks(text, reach):
            for start, end in _candidates(text, *block, spellings):
                tokens = self._tokens(text[start:end], language)
                if end - start > _LONGEST or sought.matters(tokens):
                    yield Piece(start, tokens, self._count_words(text, before, start, language, sought.apart))
                    before = end

    def _tokens(self, chunk: str, language: str) -> Iterable[Token]:
        if len(chunk) > _LONGEST:
            return self._analyzer.iter_tokens(chunk, language)
        memory = self._memories[tag_of(language)]
        tokens = memory.get(chunk)
        if tokens is None:
            if len(memory) >= _REMEMBERED:
                memory.clear()
            tokens = memory[chunk] = tuple(self._analyzer.iter_tokens(chunk, language))
        return tokens

    def _count_words(self, text: str, start: int, end: int, language: str, most: int) -> int:
        """How many words stand in a stretch of whole chunks, at most so many."""
        count = 0
        if most and end - start > 1:
            for chunk in _CHUNK.finditer(text, start, end):
                count += sum(1 for _ in self._tokens(chunk[0], language))
                if count >= most:
                    return most
        return count


def _blocks(text: str, reach: int) -> Iterator[tuple[int, int]]:
    """Spans of the text up to ``reach``, cut where white space is: the last one may end later."""
    start, stop = 0, min(len(text), reach)
    while start < stop:
        space = _SPACE.search(text, min(start + _BLOCK, stop))
        end = space.start() if space else len(text)
        yield start, end
        start = end


def _candidates(text: str, start: int, end: int, spellings: Collection[str]) -> Iterator[tuple[int, int]]:
    """The chunks of a block in which a word of ASCII begins so, or stands another letter."""
    block = text[start:end]
    lowered = block.lower()
    if "" in spellings or len(lowered) != len(block):  # a capital İ is two small letters
        for chunk in _CHUNK.finditer(text, start, end):
            yield chunk.span()
        return
    places: list[int] = []
    plain = block.isascii()
    for spelling in spellings:
        if not plain or spelling.isascii():
            places += _beginnings_in(lowered, spelling)
    if not plain:
        places += _strange_places(block)
    last = start
    for place in sorted(places):
        if start + place >= last:
            span = _chunk_around(text, start + place)
            yield span
            last = span[1]


def _beginnings_in(lowered: str, spelling: str) -> Iterator[int]:
    """Where a word may begin so. A word may follow a number: 3.5bn."""
    place = lowered.find(spelling)
    while place >= 0:
        if place == 0 or not lowered[place - 1].isalpha():
            yield place
        place = lowered.find(spelling, place + 1)


def _strange_places(block: str) -> Iterator[int]:
    """A place in each chunk that holds another letter than those of ASCII."""
    found = _STRANGE.search(block)
    while found:
        yield found.start()
        space = _SPACE.search(block, found.end())
        found = _STRANGE.search(block, space.end()) if space else None


def _chunk_around(text: str, place: int) -> tuple[int, int]:
    start = place
    while start and not text[start - 1].isspace():
        start -= 1
    space = _SPACE.search(text, place)
    return start, space.start() if space else len(text)
