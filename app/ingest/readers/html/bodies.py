"""The better of the texts that a page gives, without the furniture that is left in it."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from app.ingest.normalise.bylines import is_byline
from app.ingest.normalise.dates import search_dates
from app.ingest.page.address import address_in
from app.ingest.page.blocks import Block, count_words, ends_sentence
from app.ingest.page.cleaning import is_furniture
from app.ingest.page.likeness import key_of, likeness
from app.ingest.page.words import is_caption, label_of, says_published
from app.ingest.readers.html.sitename import compact

_WORD = re.compile(r"\w+")
_OPENING, _TITLE_WORDS = 4, 40
_SAME = 0.8
_LEAST_SHARED, _LEAST_WORDS = 0.5, 60
_LUMP_WORDS, _MOSTLY, _NEARLY_ALL = 60, 0.7, 0.9
_NOT_OPENING_WORDS, _STAMP_WORDS = 4, 12
#: Whether a line holds a date does not depend on today.
_ANY_TIME = datetime(9000, 1, 1, tzinfo=UTC)


def better_body(extracted: Sequence[str], linked: str, dumped: str) -> Sequence[str]:
    """The ``extracted`` paragraphs unless another text is better.

    That is ``linked``, the text in the page's JSON-LD, where they miss most of it; or a text that says the
    same in paragraphs where they are one lump: ``linked`` or ``dumped``, what is seen of the page.
    """
    found = _words(" ".join(extracted))
    said = _words(linked)
    if said.total() >= _LEAST_WORDS and _share(said, found) < _LEAST_SHARED:
        return _paragraphs(linked)
    if len(extracted) > 1 or found.total() < _LUMP_WORDS:
        return extracted
    others = (_paragraphs(text) for text in (linked, dumped) if _says_the_same(_words(text), found))
    return next((other for other in others if len(other) > 1), extracted)


def _says_the_same(words: Counter[str], lump: Counter[str]) -> bool:
    """All but a little, in one direction: a lump often holds the page's furniture as well."""
    part = _share(words, lump) >= _NEARLY_ALL and 2 * words.total() >= lump.total()
    return part or _share(lump, words) >= _MOSTLY


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))


def _share(words: Counter[str], among: Counter[str]) -> float:
    """How much of ``words`` is ``among`` others."""
    return (words & among).total() / max(words.total(), 1)


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
        if _is_title(block, titles) or (index == last and _is_scrap(block, authors)):
            last = index + 1
    return last


def _is_title(block: Block, titles: frozenset[str]) -> bool:
    return block.words <= _TITLE_WORDS and compact(block.text) in titles


def _is_scrap(block: Block, authors: Sequence[str]) -> bool:
    lines = block.text.split("\n")
    if len(lines) > 1:
        return all(_is_scrap(_block(line), authors) for line in lines)
    if block.sentence and block.words > _NOT_OPENING_WORDS:
        return False
    return (
        block.words < _NOT_OPENING_WORDS
        or is_byline(block.text)
        or label_of(block) > 0
        or is_caption(block.text)
        or bool(address_in(block.text))
        or _is_stamp(block)
        or _names(block, authors)
    )


def _is_stamp(block: Block) -> bool:
    """A date and little else."""
    found = search_dates(block.text, now=_ANY_TIME) if block.words <= _STAMP_WORDS else ()
    taken = sum(date.end - date.start for date in found)
    return bool(found) and (says_published(block.text) or 2 * taken >= len(block.text))


def _names(block: Block, authors: Sequence[str]) -> bool:
    """One of the ``authors`` and hardly anything else."""
    key = compact(block.text)
    return any(
        compact(name) in key and len(key) < len(compact(name)) + 25 for name in authors if len(name) > 3
    )


def with_standfirst(paragraphs: list[str], standfirst: str) -> list[str]:
    """``paragraphs`` with the ``standfirst`` before them, unless they begin with it."""
    if not standfirst or compact(standfirst)[:60] in compact(" ".join(paragraphs[:4])):
        return paragraphs
    key = key_of(standfirst)
    told = any(likeness(key, key_of(text)) > _SAME for text in paragraphs[:3])
    return paragraphs if told else [standfirst, *paragraphs]
