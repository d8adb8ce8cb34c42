"""What tells the headline from the other lines of a page: named traits, each with a weight.

A line's score is the sum of its traits times their weights: the log-odds of its being the headline against
there being none.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping

from app.ingest.page.blocks import Block
from app.ingest.page.likeness import key_of, likeness, tokens
from app.ingest.page.surroundings import Surroundings
from app.ingest.page.words import asks_reader, furniture

_LONGEST = 300
_NEAR, _FAR = 5, 35
_MOST_STORIES, _ALIKE = 6, 0.5
_PATH = re.compile(r" [|/>›»•·] ")

#: Chosen by cross-validated logistic regression (a softmax over the lines of a page and "none of them",
#: weights kept small): the even pages of the benchmark ``pages`` in several kinds of dump, and dumps laid
#: out around titles and bodies of other collections. To add a trait, fit all weights anew.
WEIGHTS: Mapping[str, float] = {
    "any": -1.0,
    "known share": 2.3,
    "known words": 1.5,
    "in opening": 2.5,
    "one word": -2.9,
    "two words": -1.5,
    "few words": -0.8,
    "long": -1.9,
    "full stop": -2.7,
    "ends open": -1.0,
    "begins low": -0.8,
    "begins odd": -0.6,
    "heading": 1.7,
    "listed": -1.5,
    "furniture": -1.1,
    "asks": -0.5,
    "parts": -1.1,
    "browser's title": 1.4,
    "like browser's": 1.2,
    "like address": 1.2,
    "names site": -0.8,
    "repeated": 0.2,
    "first line": 0.8,
    "far": -0.6,
    "inside": -1.2,
    "dated": -1.0,
    "over stamp": 0.9,
    "above stamp": 1.1,
    "over prose": 0.7,
    "among short lines": 1.4,
    "above others": -1.6,
    "under title": -1.2,
}


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
        "furniture": words < 8 and furniture(text) > 0,
        "asks": asks_reader(text),
        "parts": min(len(_PATH.findall(text)), 3) / 3,
    }


def _agreement(page: Surroundings, index: int, text: str) -> dict[str, float]:
    key = key_of(text)
    like = likeness(key, page.browser) if index else 0.0
    like = 1.0 if index > 0 and key in page.runs else like
    return {
        "browser's title": index > 0 and key in page.runs,
        "like browser's": like if like >= 0.4 else 0.0,
        "like address": _in_address(page, text),
        "names site": len(key) > 3 and key.replace(" ", "") in page.owners,
        "repeated": page.copies[key] > 1,
    }


def _in_address(page: Surroundings, text: str) -> float:
    """The share of the words that stand in an address on the page."""
    found = set(tokens(text[:_LONGEST]))
    return max((len(found & slug) for slug in page.slugs), default=0) / max(len(found), 3)


def _place(page: Surroundings, index: int) -> dict[str, float]:
    away = page.body.start - index
    return {
        "first line": index == 0,
        "far": max(0, min(away - _NEAR, _FAR)) / _FAR,
        "inside": away <= 0,
    }


def _company(page: Surroundings, index: int) -> dict[str, float]:
    after = range(index + 1, min(index + 6, len(page.blocks)))
    around = [at for at in (index - 2, index - 1, index + 1, index + 2) if 0 <= at < len(page.blocks)]
    short = sum(page.blocks[at].words <= 4 and at not in page.stamps for at in around)
    return {
        "dated": index in page.dates,
        "over stamp": index not in page.stamps and any(at in page.stamps for at in after[:2]),
        "above stamp": index not in page.stamps and any(at in page.stamps for at in after),
        "over prose": any(page.blocks[at].sentence and page.blocks[at].words >= 8 for at in after[:1]),
        "among short lines": short / 4,
        "above others": min(_others_below(page, index), 3) / 3,
        "under title": any(_titular(page, at) for at in range(max(1, index - 3), index)),
    }


def _others_below(page: Surroundings, index: int) -> int:
    """How many titles of stories stand between the line and the body."""
    key = key_of(page.blocks[index].text)
    below = page.stories[bisect_right(page.stories, index) :][:_MOST_STORIES]
    return sum(likeness(key, key_of(page.blocks[at].text)) < _ALIKE for at in below)


def _titular(page: Surroundings, index: int) -> bool:
    block = page.blocks[index]
    if block.sentence or not 4 <= block.words <= 30:
        return False
    found = set(tokens(block.text[:_LONGEST]))
    return sum(page.spoken[token] > 0 for token in found) >= max(2, len(found) * 0.5)
