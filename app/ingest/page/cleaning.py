"""The body without the furniture that stands inside it."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from app.ingest.page.address import address_in
from app.ingest.page.blocks import Block
from app.ingest.page.body import is_dated
from app.ingest.page.layout import Layout
from app.ingest.page.words import (
    COMMENTS,
    RELATED,
    asks_reader,
    claims_rights,
    is_caption,
    is_closing,
    label_of,
    names_story,
)

_SHORT, _PARAGRAPH, _ENOUGH_WORDS, _CLOSING_BLOCKS = 20, 12, 80, 5


def body_text(page: Layout) -> str:
    """The standfirst and the paragraphs of the body, parted by an empty line."""
    kept = [*page.standfirst, *_kept(page)]
    return "\n\n".join(page.blocks[index].text for index in kept)


def _kept(page: Layout) -> Iterator[int]:
    copies = Counter(block.text for block in page.blocks if block.words <= _SHORT)
    pairs = [index for index in range(page.body.start, page.body.end - 1) if _is_pair(page, index)]
    end = _without_closing(page, _end(page, pairs[-1] if pairs else -1))
    box_until = 0
    for index in range(page.body.start, end):
        block = page.blocks[index]
        if label_of(block) == RELATED and not names_story(block) and index >= box_until:
            at = bisect_right(pairs, index)
            box_until = pairs[at] if at < len(pairs) else end
        if index < box_until or is_furniture(block, copies[block.text]):
            continue
        if not _is_stamp(page, index) and not _is_described_picture(page, index):
            yield index


def _is_pair(page: Layout, index: int) -> bool:
    """Paragraph follows upon paragraph: in a box with other stories headline follows upon lead."""
    return all(block.sentence and block.words >= _PARAGRAPH for block in page.blocks[index : index + 2])


def _end(page: Layout, last_pair: int) -> int:
    """Where the body ends: before readers' comments and other stories that were taken for a part of it."""
    words = 0
    for index in range(page.body.start, page.body.end):
        block = page.blocks[index]
        if words > _ENOUGH_WORDS:
            if label_of(block) == COMMENTS:
                return index
            if index > last_pair and is_dated(block):
                return _above_headlines(page, index)
        words += block.words
    return page.body.end


def _without_closing(page: Layout, end: int) -> int:
    first = max(page.body.start + 1, end - _CLOSING_BLOCKS)
    while end > first and is_closing(page.blocks[end - 1]):
        end -= 1
    return end


def _above_headlines(page: Layout, index: int) -> int:
    """Up over the lines that belong to the date of another story: its title, its author, a heading."""
    while index > page.body.start and not page.blocks[index - 1].sentence:
        index -= 1
    return index


def is_furniture(block: Block, copies: int) -> bool:
    """Whether a block inside a body belongs to the page; ``copies``: how often it stands there."""
    if label_of(block) or (copies > 1 and block.words <= _SHORT):
        return True
    if not block.sentence and block.words < 40 and is_caption(block.text):
        return True
    if block.words <= _SHORT and (address_in(block.text) or claims_rights(block.text)):
        return True
    return block.words < 40 and asks_reader(block.text)


def _is_described_picture(page: Layout, index: int) -> bool:
    """The text under a first picture: its credit stands in the next line."""
    if index > page.body.start + 1 or index + 1 >= len(page.blocks):
        return False
    credit = page.blocks[index + 1]
    return page.blocks[index].words <= 30 and credit.words <= 8 and is_caption(credit.text)


def _is_stamp(page: Layout, index: int) -> bool:
    """A line of date, author or place at either end of the body."""
    at_edge = index < page.body.start + 3 or index >= page.body.end - 2
    return at_edge and index in page.dates and page.dates[index].bare
