"""How well articles are read from web pages, beside trafilatura alone.

The pages carry their editors' own title, date, authors and body. Most rules were made while looking at the
pages of half of the outlets (``seen``); those of the other half tell whether they are general. Since then all
pages have been looked at for titles and dates: what holds for other outlets is told by cross-validation
(``WEIGHTS`` of titles) and lies a few hundredths lower.
"""

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress
from operator import not_
from statistics import fmean
from time import process_time
from urllib.parse import urlsplit

from trafilatura import bare_extraction
from trafilatura.settings import Document

from app.ingest.draft import Draft
from app.ingest.readers.html.reading import read_html
from benchmarks import reading
from benchmarks.gold import ARCHIVE, Gold, crawled, days_of, gold_days, gold_pages, overlap, words
from benchmarks.plan import Plan
from benchmarks.tables import Cell, Table

NAME = "extract"
ABOUT = "articles read from web pages beside trafilatura: title, date, authors, body, pages a second"
SETS = ("fundus", "zyte", "trafilatura")
_NONE = Draft()

Extractor = Callable[[bytes, datetime], Draft]
Page = tuple[Gold, bytes]


@dataclass(frozen=True, slots=True)
class Score:
    """None where the page's gold does not say. ``author``: any of the gold's is named."""

    title: bool | None
    date: bool | None
    author: bool | None
    body: float | None


def ours(page: bytes, now: datetime) -> Draft:
    return read_html(page, now=now).draft or _NONE


def trafilatura_alone(page: bytes, now: datetime) -> Draft:
    """With its metadata, and without readers' comments in the body."""
    found = bare_extraction(page, with_metadata=True, include_comments=False)
    if not isinstance(found, Document):
        return _NONE
    return Draft(
        title=found.title or "", published=found.date or "", byline=found.author or "", body=found.text or ""
    )


EXTRACTORS: Mapping[str, Extractor] = {"dateline": ours, "trafilatura": trafilatura_alone}


def run(plan: Plan) -> Iterable[Table]:
    pages = list(gold_pages(plan))[:: plan.pick(1, 4)]
    yield _quality(pages)
    yield _speed(pages, plan.pick(3, 1))
    yield reading.table(plan)


def _quality(pages: Sequence[Page]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name in sorted({record["set"] for record, _ in pages}, key=SETS.index):
        part = [page for page in pages if page[0]["set"] == name]
        seen = [is_seen(record) for record, _ in part]
        for extractor, extract in EXTRACTORS.items():
            scores = scores_of(part, extract)
            for half, chosen in (("all", scores), *_halves(scores, seen)):
                rows.append((name, half, extractor, *means(chosen), len(chosen)))
    return Table(
        "Articles read from web pages",
        f"{ARCHIVE}, {len(pages)} pages in many languages; none of the addresses is told",
        ("set", "outlets", "reader", "title", "date", "any author", "body F1", "pages"),
        tuple(rows),
        (
            "title: the same words; date: the same day; any author: one of the editors' names stands among "
            "the authors or in the byline; body F1: of word multisets",
            "seen, unseen: outlets by the last bit of a checksum of their names",
        ),
    )


def _halves(scores: Sequence[Score], seen: Sequence[bool]) -> tuple[tuple[str, list[Score]], ...]:
    return (("seen", list(compress(scores, seen))), ("unseen", list(compress(scores, map(not_, seen)))))


def is_seen(record: Gold) -> bool:
    host = urlsplit(record.get("url", "")).netloc
    outlet = record.get("publisher") or ".".join(host.split(".")[-2:])
    return zlib.crc32(outlet.encode()) % 2 == 0


def figures(pages: Iterable[Page], extract: Extractor) -> tuple[float | None, ...]:
    """Means over the pages whose gold says: title, date, any author, body F1."""
    return means(scores_of(pages, extract))


def scores_of(pages: Iterable[Page], extract: Extractor) -> list[Score]:
    return [score(record, extract(page, crawled(record)), crawled(record)) for record, page in pages]


def means(scores: Sequence[Score]) -> tuple[float | None, ...]:
    columns = (
        [value for each in scores if (value := getattr(each, name)) is not None] for name in Score.__slots__
    )
    return tuple(fmean(column) if column else None for column in columns)


def score(record: Gold, draft: Draft, now: datetime) -> Score:
    title, days, body = record.get("title"), gold_days(record), record.get("body")
    names = record.get("authors") or []
    return Score(
        title=words(draft.title) == words(title) if title else None,
        date=bool(days_of(draft.published, now) & days) if days else None,
        author=_names_any(draft, [names] if isinstance(names, str) else names) if names else None,
        body=overlap(words(draft.body), words(body)) if body else None,
    )


def _names_any(draft: Draft, names: Iterable[str]) -> bool:
    named = " ".join(words(" ".join((*draft.authors, draft.byline))))
    return any(" ".join(words(name)) in named for name in names)


def _speed(pages: Sequence[Page], runs: int) -> Table:
    """The extractors in turn on every page, so that a busy machine slows all of them alike."""
    spent = dict.fromkeys(EXTRACTORS, 0.0)
    for _ in range(runs):
        for record, page in pages:
            for name, extract in EXTRACTORS.items():
                began = process_time()
                extract(page, crawled(record))
                spent[name] += process_time() - began
    rates = {name: len(pages) * runs / seconds for name, seconds in spent.items()}
    rows = tuple((name, rate, rate / rates["trafilatura"]) for name, rate in rates.items())
    return Table(
        "Web pages read a second",
        f"{ARCHIVE}, {len(pages)} pages, {runs} times in turn",
        ("reader", "pages a CPU second", "of trafilatura alone"),
        rows,
    )
