"""How well articles are found in text dumps of whole web pages.

The pages carry their editors' own title, date and body. Weights were fitted to the even pages only; the odd
ones tell whether they are general, but for dates, where all pages have been looked at.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import fmean

from app.ingest.draft import Draft
from app.ingest.normalise.dates import search_dates
from app.ingest.page import read_page
from benchmarks.dumps import STYLES, decoded, read_html
from benchmarks.gold import ARCHIVE, Gold, crawled, days_of, gold_days, gold_pages, overlap, words
from benchmarks.plan import Plan
from benchmarks.tables import Table

NAME = "pages"
ABOUT = "articles found in text dumps of web pages: title, date, body"
_SAME_TITLE = 0.9
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
    pages = [(record, decoded(page)) for record, page in gold_pages(plan)][:: plan.pick(1, 4)]
    rows = [
        (style, half, *measured(style, part))
        for style in STYLES
        for half, part in (("seen", pages[::2]), ("unseen", pages[1::2]))
    ]
    yield Table(
        "Articles found in text dumps of web pages",
        f"{ARCHIVE}, {len(pages)} pages in many languages",
        ("dump", "half", "title", "title in dump", "date", "date in dump", "body F1", "pages"),
        tuple(rows),
        (
            "title: the same words but for one in ten; date: the same day; body F1: of word multisets",
            "in dump: on how many pages the gold title or date stands at all, the limit of what can be had",
        ),
    )


def measured(style: str, pages: Iterable[tuple[Gold, str]]) -> tuple[float, float, float, float, float, int]:
    """Title, title in dump, date, date in dump, body F1: means over ``pages``; and how many they are."""
    return _row([_score(record, STYLES[style](read_html(html))) for record, html in pages])


def _score(record: Gold, dump: str) -> Score:
    now = crawled(record)
    draft = read_page(dump, now=now).draft or Draft()
    title, days, body = record.get("title"), gold_days(record), record.get("body")
    return Score(
        title=overlap(words(draft.title), words(title)) >= _SAME_TITLE if title else None,
        date=bool(days_of(draft.published, now) & days) if days else None,
        body=overlap(words(draft.body), words(body)) if body else None,
        title_shown=bool(title) and " ".join(words(title)) in " ".join(words(dump)),
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


def _shows(line: str, days: set[date], now: datetime) -> bool:
    if not days or len(line) > _LONGEST_DATE_LINE:
        return False
    return any(found.moment.at.date() in days for found in search_dates(line, now=now))
