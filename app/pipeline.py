"""Ingest from end to end: read | normalise | decide | store | index.

    inputs ──► records ──► candidates ──► batches ──► one transaction each ──► index in step

One bad record is one counted reject; nothing but the store itself stops a run.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from app.articles import ArticleStore
from app.indexer import Indexer, Ingesting
from app.ingest.crew import Crew
from app.ingest.decide import Outcome, decide
from app.ingest.draft import Document, Input, Passed
from app.ingest.field_map import NOTHING_SAID, FieldMap
from app.ingest.jobs import Job, Reading, Rejected, jobs_of
from app.ingest.opening import Found, Skipped, open_input
from app.ingest.readers import ReadOptions
from app.ingest.unpack import Limits
from app.ingest.workers import DocumentLimits, Nursery
from app.settings import Settings
from app.values import Candidate, Held

#: A file to open, one that is passed over, or what was fetched already.
Given = Found | Skipped | Document


T = TypeVar("T")
R = TypeVar("R")

#: Characters of one transaction, but for a single article that has more.
_MOST_TEXT = 32 * 2**20


@dataclass(slots=True)
class Tally:
    """Counts of one run: every record read has exactly one outcome; those ``passed`` over were not read."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    skipped: int = 0

    @property
    def read(self) -> int:
        return self.outcomes.total()


class Report(Protocol):
    """Told how a run goes on."""

    def opened(self, source: Input) -> None:
        """An input was opened; its ``position()`` may be asked while it is read."""

    def advanced(self, tally: Tally) -> None:
        """More records have their outcome."""

    def rejected(self, rejected: Rejected) -> None:
        """A record was rejected."""

    def skipped(self, skipped: Skipped) -> None:
        """An input was passed over on purpose."""


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """``source`` is credited where a record names none. ``dry_run`` decides and stores nothing.

    ``jobs``: how many processes read and normalise; 0 as the settings say. ``fields``: what columns mean.
    ``nursery``: where these processes come from, if it was started early.
    """

    source: str = ""
    format: str = "auto"
    dry_run: bool = False
    jobs: int = 0
    fields: FieldMap = NOTHING_SAID
    nursery: Nursery | None = None


class Pipeline:
    """Runs ingests. The caller holds the writer lock, but for a dry run."""

    def __init__(
        self,
        articles: ArticleStore,
        indexer: Indexer,
        clock: Callable[[], datetime],
        settings: Settings,
    ) -> None:
        self._articles = articles
        self._indexer = indexer
        self._clock = clock
        self._settings = settings

    def run(self, inputs: Iterable[Given], options: IngestOptions, report: Report) -> Tally:
        """Ingest the inputs and bring the index in step.

        Raises StoreError; what was committed before stays, and running again is safe.
        """
        tally = Tally()
        self.store(self.read(inputs, options, report, tally), options, report, tally)
        return tally

    def store(
        self, candidates: Iterable[Candidate], options: IngestOptions, report: Report, tally: Tally
    ) -> None:
        """Decide on the candidates, store them, and bring the index in step. Raises StoreError."""
        with self._store(options.dry_run) as store:
            batches = _batches(candidates, self._settings.ingest_batch, tally)
            for outcomes in _meanwhile(store.decided, batches):
                tally.outcomes.update(outcomes)
                report.advanced(tally)
            store.finish()
        report.advanced(tally)

    @contextmanager
    def _store(self, dry_run: bool) -> Iterator["_Storing | _Rehearsal"]:
        if dry_run:
            yield _Rehearsal(self._articles)
            return
        with self._indexer.ingesting() as indexing:
            yield _Storing(self._articles, indexing, self._clock)

    def read(
        self, inputs: Iterable[Given], options: IngestOptions, report: Report, tally: Tally
    ) -> Iterator[Candidate]:
        """What the inputs hold, read and normalised; rejects are counted. It needs no lock."""
        reading = reading_of(self._settings, self._clock(), options.source, options.fields)
        jobs = _jobs(inputs, options.format, reading.options, report, tally)
        crew = crew_of(self._settings, reading, options.jobs, options.nursery)
        for item in crew.results(jobs):
            if isinstance(item, Candidate):
                yield item
            elif isinstance(item, Passed):
                tally.passed[item.reason] += 1
            else:
                tally.outcomes[Outcome.REJECTED] += 1
                tally.reasons[item.reason] += 1
                report.rejected(item)


def reading_of(settings: Settings, now: datetime, source: str, fields: FieldMap) -> Reading:
    """How a run at ``now`` reads; ``source`` is credited where a record names none."""
    options = ReadOptions(now, settings.max_record_bytes, fields, limits_of(settings))
    return Reading(options, settings.max_text_bytes, source)


def limits_of(settings: Settings) -> Limits:
    """How far inputs unpack."""
    return Limits(
        unpacked=settings.unpacked_bytes,
        ratio=settings.unpacked_ratio,
        depth=settings.archive_depth,
        members=settings.archive_members,
    )


def crew_of(settings: Settings, reading: Reading, jobs: int = 0, nursery: Nursery | None = None) -> Crew:
    """Who reads; ``jobs`` processes, or as many as the settings say."""
    limits = DocumentLimits(settings.document_cpu, settings.document_wall, settings.document_memory)
    return Crew(reading, jobs or settings.ingest_jobs, limits, nursery)


def _jobs(
    inputs: Iterable[Given], kind: str, options: ReadOptions, report: Report, tally: Tally
) -> Iterator[Job]:
    for found in inputs:
        if isinstance(found, Skipped | Document):
            items: Iterator[Job | Skipped | Passed] = iter((found,))
        else:
            items = _opened(found, kind, options, report)
        for item in items:
            if isinstance(item, Skipped):
                tally.skipped += 1
                report.skipped(item)
            elif isinstance(item, Passed):
                tally.passed[item.reason] += 1
            else:
                yield item


def _opened(found: Found, kind: str, options: ReadOptions, report: Report) -> Iterator[Job | Passed]:
    with open_input(found, options.limits) as source:
        report.opened(source)
        yield from jobs_of(source, kind, options)


class _Storing:
    """Decides and stores, a transaction a batch, and tells the index."""

    def __init__(self, articles: ArticleStore, indexing: Ingesting, clock: Callable[[], datetime]) -> None:
        self._articles = articles
        self._indexing = indexing
        self._clock = clock

    def decided(self, batch: list[Candidate]) -> list[Outcome]:
        with self._articles.transaction() as transaction:
            held = transaction.held([candidate.key for candidate in batch])
            outcomes = [decide(candidate, held) for candidate in batch]
            changed = [
                (candidate, held.get(candidate.key))
                for candidate, outcome in zip(batch, outcomes, strict=True)
                if outcome is not Outcome.UNCHANGED
            ]
            written = transaction.write(changed, self._clock())
        if changed:
            self._indexing.wrote(written)
        return outcomes

    def finish(self) -> None:
        self._indexing.finish()


class _Rehearsal:
    """Decides without storing: what it would have written counts as held from then on."""

    def __init__(self, articles: ArticleStore) -> None:
        self._articles = articles
        self._seen: dict[str, Held] = {}

    def decided(self, batch: list[Candidate]) -> list[Outcome]:
        held = self._articles.held([candidate.key for candidate in batch]) | {
            candidate.key: self._seen[candidate.key] for candidate in batch if candidate.key in self._seen
        }
        outcomes = [decide(candidate, held) for candidate in batch]
        for candidate, outcome in zip(batch, outcomes, strict=True):
            if outcome is not Outcome.UNCHANGED:
                self._seen[candidate.key] = _as_held(candidate, held.get(candidate.key))
        return outcomes

    def finish(self) -> None:
        """Nothing was stored, so nothing is indexed."""


def _as_held(candidate: Candidate, before: Held | None) -> Held:
    """What the store would hold of ``candidate``."""
    former = before.former | {before.content_hash} if before else frozenset()
    article = candidate.article
    return Held(0, 0, candidate.content_hash, article.updated_at, former, bool(article.body))


def _meanwhile(do: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """What ``do`` makes of each item, in order: in a thread, while the next item is waited for here.

    However the block ends, what was begun is done to its end.
    """
    with ThreadPoolExecutor(1) as thread:
        begun: Future[R] | None = None
        for item in items:
            if begun is not None:
                yield begun.result()
            begun = thread.submit(do, item)
        if begun is not None:
            yield begun.result()


def _batches(candidates: Iterable[Candidate], size: int, tally: Tally) -> Iterator[list[Candidate]]:
    """Batches in which no natural key stands twice: a second edition of an article starts the next one.

    A batch has up to ``size`` articles, fewer where they are long.
    """
    batch: dict[str, Candidate] = {}
    text = 0
    for candidate in candidates:
        pending = batch.get(candidate.key)
        if pending and pending.content_hash == candidate.content_hash:
            tally.outcomes[Outcome.UNCHANGED] += 1
            continue
        if pending or len(batch) >= size or text >= _MOST_TEXT:
            yield list(batch.values())
            batch, text = {}, 0
        batch[candidate.key] = candidate
        text += len(candidate.article.body)
    if batch:
        yield list(batch.values())
