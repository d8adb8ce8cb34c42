"""The headline: the line before the body that most looks like one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from app.ingest.page.blocks import Block
from app.ingest.page.body import Span
from app.ingest.page.layout import Title
from app.ingest.page.published import DateLine
from app.ingest.page.site import browser_title, without_site
from app.ingest.page.surroundings import Surroundings, surroundings
from app.ingest.page.traits import WEIGHTS, traits
from app.ingest.page.words import furniture

_BEFORE, _INSIDE = 400, 8
#: Of real dumps that show their headline one in a hundred has no better line than this, of those that lost
#: theirs one in five.
LEAST = 1.5
_LONGEST = 300
_ADDRESS = re.compile(r"https?://|www\.|@\w", re.IGNORECASE)


def find_title(
    blocks: Sequence[Block], body: Span, dates: Mapping[int, DateLine], least: float = LEAST
) -> Title | None:
    """The best candidate above ``body`` or among its first blocks; None when none scores ``least``."""
    page = surroundings(blocks, body, dates)
    titles = [_scored(page, index, text, site) for index, text, site in candidates(page)]
    best = max(titles, key=lambda title: title.score, default=None)
    if best is None or best.score >= least:
        return best
    return next((replace(title, score=least) for title in titles if _stands_alone(blocks, body, title)), None)


def _stands_alone(blocks: Sequence[Block], body: Span, title: Title) -> bool:
    """The one line above the body, however short: a text file with its title, not a page."""
    block = blocks[title.index]
    return title.index == 0 and body.start == 1 and not block.sentence and furniture(block.text) == 0


def _scored(page: Surroundings, index: int, text: str, site: str) -> Title:
    score = sum(WEIGHTS[name] * value for name, value in traits(page, index, text).items())
    return Title(index, text, site, score)


def candidates(page: Surroundings) -> Iterator[tuple[int, str, str]]:
    """The lines that may be the headline: index, text without the site's name, and that name."""
    body = page.body
    near = range(max(0, body.start - _BEFORE), min(body.start + _INSIDE, body.end))
    for index in sorted({0, *near}):
        if not (index in page.dates and page.dates[index].bare):
            text, site = _without_site(page, index)
            if any(char.isalpha() for char in text) and len(text) <= _LONGEST and not _ADDRESS.search(text):
                yield index, text, site


def _without_site(page: Surroundings, index: int) -> tuple[str, str]:
    text = page.blocks[index].text
    if index == 0:
        return browser_title(text, page.copies, page.spoken)
    return without_site(text, page.copies)
