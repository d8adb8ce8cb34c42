"""The headline: the line before the body that most looks like one."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.ingest.normalise.bylines import is_byline
from app.ingest.page.blocks import Block
from app.ingest.page.body import Span
from app.ingest.page.published import DateLine
from app.ingest.page.site import key_of, title_parts, without_site
from app.ingest.page.words import asks_reader, furniture, is_caption

_BEFORE, _INSIDE = 400, 8
_LEAST = 1.0
_LONGEST = 300
#: Standfirst and caption repeat the words of the title above them: nearly as good and above wins.
_RIVAL, _RIVAL_BLOCKS = 0.5, 12
_NEAR, _STAMPED, _NO_MENU = 5, 40, 12
_TOKEN = re.compile(r"(?=([\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{2}))|(?<!\w)(\w{4,})")
_TEXT_LOOKED_AT = 40_000
_ADDRESS = re.compile(r"https?://|www\.|@\w", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Title:
    """``index`` is the block's, ``text`` is without the site's name, ``site`` that name or ""."""

    index: int
    text: str
    site: str
    score: float


@dataclass(frozen=True, slots=True)
class _Page:
    """What a candidate is compared with: the body's words, all short lines, the parts of the first line."""

    blocks: Sequence[Block]
    body: Span
    dates: Mapping[int, DateLine]
    tokens: Counter[str]
    lines: Counter[str]
    first: tuple[str, ...]
    stamps: frozenset[int]


def find_title(blocks: Sequence[Block], body: Span, dates: Mapping[int, DateLine]) -> Title | None:
    """The best candidate above ``body`` or among its first blocks; None when nothing stands out."""
    page = _page(blocks, body, dates)
    near = range(max(0, body.start - _BEFORE), min(body.start + _INSIDE, body.end))
    places = [index for index in sorted({0, *near}) if not (index in dates and dates[index].bare)]
    titles = [_candidate(page, index) for index in places]
    best = max(titles, key=lambda title: title.score, default=None)
    if best is None or best.score < _LEAST:
        return None
    return next(title for title in titles if title is best or _is_rival(title, best))


def _is_rival(title: Title, best: Title) -> bool:
    above = 0 < best.index - title.index <= _RIVAL_BLOCKS
    return above and title.score >= max(best.score - _RIVAL, _LEAST)


def _page(blocks: Sequence[Block], body: Span, dates: Mapping[int, DateLine]) -> _Page:
    prose = " ".join(block.text[:2000] for block in blocks[body.start : body.end])
    lines = Counter(key_of(block.text) for block in blocks if block.words <= 40)
    start = blocks[0].text
    first = tuple(key_of(part) for part in (start, *title_parts(start)))
    near = range(max(0, body.start - _STAMPED), min(body.start + _INSIDE, body.end))
    stamps = frozenset(index for index in near if _is_stamp(blocks[index], dates.get(index)))
    return _Page(blocks, body, dates, Counter(_tokens(prose)), lines, first, stamps)


def _is_stamp(block: Block, line: DateLine | None) -> bool:
    """A line of date or author, which stands under a title."""
    return (line is not None and line.bare) or is_byline(block.text)


def _tokens(text: str) -> list[str]:
    """Words of four letters or more; pairs of signs in scripts that do not part words."""
    return [pair or word for pair, word in _TOKEN.findall(text[:_TEXT_LOOKED_AT].casefold())]


def _candidate(page: _Page, index: int) -> Title:
    text, site = without_site(page.blocks[index].text, index == 0, page.lines)
    fits = any(char.isalpha() for char in text) and len(text) <= _LONGEST and not _ADDRESS.search(text)
    score = _content(page, index, text) + _shape(page.blocks[index], text) + _place(page, index, text)
    return Title(index, text, site, score if fits else 0.0)


def _content(page: _Page, index: int, text: str) -> float:
    """How much of the line the body speaks of, 0 to 4."""
    inside = index >= page.body.start
    tokens = set(_tokens(text[:_LONGEST]))
    known = sum(page.tokens[token] > inside for token in tokens)
    return 4.0 * known / max(len(tokens), 3)


def _shape(block: Block, text: str) -> float:
    score = _length(block.words)
    if block.mark.startswith("#"):
        score += 2.0 / len(block.mark)
    if block.mark == "list":
        score -= 1.5
    if block.sentence and text.rstrip("\"'”’»)").endswith((".", "。", "۔", "।")):
        score -= 2.0
    if block.words < 8 and furniture(text):
        score -= 2.5
    if is_caption(text) or asks_reader(text):
        score -= 2.0
    return score


def _length(words: int) -> float:
    if words < 5:
        return (-2.0, -2.0, -1.0, -0.5, 0.0)[words]
    return 1.0 if words <= 18 else -min((words - 18) * 0.25, 3.0)


def _place(page: _Page, index: int, text: str) -> float:
    """Repeated as or in the browser's title, over a line with a date or author, near the body."""
    key = key_of(text)
    score = 0.5 if page.lines[key] > 1 else 0.0
    if index and key and (key in page.first or (len(key) > 20 and page.first[0].startswith(key))):
        score += 3.0
    if index == 0 and _opens_page(page, text):
        score += 1.5
    if index not in page.stamps and any(after in page.stamps for after in range(index + 1, index + 6)):
        score += 1.0
    if index >= page.body.start:
        return score - (1.5 if score >= 1.0 else 4.0)
    return (
        score
        - _distance(page.body.start - index)
        - (2.0 if index in page.dates or index in page.stamps else 0.0)
    )


def _opens_page(page: _Page, text: str) -> bool:
    """The first line is the title when no menu follows and no line between it and the body says more."""
    content = _content(page, 0, text)
    between = [(at, page.blocks[at]) for at in range(1, min(page.body.start, _NO_MENU))]
    rivals = [_content(page, at, block.text) for at, block in between if _may_be_title(block)]
    return page.body.start <= _NO_MENU and content > max([1.0, *(rival - 0.01 for rival in rivals)])


def _may_be_title(block: Block) -> bool:
    return not block.sentence and 3 <= block.words <= 30 and not is_caption(block.text)


def _distance(blocks: int) -> float:
    """Byline, date, picture and caption stand between a title and its body, a menu does not."""
    return min(max(0, blocks - _NEAR) * 0.1, 3.0) - min(blocks, _NEAR) * 0.1
