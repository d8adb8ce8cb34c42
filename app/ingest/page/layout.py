"""What has been found on a page so far: the blocks, the body's place, the title, the lines with dates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.ingest.page.blocks import Block
from app.ingest.page.body import Span
from app.ingest.page.published import DateLine

_HEAD_BLOCKS, _TAIL_BLOCKS = 30, 16


@dataclass(frozen=True, slots=True)
class Title:
    """``index`` is the block's, ``text`` is without the site's name, ``site`` that name or ""; ``score``
    is a log-odds: below 0 the page more likely shows no headline at all.
    """

    index: int
    text: str
    site: str
    score: float


@dataclass(frozen=True, slots=True)
class Layout:
    blocks: Sequence[Block]
    body: Span
    title: Title
    dates: Mapping[int, DateLine]
    standfirst: tuple[int, ...] = ()

    def head(self) -> Iterator[int]:
        """The blocks from the title down to the body, then those above the title, upwards."""
        first = max(self.title.index + 1, self.body.start - _HEAD_BLOCKS)
        yield from range(first, self.body.start)
        yield from range(min(self.title.index, self.body.start) - 1, max(-1, self.title.index - 6), -1)

    def tail(self) -> range:
        """The blocks behind the body that may still speak of the article."""
        return range(self.body.end, min(len(self.blocks), self.body.end + _TAIL_BLOCKS))
