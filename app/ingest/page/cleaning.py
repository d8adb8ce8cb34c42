"""The body without the furniture that stands inside it."""

from collections import Counter

from app.ingest.page.address import address_in
from app.ingest.page.blocks import Block
from app.ingest.page.layout import Layout
from app.ingest.page.words import asks_reader, claims_rights, furniture

_LABEL_WORDS = 8
_REPEATED = 3


def body_text(page: Layout) -> str:
    """The paragraphs of the body, parted by an empty line."""
    return "\n\n".join(block.text for block in body_blocks(page))


def body_blocks(page: Layout) -> list[Block]:
    blocks = page.blocks[page.body.start : page.body.end]
    copies = Counter(block.text for block in blocks if block.words <= _LABEL_WORDS)
    return [
        block
        for index, block in enumerate(blocks, page.body.start)
        if not _is_furniture(block, copies[block.text]) and not _is_stamp(page, index)
    ]


def _is_furniture(block: Block, copies: int) -> bool:
    if block.words <= _LABEL_WORDS and not block.sentence:
        return (
            copies >= _REPEATED
            or furniture(block.text) > 0
            or bool(address_in(block.text))
            or claims_rights(block.text)
        )
    return block.words < 40 and asks_reader(block.text)


def _is_stamp(page: Layout, index: int) -> bool:
    """A line of date, author or place at either end of the body."""
    at_edge = index < page.body.start + 3 or index >= page.body.end - 2
    return at_edge and index in page.dates and page.dates[index].bare
