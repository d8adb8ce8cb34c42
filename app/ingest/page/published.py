"""When the article was published: the date that stands by its title, not those of other stories."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.ingest.normalise.dates import FoundDate, parse_date, search_dates
from app.ingest.page.blocks import Block
from app.ingest.page.body import Span
from app.ingest.page.likeness import key_of, likeness
from app.ingest.page.site import title_parts
from app.ingest.page.words import says_published, says_updated
from app.values import Precision

_BEFORE, _INSIDE, _AFTER = 60, 16, 12
#: Around the title, which may stand far above the body.
_OVER_TITLE, _UNDER_TITLE = 6, 12
_MOST_WORDS = 40
_PARTS = re.compile(r"[|•·–—]")
_LOOK = 400
_SENTENCE_WORDS, _OURS = 8, 0.4
_CAPTION_WORDS, _SMALL_SHARE = 14, 0.25
#: Behind the date of a dateline: ``BERLIN, 12 May 2020 (Reuters) - ...``.
_OPENS_BODY = re.compile(r"[^.!?]{0,25}?(?:[—–:)\]]|\s-|--)")
#: Inline elements without a space between them: ``Apr 28 20232:23 PM``, ``29. Mai 202230. Mai 2022``,
#: ``April 10, 20233 years ago``.
_GLUED = re.compile(r"(?<=\b(?:19|20)\d\d)(?=\d{1,2}(?:[.:/]\s?\w|\s[^\W\d]))")
#: So much better an update must stand than any other date to be the only one of the article.
_ONLY_UPDATE = 1.5
_LATER_IN_LINE, _BESIDE_TITLE = 0.6, 3.0
_OPENING_BLOCKS = 30
_FEWEST_SIGNS, _MOST_WORDS_BESIDE_TITLE = 15, 12

_ADDRESS_DATE = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:[/-]|$)")
_SLASHED = re.compile(r"\b(?P<day>0?[1-9]|1[0-2])/(?P<month>0?[1-9]|1[0-2])/(?P<year>\d{4})\b")
#: With points the day always stands first.
_DOTTED = r"\g<day>.\g<month>.\g<year>"
_NUMBERS = re.compile(r"\b([0-3]?\d)/([0-3]?\d)/(?:19|20)\d\d\b")
_ENGLISH = re.compile(r"\bthe\b.{1,400}\bthe\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class DateLine:
    """The full dates in ``text``, the start of a block, and how much of the block they fill (0 to 1)."""

    text: str
    dates: tuple[FoundDate, ...]
    share: float

    @property
    def bare(self) -> bool:
        """Little else stands in the line."""
        return self.share >= 0.4


@dataclass(frozen=True, slots=True)
class Published:
    """The dates as written; "" when nothing was found."""

    published: str = ""
    updated: str = ""


def date_lines(
    blocks: Sequence[Block], body: Span, now: datetime, *, days_first: bool = False
) -> dict[int, DateLine]:
    """The blocks with dates around the start of ``body`` and right behind it, by their index.

    ``days_first``: ``12/04/2020`` is a day in April.
    """
    near = {
        *range(min(3, len(blocks))),
        *range(max(0, body.start - _BEFORE), min(body.start + _INSIDE, len(blocks))),
    }
    near.update(range(max(0, body.end - 1), min(len(blocks), body.end + _AFTER)))
    return _dated(blocks, near, now, days_first)


def date_lines_at(
    blocks: Sequence[Block], title: int, now: datetime, *, days_first: bool = False
) -> dict[int, DateLine]:
    """The blocks with dates around the ``title``, and those that bear it again, by their index."""
    near = set(range(max(0, title - _OVER_TITLE), min(title + _UNDER_TITLE, len(blocks))))
    near.update(index for index in range(len(blocks)) if _bears_title(blocks, index, title))
    return _dated(blocks, near, now, days_first)


def _bears_title(blocks: Sequence[Block], index: int, title: int) -> bool:
    """Some other line with the title and little else: the browser's title, a list of the latest stories."""
    if index == title or blocks[index].words > blocks[title].words + _MOST_WORDS_BESIDE_TITLE:
        return False
    key = key_of(blocks[title].text)
    return len(key) > _FEWEST_SIGNS and key in key_of(blocks[index].text)


def _dated(
    blocks: Sequence[Block], places: Iterable[int], now: datetime, days_first: bool
) -> dict[int, DateLine]:
    lines = {index: _date_line(blocks[index], now, days_first) for index in sorted(places)}
    return {index: line for index, line in lines.items() if line.dates}


def _date_line(block: Block, now: datetime, days_first: bool) -> DateLine:
    text = _GLUED.sub(" ", block.text[:_LOOK])
    text = _SLASHED.sub(_DOTTED, text) if days_first else text
    if not any(char.isdigit() for char in text):
        return DateLine(text, (), 0.0)
    dates = search_dates(text, now=now) or _short_dates(text, now)
    taken = sum(date.end - date.start for date in dates)
    return DateLine(text, dates, taken / max(len(text), len(block.text)))


def _short_dates(text: str, now: datetime) -> tuple[FoundDate, ...]:
    """A part of a line that is a date when read alone: ``25.04.24``."""
    if len(text) > 100:
        return ()
    at = 0
    for part in map(str.strip, _PARTS.split(text)):
        start = text.index(part, at)
        at = start + len(part)
        moment = (
            parse_date(part, now=now).moment if sum(map(str.isdigit, part)) >= 4 and len(part) >= 6 else None
        )
        if moment and moment.precision not in (Precision.YEAR, Precision.MONTH):
            return (FoundDate(moment, start, at),)
    return ()


def find_published(
    blocks: Sequence[Block], lines: Mapping[int, DateLine], title: int, body: Span
) -> Published:
    """The best date of publication, and one that is labelled as that of an update."""
    found = [
        (
            _score(blocks, line, date, index, title, body),
            -index,
            -date.start,
            line.text[date.start : date.end],
            _is_update(line.text, date),
        )
        for index, line in lines.items()
        for date in line.dates
    ]
    fit = sorted((entry for entry in found if entry[0] > 0), reverse=True)
    first = next((entry for entry in fit if not entry[-1]), None)
    update = next((entry for entry in fit if entry[-1]), None)
    if first is None or (update and update[0] > first[0] + _ONLY_UPDATE):
        return Published(update[3] if update else "")
    return Published(first[3], update[3] if update else "")


def date_in_address(url: str) -> str:
    """``2019-04-26`` from an address such as ``.../2019/04/26/name``, "" when it holds no whole date."""
    found = _ADDRESS_DATE.search(url)
    return "-".join(part.zfill(2) for part in found.groups()) if found else ""


def counts_days_first(blocks: Sequence[Block], body: Span) -> bool:
    """Whether ``12/04/2020`` is a day in April on this page: only Americans put the month first.

    Not where ``body`` is English, unless another date on the page shows it and none shows the contrary.
    """
    prose = " ".join(block.text for block in blocks[body.start : body.end][:_OPENING_BLOCKS])
    if not _ENGLISH.search(prose):
        return True
    dates = [pair for block in blocks for pair in _NUMBERS.findall(block.text[:_LOOK])]
    return any(int(first) > 12 for first, _ in dates) and not any(int(second) > 12 for _, second in dates)


def day_first(written: str) -> str:
    """``12/04/2020`` as ``2020-04-12``; anything else as it is."""
    found = _SLASHED.match(written)
    if found is None:
        return written
    return f"{found['year']}-{found['month']:0>2}-{found['day']:0>2}{written[found.end() :]}"


def _is_update(text: str, date: FoundDate) -> bool:
    label = text[max(0, date.start - 30) : date.start]
    return says_updated(label) and not says_published(label)


def _score(
    blocks: Sequence[Block], line: DateLine, date: FoundDate, index: int, title: int, body: Span
) -> float:
    labelled = says_published(line.text[max(0, date.start - 40) : date.start])
    score = 2.0 * line.share + (1.5 if labelled else 0.0)
    if date.moment.precision in (Precision.MINUTE, Precision.SECOND):
        score += 0.5
    if date is not line.dates[0] and not labelled:
        score -= _LATER_IN_LINE
    if _bears_title(blocks, index, title):
        return score + _BESIDE_TITLE
    score += _place(index, title, body)
    if _is_prose(blocks[index], line):
        leads = labelled or _OPENS_BODY.match(line.text[date.end :])
        score -= 1.5 if leads and date.start < 60 else 4.0
    if not labelled and not title < index < body.end and _of_other_story(blocks, index, title):
        score -= 4.0
    return score


def _is_prose(block: Block, line: DateLine) -> bool:
    """A sentence, or so much text around a date that it is no stamp."""
    if block.sentence and block.words > _SENTENCE_WORDS:
        return True
    return block.words > (_CAPTION_WORDS if line.share < _SMALL_SHARE else _MOST_WORDS)


def _of_other_story(blocks: Sequence[Block], index: int, title: int) -> bool:
    """A headline, or a headline and its teaser, stand right above the date, and it is not ours."""
    above = index - 1 if index < 2 or blocks[index - 1].words <= 30 else index - 2
    block = blocks[max(above, 0)]
    if index == 0 or block.sentence or not 4 <= block.words <= 30 or len(title_parts(block.text)) > 2:
        return False
    return likeness(key_of(block.text), key_of(blocks[title].text)) < _OURS


def _place(index: int, title: int, body: Span) -> float:
    if title < index < body.start + 2:
        return 3.0 - 0.1 * min(index - title, 20)
    if index >= body.end - 1:
        return 0.5 - 0.3 * (index - body.end)
    if index >= body.start:
        return 0.0
    return 2.0 - 0.15 * (title - index)
