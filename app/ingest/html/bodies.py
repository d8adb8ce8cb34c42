"""The better of the texts that a page gives, without the furniture that is left in it."""

from collections import Counter
from collections.abc import Sequence

from app.ingest.html.sitename import compact
from app.ingest.normalise.bylines import is_byline
from app.ingest.page.blocks import Block, count_words, ends_sentence
from app.ingest.page.cleaning import is_furniture
from app.ingest.page.likeness import key_of, likeness
from app.ingest.page.words import is_caption, label_of

_OPENING, _TITLE_WORDS = 4, 40
_TITLE_LIKE = 0.8
_LEAST_SHARED, _LEAST_WORDS = 0.5, 60
_NOT_OPENING_WORDS = 4


def better_body(extracted: list[str], linked: str) -> list[str]:
    """The ``extracted`` paragraphs unless they miss most of ``linked``, the text in the page's JSON-LD."""
    known = Counter(key_of_all(linked))
    if known.total() < _LEAST_WORDS:
        return extracted
    found = Counter(key_of_all(" ".join(extracted)))
    if (known & found).total() >= _LEAST_SHARED * known.total():
        return extracted
    return [line for line in linked.splitlines() if line.strip()]


def key_of_all(text: str) -> list[str]:
    return [word for line in text.splitlines() for start in range(0, len(line), 400) for word in key_of(line[start : start + 400]).split()]


def cleaned(paragraphs: Sequence[str], titles: frozenset[str], authors: Sequence[str]) -> list[str]:
    """``paragraphs`` without the titles and bylines at their head and the furniture between them."""
    blocks = [_block(text) for text in paragraphs]
    copies = Counter(block.text for block in blocks)
    start = _start(blocks, titles, authors)
    return [
        text
        for text, block in zip(paragraphs[start:], blocks[start:], strict=True)
        if not is_furniture(block, copies[block.text])
    ]


def _block(text: str) -> Block:
    bare = text.removeprefix("- ")
    return Block(bare, True, "list" if bare != text else "", count_words(bare), ends_sentence(bare))


def _start(blocks: Sequence[Block], titles: frozenset[str], authors: Sequence[str]) -> int:
    """Behind the last line among the first ones that is a title, a byline or a scrap."""
    last = 0
    for index, block in enumerate(blocks[:_OPENING]):
        if _is_title(block, titles):
            last = index + 1
        elif index == last and _is_scrap(block, authors):
            last = index + 1
    return last


def _is_title(block: Block, titles: frozenset[str]) -> bool:
    return block.words <= _TITLE_WORDS and compact(block.text) in titles


def _is_scrap(block: Block, authors: Sequence[str]) -> bool:
    if block.sentence and block.words > _NOT_OPENING_WORDS:
        return False
    return (
        block.words < _NOT_OPENING_WORDS
        or is_byline(block.text)
        or label_of(block) > 0
        or is_caption(block.text)
        or _names(block, authors)
    )


def _names(block: Block, authors: Sequence[str]) -> bool:
    """One of the ``authors`` and hardly anything else."""
    key = compact(block.text)
    return any(compact(name) in key and len(key) < len(compact(name)) + 25 for name in authors if len(name) > 3)


def with_standfirst(paragraphs: list[str], standfirst: str) -> list[str]:
    """``paragraphs`` with the ``standfirst`` before them, unless they begin with it."""
    if not standfirst:
        return paragraphs
    key = compact(standfirst)
    opening = compact(" ".join(paragraphs[:4]))
    if key[:60] in opening or any(likeness(key_of(standfirst), key_of(text)) > _TITLE_LIKE for text in paragraphs[:3]):
        return paragraphs
    return [standfirst, *paragraphs]
