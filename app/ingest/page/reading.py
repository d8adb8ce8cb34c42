"""Reading a page: a header block when it opens with one, else the article is found in the dump."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import exp

from app.ingest.draft import Draft
from app.ingest.normalise.datelines import read_dateline
from app.ingest.page.address import find_address
from app.ingest.page.blocks import Block, read_blocks
from app.ingest.page.body import Span, find_body
from app.ingest.page.cleaning import body_text
from app.ingest.page.credits import find_credits
from app.ingest.page.header import header_draft, read_header
from app.ingest.page.layout import Layout, Title
from app.ingest.page.published import (
    counts_days_first,
    date_in_address,
    date_lines,
    date_lines_at,
    find_published,
)
from app.ingest.page.title import LEAST, find_title
from app.ingest.page.words import asks_reader, is_caption

#: A flag of ``FLAGS``.
DOUBTFUL = "title_guessed"
_STANDFIRST_BLOCKS, _STANDFIRST_DISTANCE = 6, 16
#: How often a title of some score is the right one, fitted to real dumps: 0.52 for the least, 0.83 for 8.
_BASE, _PER_SCORE = -0.25, 0.23
_DOUBTFUL = 0.6


@dataclass(frozen=True, slots=True)
class PageReading:
    """A draft, or None and the ``reason`` (a key of ``REASONS``).

    ``confidence`` is the chance, 0 to 1, that the title is the right one; below 0.6 the draft is flagged.
    """

    draft: Draft | None
    reason: str
    confidence: float


def read_page(text: str, *, now: datetime, least: float = LEAST) -> PageReading:
    """The article on the page ``text``. Never raises; linear in the length of ``text``.

    ``now`` (aware) decides which dates lie in the future. ``least`` is the score that a line needs to be
    the title: less where the title is known from elsewhere, too.
    """
    text = text.removeprefix("\ufeff")
    header = read_header(text)
    if header is not None:
        return _judged(header_draft(header), 1.0)
    blocks = read_blocks(text)
    body = find_body(blocks)
    if body is None:
        return PageReading(None, "no_text", 0.0)
    return _read_dump(blocks, body, now, least)


def _judged(draft: Draft, confidence: float) -> PageReading:
    if not draft.title:
        return PageReading(None, "no_title" if draft.body else "no_text", 0.0)
    return PageReading(draft, "", confidence)


def _read_dump(blocks: Sequence[Block], body: Span, now: datetime, least: float) -> PageReading:
    days_first = counts_days_first(blocks, body)
    dates = date_lines(blocks, body, now, days_first=days_first)
    title = find_title(blocks, body, dates, least)
    if title is None:
        return PageReading(None, "no_title", 0.0)
    dates |= date_lines_at(blocks, title.index, now, days_first=days_first)
    standfirst = _standfirst(blocks, body, title)
    page = Layout(blocks, _below_title(body, title), title, dates, standfirst)
    confidence = 1 / (1 + exp(-_BASE - _PER_SCORE * title.score))
    draft = _draft(page)
    return _judged(replace(draft, flags=(DOUBTFUL,)) if confidence < _DOUBTFUL else draft, confidence)


def _below_title(body: Span, title: Title) -> Span:
    return Span(max(body.start, title.index + 1), body.end)


def _standfirst(blocks: Sequence[Block], body: Span, title: Title) -> tuple[int, ...]:
    """Sentences right under the title, parted from the body by bylines, dates or pictures."""
    near = range(title.index + 1, min(title.index + 1 + _STANDFIRST_BLOCKS, body.start))
    if not 0 <= body.start - title.index <= _STANDFIRST_DISTANCE:
        return ()
    return tuple(index for index in near if _is_standfirst(blocks[index]))


def _is_standfirst(block: Block) -> bool:
    return block.sentence and block.words >= 8 and not asks_reader(block.text) and not is_caption(block.text)


def _draft(page: Layout) -> Draft:
    dates = find_published(page.blocks, page.dates, page.title.index, page.body)
    names = find_credits(page)
    body = body_text(page)
    dateline = read_dateline(body)
    url = find_address(page)
    return Draft(
        title=page.title.text,
        body=body,
        byline=names.byline,
        source=names.source,
        republished_by=names.republished_by,
        agency=names.agency or (dateline and dateline.agency) or "",
        dateline=names.dateline or (dateline and dateline.place) or "",
        url=url,
        published=dates.published or date_in_address(url),
        updated=dates.updated,
    )
