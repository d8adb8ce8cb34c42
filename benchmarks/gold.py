"""Real pages with their editors' own title, date, authors and body, and how alike two texts are."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app.ingest.normalise.dates import parse_date
from benchmarks.archives import unpacked
from benchmarks.plan import Plan

ARCHIVE = "html-gold-dev"
_TOKEN = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+")
_ZONED = re.compile(r"(\d{4}-\d\d-\d\d)[T ].*[+-]\d\d:?\d\d")
_NOW = datetime(2026, 11, 1, tzinfo=UTC)

Gold = dict[str, Any]


def gold_pages(plan: Plan) -> Iterator[tuple[Gold, bytes]]:
    """What the editors say (``title``, ``date``, ``authors``, ``body``: some of them), and the page."""
    folder = unpacked(plan, ARCHIVE)
    with (folder / "index.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield record, (folder / Path(record["file_in_pack"])).read_bytes()


def crawled(record: Gold) -> datetime:
    """When the page was fetched, where it is known."""
    fetched = record.get("crawl_date")
    return datetime.fromisoformat(fetched).replace(tzinfo=UTC) if fetched else _NOW


def gold_days(record: Gold) -> set[date]:
    """The day as written and in UTC: a page may print either."""
    if not (written := record.get("date")):
        return set()
    moment = datetime.fromisoformat(written)
    return {moment.date()} | ({moment.astimezone(UTC).date()} if moment.tzinfo else set())


def days_of(written: str, now: datetime) -> set[date]:
    """The day of a date that was read, in UTC and, for a time with its zone, as written."""
    moment = parse_date(written, now=now).moment if written else None
    if moment is None:
        return set()
    local = _ZONED.fullmatch(written)
    return {moment.at.date()} | ({date.fromisoformat(local[1])} if local else set())


def words(text: str | None) -> list[str]:
    """Words, or signs in scripts without spaces, in small letters."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text or "").casefold())


def overlap(got: Sequence[str], gold: Sequence[str]) -> float:
    """F1 of two multisets of words."""
    shared = (Counter(got) & Counter(gold)).total()
    return 2 * shared / (len(got) + len(gold)) if shared else 0.0
