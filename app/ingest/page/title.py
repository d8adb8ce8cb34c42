"""The headline: the line before the body that most looks like one."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.ingest.page import words
from app.ingest.page.blocks import Block
from app.ingest.page.body import Span
from app.ingest.page.published import DateLine
from app.ingest.page.site import key_of, title_parts, without_site

_BEFORE, _INSIDE = 400, 8
_LEAST = 1.0
NEARBONUS = 0.1
FIRST = 1.5
_RIVAL, _RIVAL_BLOCKS = 0.8, 12
INSIDE = 3.0
_TOKEN = re.compile(r"(?=([\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{2}))|(?<!\w)(\w{4,})")
_ADDRESS = re.compile(r"https?://|www\.|@\w", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Title:
    """``index`` is the block's, ``text`` is without the site's name, ``site`` that name or ""."""

    index: int
    text: str
    site: str
    score: float


def find_title(blocks: Sequence[Block], body: Span, dated: Mapping[int, DateLine]) -> Title | None:
    page = _Page.of(blocks, body)
    first = max(0, body.start - _BEFORE)
    places = {0, *range(first, min(body.start + _INSIDE, body.end, len(blocks)))}
    titles = [
        _candidate(blocks, index, body, page, dated)
        for index in sorted(places)
        if not (index in dated and dated[index].bare)
    ]
    return max(
        (title for title in titles if title.score >= _LEAST), key=lambda title: title.score, default=None
    )


@dataclass(frozen=True, slots=True)
class _Page:
    tokens: Counter[str]
    copies: Counter[str]
    head: tuple[str, ...]

    @classmethod
    def of(cls, blocks: Sequence[Block], body: Span) -> "_Page":
        prose = " ".join(block.text[:2000] for block in blocks[body.start : body.end])
        copies = Counter(key_of(block.text) for block in blocks if block.words <= 40)
        head = tuple(key_of(part) for part in title_parts(blocks[0].text))
        return cls(Counter(_tokens(prose)), copies, (key_of(blocks[0].text), *head))


def _tokens(text: str) -> list[str]:
    """Words of four letters or more; pairs of signs in scripts that do not part words."""
    return [pair or word for pair, word in _TOKEN.findall(text[:8000].casefold())]


def _candidate(
    blocks: Sequence[Block], index: int, body: Span, page: _Page, dated: Mapping[int, DateLine]
) -> Title:
    text, site = without_site(blocks[index].text, index == 0, page.copies)
    score = _score(blocks[index], text, index, body, page)
    if score and index in dated:
        score -= 2.0
    if score and any(after in dated and dated[after].bare for after in range(index + 1, index + 6)):
        score += 1.0
    return Title(index, text, site, score)


def _score(block: Block, text: str, index: int, body: Span, page: _Page) -> float:
    if not any(char.isalpha() for char in text) or len(text) > 300 or _ADDRESS.search(text):
        return 0.0
    tokens = _tokens(text)
    inside = index >= body.start
    known = sum(page.tokens[token] > inside for token in tokens)
    score = 4.0 * known / max(len(tokens), 3) + _shape(block, text)
    key = key_of(text)
    if index and key and (key in page.head or (len(key) > 20 and page.head[0].startswith(key))):
        score += 3.0
    if page.copies[key] > 1:
        score += 0.5
    score += FIRST if index == 0 and block.words >= 4 and known and body.start <= 12 else 0.0
    return score - (INSIDE if inside else _distance(body.start - index))


def _distance(blocks: int) -> float:
    """Byline, date, picture and caption may stand between a title and its body, a menu does not."""
    return min(max(0, blocks - 8) * 0.1, 3.0) - min(blocks, 8) * NEARBONUS


def _shape(block: Block, text: str) -> float:
    count = block.words
    score = 0.0
    if block.mark.startswith("#"):
        score += 2.0 / len(block.mark)
    if block.mark == "list":
        score -= 1.5
    if count < 3:
        score -= 2.0
    elif count == 3:
        score -= 0.5
    elif 5 <= count <= 18:
        score += 1.0
    elif count > 18:
        score -= min((count - 18) * 0.25, 3.0)
    if words.is_caption(text):
        score -= 2.0
    if block.sentence and text.rstrip("\"'”’»)").endswith((".", "。", "۔", "।")):
        score -= 2.0
    if count < 8 and words.furniture(text):
        score -= 2.5
    return score
