"""Where the article stands among the blocks: the run of prose that weighs most."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.ingest.page import words
from app.ingest.page.blocks import Block

_CAP = 70
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FRAGMENT = -5.0
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
    size = min(block.words, _CAP)
    if block.words <= 12 or not block.sentence:
        label = words.furniture(block.text)
        if label and (block.words <= 8 or ":" in block.text[:40]):
            return _LABEL[label]
    if words.claims_rights(block.text) and block.words < 60:
        return -30.0
    if words.asks_reader(block.text) and block.words < 80:
        return -12.0
    if copies >= _REPEATED and block.words < 12:
        return -2.0
    if copies > 1 and not block.sentence:
        return _FRAGMENT * 1.6
    if block.sentence:
        return size * 1.0 if block.words >= 6 else 0.5
    if block.words >= 25:
        return size * 0.6
    if block.words <= 10 and _YEAR.search(block.text):
        return -12.0
    return _FRAGMENT
