"""A dump cut into blocks: one paragraph, heading, menu entry or table row each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.ingest.page.markup import without_links, without_references
from app.ingest.page.wrap import Line, unwrapped

#: Figures of a block are taken from its first characters, so that one endless word stays cheap.
LOOK = 4000

_MARK = re.compile(r"(?P<list>[*+•·▪■◦‣►»›–—-]\s+)|(?P<heading>#{1,6}\s+)|(?P<cell>\|[\s|]*)|(?P<quote>>\s*)")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200b\u3000\ufeff]+")
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_SENTENCE_END = re.compile(r"[.!?…。！？؟۔।։።]['\"”’»›“)\]）」』]*\s*(?:\[\d+\])?$")


@dataclass(frozen=True, slots=True)
class Block:
    """``text`` without its list or heading mark; ``gap``: an empty line stands before it.

    ``words`` estimates words (two characters a word in scripts without spaces), ``sentence``
    says that it ends as a sentence ends.
    """

    text: str
    gap: bool
    mark: str
    words: int
    sentence: bool


def read_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of ``text`` in order. Time is linear in its length."""
    return tuple(_blocks(unwrapped(without_references(text))))


def _blocks(lines: list[Line]) -> Iterator[Block]:
    for line in lines:
        mark, text = _unmarked(_SPACES.sub(" ", without_links(line.text)))
        if text:
            yield Block(text, line.gap, mark, count_words(text), ends_sentence(text))


def _unmarked(text: str) -> tuple[str, str]:
    found = _MARK.match(text)
    if found is None:
        return "", text
    if (
        found.lastgroup == "list"
        and found.group().strip() in "–—-"
        and text[found.end() : found.end() + 1].islower()
    ):
        return "", text
    kind = found.group().strip() if found.lastgroup == "heading" else found.lastgroup or ""
    return kind, text[found.end() :].strip(" \t|")


def count_words(text: str) -> int:
    start = text[:LOOK]
    spaced = start.count(" ") + 1
    if start.isascii():
        return spaced
    return max(spaced, len(_SPACELESS.findall(start)) // 2)


def ends_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text[-12:]) is not None
