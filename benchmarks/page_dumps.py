"""How well articles are found in text dumps of whole web pages.

The pages carry their editors' own title, date and body. Rules were made while looking at the even pages
only; the odd ones tell whether the rules are general.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import fmean
from typing import Any

from app.ingest.draft import Draft
from app.ingest.normalise.dates import parse_date, search_dates
from app.ingest.page import read_page
from benchmarks.archives import unpacked
from benchmarks.dumps import STYLES, decoded, read_html
from benchmarks.plan import Plan
from benchmarks.tables import Table

NAME = "pages"
ABOUT = "articles found in text dumps of web pages: title, date, body"
_ARCHIVE = "html-gold-dev"
_TOKEN = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+")
_SAME_TITLE = 0.9
_NOW = datetime(2026, 11, 1, tzinfo=UTC)
_LONGEST_DATE_LINE = 300


@dataclass(frozen=True, slots=True)
class Score:
    """None where the page's gold does not say; ``shown``: whether title and date stand in the dump at all."""

    title: bool | None
    date: bool | None
    body: float | None
    title_shown: bool
    date_shown: bool


def run(plan: Plan) -> Iterable[Table]:
    pages = list(_pages(plan))[:: plan.pick(1, 4)]
    rows = [
        (style, half, *_row([_score(record, STYLES[style](read_html(html))) for record, html in part]))
        for style in STYLES
        for half, part in (("seen", pages[::2]), ("unseen", pages[1::2]))
    ]
    yield Table(
        "Articles found in text dumps of web pages",
        f"{_ARCHIVE}, {len(pages)} pages in many languages",
        ("dump", "half", "title", "title in dump", "date", "date in dump", "body F1", "pages"),
        tuple(rows),
        (
            "title: the same words but for one in ten; date: the same day; body F1: of word multisets",
            "in dump: on how many pages the gold title or date stands at all, the limit of what can be had",
        ),
    )


def _pages(plan: Plan) -> Iterator[tuple[dict[str, Any], str]]:
    folder = unpacked(plan, _ARCHIVE)
    with (folder / "index.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield record, decoded((folder / Path(record["file_in_pack"])).read_bytes())


def _score(record: dict[str, Any], dump: str) -> Score:
    crawled = record.get("crawl_date")
    now = datetime.fromisoformat(crawled).replace(tzinfo=UTC) if crawled else _NOW
    draft = read_page(dump, now=now).draft or Draft()
    title, days, body = record.get("title"), _days(record.get("date")), record.get("body")
    return Score(
        title=_overlap(_words(draft.title), _words(title)) >= _SAME_TITLE if title else None,
        date=_day(draft.published, now) in days if days else None,
        body=_overlap(_words(draft.body), _words(body)) if body else None,
        title_shown=bool(title) and " ".join(_words(title)) in " ".join(_words(dump)),
        date_shown=any(_shows(line, days, now) for line in dump.splitlines()),
    )


def _row(scores: Sequence[Score]) -> tuple[float, float, float, float, float, int]:
    titled = [score for score in scores if score.title is not None]
    dated = [score for score in scores if score.date is not None]
    return (
        fmean(bool(score.title) for score in titled),
        fmean(score.title_shown for score in titled),
        fmean(bool(score.date) for score in dated),
        fmean(score.date_shown for score in dated),
        fmean(score.body for score in scores if score.body is not None),
        len(scores),
    )


def _days(written: str | None) -> set[date]:
    """The day as written and in UTC: a page may print either."""
    if not written:
        return set()
    moment = datetime.fromisoformat(written)
    return {moment.date()} | ({moment.astimezone(UTC).date()} if moment.tzinfo else set())


def _day(written: str, now: datetime) -> date | None:
    moment = parse_date(written, now=now).moment if written else None
    return moment.at.date() if moment else None


def _shows(line: str, days: set[date], now: datetime) -> bool:
    if not days or len(line) > _LONGEST_DATE_LINE:
        return False
    return any(found.moment.at.date() in days for found in search_dates(line, now=now))


def _words(text: str | None) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFKC", text or "").casefold())


def _overlap(got: Sequence[str], gold: Sequence[str]) -> float:
    """F1 of two multisets of words."""
    shared = (Counter(got) & Counter(gold)).total()
    return 2 * shared / (len(got) + len(gold)) if shared else 0.0
