"""One check of a feed: what is asked, and what is remembered afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from app.feeds.fetch import FAULTS, Fetched, Fetcher, FetchFault, target_of
from app.feeds.listing import FeedSource
from app.feeds.pace import Pace
from app.feeds.schedule import LONGEST_WAIT, Failure, hint_of, next_check, next_try
from app.values import FeedState

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
READ, UNCHANGED = "read", "unchanged"
#: Longest header that is kept and sent back.
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Poll:
    """What came of asking for ``feed``, of which ``state`` was known before."""

    feed: FeedSource
    state: FeedState
    answer: Fetched | FetchFault

    def is_unchanged(self, answer: Fetched) -> bool:
        """Whether the feed is as it was, by what was answered."""
        return answer.unchanged or hash_of(answer.body) == self.state.body_hash


@dataclass(frozen=True, slots=True)
class Counts:
    """Articles added and updated, items rejected."""

    added: int = 0
    updated: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """A check that is done: the feed and what is known of it now."""

    feed: FeedSource
    state: FeedState

    @property
    def failed(self) -> bool:
        return self.state.failures > 0

    @property
    def advice(self) -> str:
        """What to do about a failure."""
        return FAULTS.get(self.state.outcome, "")


def poll(feed: FeedSource, state: FeedState, fetcher: Fetcher, pace: Pace) -> Poll:
    """Ask for the feed, if it has changed."""
    try:
        with pace.turn(target_of(feed.url, fetcher.policy).host):
            return Poll(feed, state, fetcher.fetch(feed.url, conditions(state)))
    except FetchFault as fault:
        return Poll(feed, state, fault)


def conditions(state: FeedState) -> Mapping[str, str]:
    """The headers that ask for a feed only if it is not as it was (RFC 9110, 13.1)."""
    headers = {"Accept": ACCEPT}
    if state.etag:
        headers["If-None-Match"] = state.etag
    if state.last_modified:
        headers["If-Modified-Since"] = state.last_modified
    return headers


def hash_of(body: bytes) -> str:
    return sha256(body).hexdigest()


def after_failure(check: Poll, fault: FetchFault, now: datetime, chance: float) -> FeedState:
    """What is remembered of a check that failed; what was read last stays known."""
    failure = Failure(check.state.failures + 1, fault.wait)
    asked = timedelta(seconds=min(fault.wait, LONGEST_WAIT)) if fault.wait else None
    return replace(
        check.state,
        name=check.feed.name,
        checked_at=now,
        next_at=next_try(now, check.feed.interval, failure, chance),
        not_before=now + asked if asked else None,
        failures=failure.count,
        outcome=fault.reason,
        detail=fault.detail[:LONGEST],
    )


def after_success(
    check: Poll, answer: Fetched, counts: Counts | None, now: datetime, chance: float
) -> FeedState:
    """What is remembered of a good check; without ``counts`` nothing had changed."""
    hint = hint_of(answer.headers, answer.body)
    known = replace(
        check.state,
        name=check.feed.name,
        checked_at=now,
        next_at=next_check(now, check.feed.interval, hint, chance),
        not_before=None,
        failures=0,
        outcome=UNCHANGED if counts is None else READ,
        detail="",
        moved_to=answer.moved_to,
    )
    if not answer.unchanged:
        known = replace(
            known,
            etag=_kept(answer.headers.get("etag", "")),
            last_modified=_kept(answer.headers.get("last-modified", "")),
            body_hash=hash_of(answer.body),
        )
    return known if counts is None else _counted(known, counts)


def postponed(check: Poll, now: datetime, seconds: float) -> FeedState:
    """What was fetched could not be stored yet: it is asked for again, as if it had not been."""
    return replace(check.state, name=check.feed.name, next_at=now + timedelta(seconds=seconds))


def _kept(header: str) -> str:
    return header if len(header) <= LONGEST else ""


def _counted(state: FeedState, counts: Counts) -> FeedState:
    return replace(
        state,
        added=counts.added,
        updated=counts.updated,
        rejected=counts.rejected,
        rejected_in_all=state.rejected_in_all + counts.rejected,
    )
