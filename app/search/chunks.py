"""Where words of a query may stand in a text, without a look at every word of it.

A chunk is what stands between white space, which parts words: the words of ``a b`` are those of ``a`` and
then those of ``b``. Chunks come again and again, so each is analysed once, and it is known which of them
hold a stem. What matters in a text is then found by comparing sets of chunks.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from app.search.analysis import TAGS, Analyzer, Token
from app.search.stemming import tag_of

#: Characters that are cut into chunks at a time: a long text full of finds is not read to its end.
_BLOCK = 1 << 14
#: Longer chunks, like a paragraph in Chinese, are not remembered.
_LONGEST = 64
#: Chunks remembered of the articles with one tag, about 25 MB when full.
_REMEMBERED = 1 << 16
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Sought:
    """What matters: chunks with one of ``stems``, and those whose tokens ``may_matter`` says yes to.

    ``apart``: so many words between two chunks are counted, more are as many; 1 tells whether they adjoin.
    """

    stems: Collection[str]
    may_matter: Callable[[Iterable[Token]], bool] | None = None
    apart: int = 1


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
        self._memories = {tag: _Memory() for tag in ("", *TAGS)}

    def pieces(self, text: str, language: str, sought: Sought, reach: int) -> Iterator[Piece]:
        """The chunks that matter, in the order of the text, of those that begin before ``reach``."""
        before = 0
        for start, end in _blocks(text, reach):
            chunks = text[start:end].split()
            distinct = set(chunks)
            memory, long = self._learn(distinct, language)
            matter = memory.that_matter(distinct, sought) | long
            place = start
            for chunk in filter(matter.__contains__, chunks) if matter else ():
                place = _find(text, chunk, place)
                tokens = self._analyzer.iter_tokens(chunk, language) if chunk in long else memory.known[chunk]
                yield Piece(place, tokens, memory.count_words(text, before, place, sought.apart))
                before = place = place + len(chunk)

    def _learn(self, chunks: set[str], language: str) -> tuple["_Memory", set[str]]:
        """The memory in which all of these chunks are known, and the long ones, which are not."""
        tag = tag_of(language)
        memory = self._memories[tag]
        if len(memory.known) >= _REMEMBERED:
            memory = self._memories[tag] = _Memory()  # other threads go on with the former one
        new = chunks.difference(memory.known)
        long = {chunk for chunk in new if len(chunk) > _LONGEST}
        for chunk in new - long:
            memory.learn(chunk, tuple(self._analyzer.iter_tokens(chunk, language)))
        return memory, long


@dataclass(frozen=True, slots=True)
class _Memory:
    """``known``: chunk -> its tokens. ``holders``: stem -> the known chunks that hold it."""

    known: dict[str, tuple[Token, ...]] = field(default_factory=dict)
    holders: dict[str, set[str]] = field(default_factory=dict)

    def learn(self, chunk: str, tokens: tuple[Token, ...]) -> None:
        for token in tokens:
            self.holders.setdefault(token.stem, set()).add(chunk)
        self.known[chunk] = tokens

    def that_matter(self, chunks: set[str], sought: Sought) -> set[str]:
        """Those of the chunks in which something sought may stand, as far as they are known."""
        held = (self.holders[stem] for stem in sought.stems if stem in self.holders)
        matter = {chunk for holders in held for chunk in chunks & holders}
        if sought.may_matter is not None:
            matter.update(chunk for chunk in chunks if sought.may_matter(self.known.get(chunk, ())))
        return matter

    def count_words(self, text: str, start: int, end: int, most: int) -> int:
        """How many words stand in a stretch of known chunks, at most so many."""
        count = 0
        if most and end - start > 1:
            for chunk in text[start:end].split():
                count += len(self.known[chunk])
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


def _find(text: str, chunk: str, start: int) -> int:
    """Where the chunk stands from ``start`` on with white space or nothing around it; it must be there."""
    place = text.find(chunk, start)
    while not _stands_alone(text, place, place + len(chunk)):
        space = _SPACE.search(text, place)
        assert space is not None
        place = text.find(chunk, space.end())
    return place


def _stands_alone(text: str, start: int, end: int) -> bool:
    return (start == 0 or text[start - 1].isspace()) and (end == len(text) or text[end].isspace())
