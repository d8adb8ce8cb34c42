"""The body without the furniture that stands inside it."""

from collections import Counter
from collections.abc import Iterator

from app.ingest.page.address import address_in
from app.ingest.page.blocks import Block
from app.ingest.page.layout import Layout
from app.ingest.page.words import COMMENTS, RELATED, asks_reader, claims_rights, is_caption, label_of

_SHORT, _PARAGRAPH, _ENOUGH_WORDS = 20, 12, 80


def body_text(page: Layout) -> str:
    """The standfirst and the paragraphs of the body, parted by an empty line."""
    kept = [*page.standfirst, *_kept(page)]
    return "\n\n".join(page.blocks[index].text for index in kept)


def _kept(page: Layout) -> Iterator[int]:
    copies = Counter(block.text for block in page.blocks if block.words <= _SHORT)
    end = _end(page)
    index = page.body.start
    while index < end:
        block = page.blocks[index]
        if label_of(block) == RELATED:
            index = _behind_box(page, index + 1, end)
            continue
        if not _is_furniture(block, copies[block.text]) and not _is_stamp(page, index):
            yield index
        index += 1


def _end(page: Layout) -> int:
    """Where the readers' comments begin, when they were taken for a part of the body."""
    words = 0
    for index in range(page.body.start, page.body.end):
        block = page.blocks[index]
        if words > _ENOUGH_WORDS and label_of(block) == COMMENTS:
            return index
        words += block.words
    return page.body.end


def _behind_box(page: Layout, index: int, end: int) -> int:
    """The first block behind a box with other stories: where paragraph follows upon paragraph again."""
    for at in range(index, end):
        following = page.blocks[at : min(at + 2, end)]
        if all(block.sentence and block.words >= _PARAGRAPH for block in following) and len(following) == 2:
            return at
    return end


def _is_furniture(block: Block, copies: int) -> bool:
    if label_of(block) or (copies > 1 and block.words <= _SHORT):
        return True
    if not block.sentence and block.words < 40 and is_caption(block.text):
        return True
    if block.words <= _SHORT and (address_in(block.text) or claims_rights(block.text)):
        return True
    return block.words < 40 and asks_reader(block.text)


def _is_stamp(page: Layout, index: int) -> bool:
    """A line of date, author or place at either end of the body."""
    at_edge = index < page.body.start + 3 or index >= page.body.end - 2
    return at_edge and index in page.dates and page.dates[index].bare
