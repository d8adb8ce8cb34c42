"""What sites ask robots not to fetch (RFC 9309). Feeds are there for robots; pages are asked about."""

import time
from dataclasses import dataclass

from protego import Protego

from app.feeds.fetch import Fetched, Fetcher, FetchFault, target_of
from app.feeds.pace import Pace

#: Seconds for which an answer counts, bytes of it that are read, and sites that are remembered.
KEPT = 24 * 3600.0
LONGEST = 512 * 1024
SITES = 1000
LONGEST_DELAY = 60.0
#: Answers that mean that there are no rules (2.3.1.3); without an answer nothing may be fetched (2.3.1.4).
NO_RULES = frozenset({"gone", "not_allowed"})


@dataclass(frozen=True, slots=True)
class _Rules:
    """``parsed`` is None where nothing may be fetched."""

    parsed: Protego | None
    until: float


class Robots:
    """The rules of sites, each fetched when it is first needed. For one thread."""

    def __init__(self, fetcher: Fetcher, pace: Pace, name: str) -> None:
        self._fetcher = fetcher
        self._pace = pace
        self._name = name
        self._sites: dict[str, _Rules] = {}

    def allow(self, url: str) -> float | None:
        """The delay in seconds that the site wants between two pages; None where this one is not allowed.

        Raises FetchFault for what is never fetched.
        """
        target = target_of(url, self._fetcher.policy)
        rules = self._rules(target.origin, target.host)
        if rules is None or not rules.can_fetch(target.url, self._name):
            return None
        return min(float(rules.crawl_delay(self._name) or 0.0), LONGEST_DELAY)

    def _rules(self, origin: str, host: str) -> Protego | None:
        kept = self._sites.get(origin)
        if kept is None or kept.until < time.monotonic():
            if len(self._sites) >= SITES:
                self._sites.clear()
            kept = _Rules(self._fetched(origin, host), time.monotonic() + KEPT)
            self._sites[origin] = kept
        return kept.parsed

    def _fetched(self, origin: str, host: str) -> Protego | None:
        try:
            with self._pace.turn(host):
                answer: Fetched = self._fetcher.fetch(f"{origin}/robots.txt", {"Accept": "text/plain"})
        except FetchFault as fault:
            return Protego.parse("") if fault.reason in NO_RULES else None
        return Protego.parse(answer.body[:LONGEST].decode("utf-8", "replace"))
