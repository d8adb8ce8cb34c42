"""A watched feed, as far as it must be remembered from one check to the next."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of the feed at ``url``. All times are aware, in UTC.

    ``etag`` and ``last_modified`` are as the server gave them, ``body_hash`` that of what was read last.
    ``next_at`` is when the next check is due; ``not_before`` until when the server wants to be left alone.
    ``outcome`` of the last check: ``read``, ``unchanged`` or the reason of a failure, with its ``detail``;
    ``failures`` counts those in a row. ``added``, ``updated`` and ``rejected`` are of the last time that
    it was read, ``rejected_in_all`` of all times. ``moved_to``: where it moved for good, if it says so.
    """

    url: str
    name: str
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    checked_at: datetime | None = None
    next_at: datetime | None = None
    not_before: datetime | None = None
    failures: int = 0
    outcome: str = ""
    detail: str = ""
    added: int = 0
    updated: int = 0
    rejected: int = 0
    rejected_in_all: int = 0
    moved_to: str = ""


#: How often a page is tried that could not be had.
TRIES = 3


@dataclass(frozen=True, slots=True)
class EntryState:
    """An entry whose page is fetched: its hash as the feed told it, and whether the page was had."""

    key: str
    content_hash: str
    complete: bool
    tries: int
    seen_at: datetime

    @property
    def settled(self) -> bool:
        """Whether its page is not to be asked for again."""
        return self.complete or self.tries >= TRIES
