"""What tells the headline from the other lines of a page: named traits, each with a weight.

A line's score is the sum of its traits times their weights, a log-odds against "there is no headline".
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.ingest.normalise.bylines import is_byline
from app.ingest.page.blocks import Block
from app.ingest.page.body import Span
from app.ingest.page.likeness import key_of, likeness, tokens
from app.ingest.page.published import DateLine
from app.ingest.page.site import browser_title
from app.ingest.page.words import asks_reader, furniture, is_caption

_LONGEST = 300
_OPENING = 1_500
_NEAR, _FAR, _STAMPED, _NO_MENU = 5, 35, 40, 12
_INSIDE = 8

#: Fitted by logistic regression on the even pages of the benchmark ``pages`` in eleven kinds of dump.
WEIGHTS: Mapping[str, float] = {
    "any": -1.4,
    "known share": 1.9,
    "known words": 1.3,
    "in opening": 2.4,
    "one word": -3.2,
    "two words": -1.8,
    "few words": -1.1,
    "long": -2.7,
    "full stop": -2.9,
    "ends open": -1.2,
    "begins low": -1.1,
    "begins odd": -0.8,
    "heading": 2.0,
    "listed": -1.6,
    "cell": -0.0,
    "furniture": -1.2,
    "caption": 0.0,
    "asks": -0.6,
    "parts": -1.4,
    "browser's title": 0.9,
    "like browser's": 1.2,
    "in browser's": 0.3,
    "repeated": 0.4,
    "repeated often": 0.1,
    "first line": 0.9,
    "first, no menu": 0.1,
    "near": 0.5,
    "far": -0.9,
    "very far": 0.4,
    "inside": -0.9,
    "deep inside": -0.4,
    "stamp": -0.2,
    "dated": -1.6,
    "over stamp": 1.3,
    "above stamp": 0.9,
    "over prose": 0.9,
    "over prose 3": 0.1,
    "menu": 1.1,
    "under title": -1.5,
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a line is compared with: words of the body and of its opening, of addresses and the first line."""

    blocks: Sequence[Block]
    body: Span
    dates: Mapping[int, DateLine]
    spoken: Counter[str]
    opening: frozenset[str]
    slugs: frozenset[str]
    copies: Counter[str]
    browser: str
    stamps: frozenset[int]


def surroundings(blocks: Sequence[Block], body: Span, dates: Mapping[int, DateLine]) -> Surroundings:
    prose = " ".join(block.text[:2000] for block in blocks[body.start : body.end])
    copies = Counter(key_of(block.text) for block in blocks if block.words <= 40)
    spoken = Counter(tokens(prose))
    near = range(max(0, body.start - _STAMPED), min(body.start + _INSIDE, body.end))
    return Surroundings(
        blocks,
        body,
        dates,
        spoken,
        frozenset(tokens(prose[:_OPENING])),
        frozenset(),
        copies,
        key_of(browser_title(blocks[0].text, copies, spoken)[0]),
        frozenset(index for index in near if _is_stamp(blocks[index], dates.get(index))),
    )


def _is_stamp(block: Block, line: DateLine | None) -> bool:
    """A line of date or author, which stands under a title."""
    return (line is not None and line.bare) or is_byline(block.text)


def traits(page: Surroundings, index: int, text: str) -> dict[str, float]:
    """The traits of ``text``, a candidate from block ``index``; most run from 0 to 1."""
    return {
        "any": 1.0,
        **_content(page, index, text),
        **_shape(page.blocks[index], text),
        **_agreement(page, index, text),
        **_place(page, index),
        **_company(page, index),
    }


def _content(page: Surroundings, index: int, text: str) -> dict[str, float]:
    """How much of the line the body speaks of."""
    inside = index >= page.body.start
    found = set(tokens(text[:_LONGEST]))
    known = sum(page.spoken[token] > inside for token in found)
    opening = len(found & page.opening)
    return {
        "known share": 0.0 if index >= page.body.start + 3 else known / max(len(found), 3),
        "known words": min(known, 6) / 6,
        "in opening": 0.0 if inside else opening / max(len(found), 3),
    }


def _shape(block: Block, text: str) -> dict[str, float]:
    words = block.words
    return {
        "one word": words == 1,
        "two words": words == 2,
        "few words": words in (3, 4),
        "long": min(max(0, words - 18), 20) / 20,
        "full stop": block.sentence and text.rstrip("\"'”’»)").endswith((".", "。", "۔", "।")),
        "ends open": text.endswith((":", "…", "...", ",")),
        "begins low": text[:1].islower(),
        "begins odd": not text[:1].isalnum() and text[:1] not in "\"'“‘„«‚「『»¿¡([–—-",
        "heading": 1 / len(block.mark) if block.mark.startswith("#") else 0.0,
        "listed": block.mark == "list",
        "cell": block.mark == "cell",
        "furniture": words < 8 and furniture(text) > 0,
        "caption": is_caption(text),
        "asks": asks_reader(text),
        "parts": min(len(re.findall(r" [|/>›»•·] ", text)), 3) / 3,
    }


def _agreement(page: Surroundings, index: int, text: str) -> dict[str, float]:
    key = key_of(text)
    like = likeness(key, page.browser) if index else 0.0
    return {
        "browser's title": float(bool(index) and key == page.browser),
        "like browser's": like if like >= 0.4 else 0.0,
        "in browser's": float(index > 0 and key.count(" ") > 1 and f" {key} " in f" {page.browser} "),
        "repeated": page.copies[key] > 1,
        "repeated often": page.copies[key] > 3,
    }


def _place(page: Surroundings, index: int) -> dict[str, float]:
    away = page.body.start - index
    inside = away <= 0
    return {
        "first line": index == 0,
        "first, no menu": index == 0 and page.body.start <= _NO_MENU,
        "near": max(0, min(away, _NEAR)) / _NEAR,
        "far": max(0, min(away - _NEAR, _FAR)) / _FAR,
        "very far": away > 60,
        "inside": inside,
        "deep inside": max(0, min(-away, 8)) / 8,
    }


def _company(page: Surroundings, index: int) -> dict[str, float]:
    after = range(index + 1, min(index + 6, len(page.blocks)))
    around = [at for at in (index - 2, index - 1, index + 1, index + 2) if 0 <= at < len(page.blocks)]
    menu = sum(page.blocks[at].words <= 4 and at not in page.stamps for at in around)
    return {
        "stamp": index in page.stamps,
        "dated": index in page.dates,
        "over stamp": index not in page.stamps and any(at in page.stamps for at in after[:2]),
        "above stamp": index not in page.stamps and any(at in page.stamps for at in after),
        "over prose": any(page.blocks[at].sentence and page.blocks[at].words >= 8 for at in after[:1]),
        "over prose 3": any(page.blocks[at].sentence and page.blocks[at].words >= 8 for at in after[:3]),
        "menu": menu / 4,
        "under title": any(_titular(page, at) for at in range(max(1, index - 3), index)),
    }


def _titular(page: Surroundings, index: int) -> bool:
    block = page.blocks[index]
    if block.sentence or not 4 <= block.words <= 30:
        return False
    found = set(tokens(block.text[:_LONGEST]))
    return sum(page.spoken[token] > 0 for token in found) >= max(2, len(found) * 0.5)
