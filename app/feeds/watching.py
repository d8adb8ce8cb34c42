"""Watching feeds: who is due is asked, what is new is read and stored, and all of it is remembered."""

import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from queue import SimpleQueue
from typing import Protocol

from app.articles import FeedStore
from app.errors import Busy
from app.feeds.fetch import Fetched, Fetcher, FetchFault, target_of
from app.feeds.listing import FeedSource
from app.feeds.pace import Pace
from app.feeds.pages import Completed, PageReader, Pages, credited
from app.feeds.polling import Checked, Counts, Poll, after_failure, after_success, poll, postponed
from app.ingest.decide import Outcome
from app.ingest.detect import detect
from app.ingest.draft import Document, Input
from app.ingest.jobs import Rejected
from app.ingest.opening import Skipped
from app.pipeline import IngestOptions, Pipeline, Report, Tally
from app.values import Candidate, EntryState, FeedState

log = logging.getLogger(__name__)

#: What a watched address may hold: a page of a site's error is no article.
FORMATS = frozenset({"feed", "jsonfeed", "sitemap"})
#: Seconds until the next try where another process was writing, and the longest rest between two looks.
BUSY, REST = 60.0, 60.0
#: Entries that a feed has not shown for so long are forgotten.
FORGOTTEN = timedelta(days=60)


class WatchReport(Report, Protocol):
    """Told how watching goes on."""

    def checked(self, checked: Checked) -> None:
        """A feed was checked."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a watcher works with. ``writing`` gives the writer lock, ``chance`` a number from 0 to 1."""

    states: FeedStore
    pipeline: Pipeline
    fetcher: Fetcher
    pace: Pace
    pages: Pages
    writing: Callable[[], AbstractContextManager[None]]
    clock: Callable[[], datetime]
    chance: Callable[[], float]
    parallel: int


class Watcher:
    """Watches ``feeds``. Only the thread that runs it reads, stores and remembers; others fetch."""

    def __init__(self, feeds: Sequence[FeedSource], tools: Tools, report: WatchReport) -> None:
        self._feeds = feeds
        self._tools = tools
        self._report = report

    def run(self, *, once: bool = False) -> tuple[Checked, ...]:
        """Check what is due, again and again; with ``once`` check every feed that may be, and return.

        Raises StoreError; a signal ends it at any time, and what was stored stays.
        """
        stopped = self._tools.fetcher.stopped
        pool = ThreadPoolExecutor(self._tools.parallel, "fetch")
        try:
            while True:
                done = self._round(pool, self._due(once))
                if once or stopped.is_set():
                    return done
                self._rest()
        finally:
            stopped.set()
            pool.shutdown(cancel_futures=True)

    def _due(self, once: bool) -> list[tuple[FeedSource, FeedState]]:
        now = self._tools.clock()
        states = {state.url: state for state in self._tools.states.all()}
        known = ((feed, states.get(feed.url) or FeedState(feed.url, feed.name)) for feed in self._feeds)
        return [(feed, state) for feed, state in known if _is_due(state, now, once)]

    def _round(
        self, pool: ThreadPoolExecutor, due: Sequence[tuple[FeedSource, FeedState]]
    ) -> tuple[Checked, ...]:
        """Ask for all that are due, the feeds of one host one after another, and take in what comes."""
        hosts: dict[str, list[tuple[FeedSource, FeedState]]] = {}
        for feed, state in due:
            hosts.setdefault(target_of(feed.url, self._tools.fetcher.policy).host, []).append((feed, state))
        answers: SimpleQueue[Poll] = SimpleQueue()
        for group in hosts.values():
            pool.submit(self._ask, group, answers)
        return tuple(self._take(answers.get()) for _ in due)

    def _ask(self, group: Iterable[tuple[FeedSource, FeedState]], answers: SimpleQueue[Poll]) -> None:
        for feed, state in group:
            try:
                answers.put(poll(feed, state, self._tools.fetcher, self._tools.pace))
            except Exception as error:
                log.exception("a feed could not be fetched")
                answers.put(Poll(feed, state, FetchFault("bad_answer", type(error).__name__)))

    def _take(self, check: Poll) -> Checked:
        """Read, store and remember what came."""
        state, entries = self._taken(check)
        self._tools.states.save(state, entries)
        if entries:
            self._tools.states.forget_entries(state.url, self._tools.clock() - FORGOTTEN)
        checked = Checked(check.feed, state)
        self._report.checked(checked)
        return checked

    def _taken(self, check: Poll) -> tuple[FeedState, Sequence[EntryState]]:
        now, chance, answer = self._tools.clock(), self._tools.chance(), check.answer
        if isinstance(answer, FetchFault):
            return after_failure(check, answer, now, chance), ()
        if check.is_unchanged(answer):
            return after_success(check, answer, None, now, chance), ()
        try:
            counts, entries = self._ingested(check.feed, answer, now)
        except FetchFault as fault:
            return after_failure(check, fault, now, chance), ()
        except Busy:
            return postponed(check, now, BUSY), ()
        state = after_success(check, answer, counts, now, chance)
        if all(entry.settled for entry in entries):
            return state, entries
        # Pages are still missing: the feed is read again next time, changed or not.
        return replace(state, etag="", last_modified="", body_hash=""), entries

    def _ingested(
        self, feed: FeedSource, answer: Fetched, now: datetime
    ) -> tuple[Counts, Sequence[EntryState]]:
        """Raises FetchFault where nothing can be read, Busy where another process writes for long."""
        tally, options = Tally(), IngestOptions()
        kind = detect(answer.body[:65536], "").format
        if kind not in FORMATS:
            raise FetchFault("no_feed")
        content_type = answer.headers.get("content-type", "")
        document = Document(
            feed.url, answer.body, kind, url=answer.url, content_type=content_type, fetched_at=now
        )
        read = self._tools.pipeline.read([document], options, self._report, tally)
        candidates = [credited(candidate, feed) for candidate in read]
        if not candidates and (unread := {**tally.reasons, **tally.passed}):
            raise FetchFault("no_feed", ", ".join(sorted(unread)))
        completed = self._completed(feed, candidates, now)
        tally.outcomes[Outcome.UNCHANGED] += completed.unchanged
        with self._tools.writing():
            self._tools.pipeline.store(completed.candidates, options, self._report, tally)
        outcomes = tally.outcomes
        counts = Counts(outcomes[Outcome.ADDED], outcomes[Outcome.UPDATED], outcomes[Outcome.REJECTED])
        return counts, completed.entries

    def _completed(self, feed: FeedSource, candidates: Sequence[Candidate], now: datetime) -> Completed:
        if not feed.full:
            return Completed(tuple(candidates), 0, ())
        return self._tools.pages.complete(candidates, self._tools.states.entries(feed.url), now)

    def _rest(self) -> None:
        """Until the next feed is due, or a little while."""
        now = self._tools.clock()
        listed = {feed.url for feed in self._feeds}
        times = [state.next_at for state in self._tools.states.all() if state.url in listed and state.next_at]
        seconds = min(((at - now).total_seconds() for at in times), default=REST)
        self._tools.fetcher.stopped.wait(min(max(seconds, 1.0), REST))


def _is_due(state: FeedState, now: datetime, once: bool) -> bool:
    """Whether to ask now: never before the server wants to be asked again."""
    if state.not_before and state.not_before > now:
        return False
    return once or state.next_at is None or state.next_at <= now


class _Unheard:
    """Tells nobody: a page that cannot be read is no reject of its feed."""

    def opened(self, source: Input) -> None:
        """Nobody is told."""

    def advanced(self, tally: Tally) -> None:
        """Nobody is told."""

    def rejected(self, rejected: Rejected) -> None:
        """Nobody is told."""

    def skipped(self, skipped: Skipped) -> None:
        """Nobody is told."""


def page_reader(pipeline: Pipeline) -> PageReader:
    """Reads a fetched page as any other input: by its content, in a worker."""
    return lambda page: list(pipeline.read([page], IngestOptions(), _Unheard(), Tally()))
