"""Where the article stands among the blocks: the run of prose that weighs most."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.ingest.page import words
from app.ingest.page.blocks import Block

_CAP = 70
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FRAGMENT, _MENU, _DATED = -5.0, -8.0, -12.0
#: A line repeated all over the page ("Advertisement") stands between paragraphs as well as in menus.
_INTERJECTED = -2.0
_RIGHTS, _ASKING = -30.0, -12.0
_SHORT, _LONG = 20, 25
_LABEL = {words.COMMENTS: -150.0, words.RELATED: -30.0, words.TOOLS: -10.0}
_FEWEST_WORDS = 20
_REPEATED = 3
LONE = 0.4


@dataclass(frozen=True, slots=True)
class Span:
    """Blocks ``start`` to before ``end``."""

    start: int
    end: int


def find_body(blocks: Sequence[Block]) -> Span | None:
    """The contiguous run with the greatest weight, None when no run holds enough prose.

    The maximum-sum segment of the blocks' weights (Bentley, Programming Pearls, 1984), in linear time.
    """
    return _heaviest(weights(blocks))


def weights(blocks: Sequence[Block]) -> list[float]:
    """One weight a block; prose that stands alone among fragments (a teaser) weighs less."""
    seen = Counter(block.text[:200] for block in blocks)
    alone = [weight(block, seen[block.text[:200]]) for block in blocks]
    return [_among(alone, index) for index in range(len(alone))]


def _among(alone: Sequence[float], index: int) -> float:
    value = alone[index]
    if value < 6:
        return value
    near = (*alone[max(0, index - 2) : index], *alone[index + 1 : index + 3])
    return value if any(other >= 6 for other in near) else value * LONE


def _heaviest(values: Sequence[float]) -> Span | None:
    best, total, start = 0.0, 0.0, 0
    span = None
    for index, value in enumerate(values):
        if total <= 0:
            total, start = 0.0, index
        total += value
        if total > best:
            best, span = total, Span(start, index + 1)
    return span if best >= _FEWEST_WORDS / 2 else None


def weight(block: Block, copies: int) -> float:
    """How much a block speaks for prose: about its words when it is, below 0 when it is not."""
    if label := words.label_of(block):
        return _MENU if label == words.RELATED and words.names_story(block) else _LABEL[label]
    if block.sentence or block.words >= _LONG:
        return _INTERJECTED if copies > 1 and block.words < _SHORT else _prose(block)
    if copies >= _REPEATED:
        return _INTERJECTED
    if copies > 1:
        return _MENU
    return _DATED if is_dated(block) else _FRAGMENT


def is_dated(block: Block) -> bool:
    """A short line with a year, no sentence: the date of some story."""
    return block.words <= 10 and not block.sentence and _YEAR.search(block.text) is not None


def _prose(block: Block) -> float:
    if words.claims_rights(block.text) and block.words < 60:
        return _RIGHTS
    if words.asks_reader(block.text) and block.words < 80:
        return _ASKING
    size = min(block.words, _CAP)
    if not block.sentence:
        return size * 0.6
    return size if block.words >= 6 else 0.5
