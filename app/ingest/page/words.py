"""The words by which the furniture of a page gives itself away, in the languages we meet most."""

import re
from collections.abc import Iterable

from app.ingest.page import phrases
from app.ingest.page.blocks import Block

COMMENTS, RELATED, TOOLS = 1, 2, 3
_NOT_LETTERS = re.compile(r"[^\w'©-]+")
_PICTURE_ENDS = ("foto", "photo", "image", "bild")


def _bare(text: str) -> str:
    return " ".join(_NOT_LETTERS.sub(" ", text.casefold().replace("’", "'")).split())


_KINDS = {
    _bare(phrase): kind
    for kind, group in ((TOOLS, phrases.TOOLS), (RELATED, phrases.RELATED), (COMMENTS, phrases.COMMENTS))
    for phrase in group
}
_LABEL_WORDS = 8
_MOST_WORDS = max(phrase.count(" ") + 1 for phrase in _KINDS)


def furniture(text: str) -> int:
    """COMMENTS, RELATED or TOOLS when ``text`` begins with a phrase of that list, else 0."""
    words = _bare(text[:100]).split(" ", _MOST_WORDS + 1)
    if len(words) > 1 and words[0].isdecimal():
        words = words[1:]
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        kind = _KINDS.get(" ".join(words[:count]))
        if kind is not None:
            return kind
    return 0


def label_of(block: Block) -> int:
    """What kind of furniture ``block`` is by its first words: a short label, or one with a colon."""
    short = block.words <= _LABEL_WORDS or (not block.sentence and ":" in block.text[:40])
    return furniture(block.text) if short else 0


def names_story(block: Block) -> bool:
    """``Read also: ...``: the label and the other story's title in one line."""
    _, colon, title = block.text[:100].partition(":")
    return bool(colon) and len(title) > 10


def claims_rights(text: str) -> bool:
    return _has(text[:300], phrases.RIGHTS)


def asks_reader(text: str) -> bool:
    """The text speaks to the reader of cookies, accounts and letters: once in a short text, else more."""
    start = text[:600].casefold()
    counts = [start.count(part) for part in phrases.ASKS]
    different = sum(count > 0 for count in counts)
    return different > 1 or sum(counts) > 2 or (different > 0 and len(text) < 120)


def is_closing(block: Block) -> bool:
    """The last lines of many pages: a topic, an appeal, a notice, a claim of rights."""
    if not block.sentence and block.words <= 3 and not block.mark:
        return True
    asks = block.words < 60 and _has(block.text[:600], phrases.ASKS)
    return asks or label_of(block) > 0 or (block.words < 60 and claims_rights(block.text))


def is_caption(text: str) -> bool:
    """A line under a picture, or its credit."""
    return _has(text[:400], phrases.CAPTIONS) or text[-12:].casefold().endswith(_PICTURE_ENDS)


def says_published(label: str) -> bool:
    return _has(label, phrases.PUBLISHED)


def says_updated(label: str) -> bool:
    return _has(label, phrases.UPDATED)


def _has(text: str, parts: Iterable[str]) -> bool:
    low = text.casefold()
    return any(part in low for part in parts)
