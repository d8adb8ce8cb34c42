"""What the lines of a page are compared with when its headline is looked for."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.ingest.normalise.bylines import is_byline
from app.ingest.page.address import address_in
from app.ingest.page.blocks import Block
from app.ingest.page.body import Span
from app.ingest.page.likeness import key_of, tokens
from app.ingest.page.published import DateLine
from app.ingest.page.site import browser_title, runs_of_parts
from app.ingest.page.words import claims_rights

_OPENING = 1_500
_HOST = re.compile(r"https?://(?:www\.)?([^/\s]{3,60})", re.IGNORECASE)
_STAMPED, _INSIDE, _TAIL, _MOST_SLUGS = 40, 8, 30, 4


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The page around its lines; keys and tokens are those of ``likeness``.

    ``spoken`` counts the body's tokens, ``opening`` are those of its first paragraphs, ``slugs`` those of
    addresses. ``copies`` counts the keys of short lines. ``browser`` is the key of the headline in the first
    line, ``runs`` the keys of all its runs of parts. ``owners`` are hosts and claims of rights. ``stamps``
    are the lines of a date or author, ``stories`` the lines over them, which may be titles.
    """

    blocks: Sequence[Block]
    body: Span
    dates: Mapping[int, DateLine]
    spoken: Counter[str]
    opening: frozenset[str]
    slugs: tuple[frozenset[str], ...]
    copies: Counter[str]
    browser: str
    runs: frozenset[str]
    owners: str
    stamps: frozenset[int]
    stories: tuple[int, ...]


def surroundings(blocks: Sequence[Block], body: Span, dates: Mapping[int, DateLine]) -> Surroundings:
    """Gathered once a page, in linear time."""
    prose = " ".join(block.text[:2000] for block in blocks[body.start : body.end])
    copies = Counter(key_of(block.text) for block in blocks if block.words <= 40)
    spoken = Counter(tokens(prose))
    near = range(max(0, body.start - _STAMPED), min(body.start + _INSIDE, body.end))
    stamps = frozenset(index for index in near if _is_stamp(blocks[index], dates.get(index)))
    return Surroundings(
        blocks,
        body,
        dates,
        spoken,
        frozenset(tokens(prose[:_OPENING])),
        _slugs(blocks, body),
        copies,
        key_of(browser_title(blocks[0].text, copies, spoken)[0]),
        runs_of_parts(blocks[0].text),
        _owners(blocks, body),
        stamps,
        tuple(at - 1 for at in sorted(stamps) if _names_story(blocks, at, stamps, body)),
    )


def _names_story(blocks: Sequence[Block], at: int, stamps: frozenset[int], body: Span) -> bool:
    """The line over a date or author at ``at`` may be the title of some story."""
    return 1 <= at <= body.start and at - 1 not in stamps and 4 <= blocks[at - 1].words <= 30


def _slugs(blocks: Sequence[Block], body: Span) -> tuple[frozenset[str], ...]:
    """The words of the addresses that stand alone in lines near the article."""
    near = (*range(body.start), *range(max(body.start, body.end - 3), min(len(blocks), body.end + _TAIL)))
    found = (address_in(blocks[index].text) for index in near)
    return tuple(frozenset(tokens(address.replace("_", " "))) for address in found if address)[:_MOST_SLUGS]


def _owners(blocks: Sequence[Block], body: Span) -> str:
    """The hosts of addresses and the claims of rights on the page, without spaces."""
    ends = [block.text[:200] for block in (*blocks[: body.start], *blocks[body.end :]) if block.words < 40]
    hosts = [found[1].replace(".", "") for text in ends for found in _HOST.finditer(text)]
    claims = [key_of(text) for text in ends if claims_rights(text)]
    return " ".join([*hosts, *(claim.replace(" ", "") for claim in claims)]).casefold().replace("-", "")


def _is_stamp(block: Block, line: DateLine | None) -> bool:
    """A line of date or author, which stands under a title."""
    return (line is not None and line.bare) or is_byline(block.text)
