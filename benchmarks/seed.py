"""The seed data with its judgments: queries in the query language over articles as they are ingested."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.ingest.draft import Input
from app.ingest.opening import Skipped, find_inputs
from app.pipeline import IngestOptions, Rejected, Tally
from app.runtime import Runtime
from app.search.criteria import Criteria, SearchLimits, read_criteria
from app.values import clean_url, url_key
from benchmarks.measure import ROOT

SEED = ROOT / "seed_data"
JUDGMENTS = SEED / "judgments.jsonl"

#: From a query to addresses, best first, folded as ``url_key`` does.
Ranker = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A query and the grade of every address that is relevant to it."""

    query: str
    relevant: Mapping[str, int]


class Quiet:
    """A report that keeps the rejects and tells nobody."""

    def __init__(self) -> None:
        self.rejects: list[Rejected] = []

    def opened(self, source: Input) -> None:
        """Nothing to tell."""

    def advanced(self, tally: Tally) -> None:
        """Nothing to tell."""

    def rejected(self, rejected: Rejected) -> None:
        self.rejects.append(rejected)

    def skipped(self, skipped: Skipped) -> None:
        """Nothing to tell."""


def judgments(file: Path = JUDGMENTS) -> tuple[Judged, ...]:
    """One JSON object a line: ``query``, and ``relevant``: address -> grade."""
    with file.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return tuple(
        Judged(
            record["query"],
            {folded(url): grade for url, grade in record["relevant"].items()},
        )
        for record in records
    )


def ingest(runtime: Runtime, *paths: Path) -> Tally:
    """Ingest into an open archive, in this process."""
    with runtime.writing():
        return runtime.pipeline().run(find_inputs(list(map(str, paths))), IngestOptions(), Quiet())


def ranker(runtime: Runtime) -> Ranker:
    """Searches as the API does, with its defaults, and as deep as one page may be."""
    limits = SearchLimits.of(runtime.settings)

    def rank(query: str) -> list[str]:
        criteria = Criteria(q=query, page_size=limits.page_size_max)
        asked = read_criteria(criteria, limits=limits, now=runtime.clock())
        found = runtime.finder.find(asked.request)
        return [folded(hit.stored.article.url) for hit in found.hits]

    return rank


def folded(url: str | None) -> str:
    """What two addresses of one page have in common; empty for none."""
    return url_key(clean_url(url or "") or "")
