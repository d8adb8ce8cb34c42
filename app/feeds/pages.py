"""The pages behind the entries of a feed that gives only their beginnings.

Each page is fetched once, politely, and read like any other page. What the feed says of an article counts
more; the page adds the text and what the feed leaves open. Entries that the feed tells as it did before are
passed over, so that a page is not asked for again with every check.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.feeds.fetch import Fetched, Fetcher, FetchFault, target_of
from app.feeds.listing import FeedSource
from app.feeds.pace import Pace
from app.feeds.robots import Robots
from app.ingest.draft import Document
from app.values import Article, Candidate, EntryState

#: The flag of a language that nobody named.
GUESSED = "language_guessed"
ACCEPT = "text/html, application/xhtml+xml, */*;q=0.1"
#: From a fetched page to the articles that it holds.
PageReader = Callable[[Document], Sequence[Candidate]]


@dataclass(frozen=True, slots=True)
class Completed:
    """The articles to store, how many entries were passed over, and what to remember of all."""

    candidates: tuple[Candidate, ...]
    unchanged: int
    entries: tuple[EntryState, ...]


class Pages:
    """Completes the entries of feeds; ``most`` pages are fetched for one check of a feed."""

    def __init__(self, fetcher: Fetcher, pace: Pace, robots: Robots, read: PageReader, most: int) -> None:
        self._fetcher = fetcher
        self._pace = pace
        self._robots = robots
        self._read = read
        self._most = most

    def complete(
        self, candidates: Iterable[Candidate], known: Mapping[str, EntryState], now: datetime
    ) -> Completed:
        """The entries of a feed that are new or changed, with the texts of their pages."""
        stored: list[Candidate] = []
        entries: list[EntryState] = []
        left = self._most
        for candidate in candidates:
            before = known.get(candidate.key)
            if before is None or before.content_hash != candidate.content_hash:
                before = None
            entry = before or EntryState(candidate.key, candidate.content_hash, False, 0, now)
            page: Article | None = None
            if not entry.settled and left and candidate.article.url:
                left -= 1
                page = self._page(candidate.article.url, now)
                entry = replace(entry, complete=page is not None, tries=entry.tries + 1)
            entries.append(replace(entry, seen_at=now))
            if page is not None:
                stored.append(Candidate.of(merged(candidate.article, page)))
            elif before is None:
                stored.append(candidate)
        return Completed(tuple(stored), len(entries) - len(stored), tuple(entries))

    def _page(self, url: str, now: datetime) -> Article | None:
        """The article at ``url``; None where there is none, or not for us."""
        try:
            answer = self._fetched(url)
        except FetchFault:
            return None
        content_type = answer.headers.get("content-type", "")
        document = Document(url, answer.body, url=answer.url, content_type=content_type, fetched_at=now)
        found = self._read(document)
        return max((each.article for each in found), key=lambda article: len(article.body), default=None)

    def _fetched(self, url: str) -> Fetched:
        delay = self._robots.allow(url)
        if delay is None:
            raise FetchFault("robots")
        with self._pace.turn(target_of(url, self._fetcher.policy).host, delay):
            return self._fetcher.fetch(url, {"Accept": ACCEPT})


def merged(told: Article, page: Article) -> Article:
    """What the feed tells, with the longer text and with what only the page says."""
    longer = len(page.body) > len(told.body)
    # A language that is named counts more than one that was guessed, by the page more than by the feed.
    surer = page if page.language and (not told.language or GUESSED in told.flags) else told
    flags = {flag for flag in (page if longer else told).flags if flag != GUESSED}
    flags |= {flag for flag in surer.flags if flag == GUESSED}
    return replace(
        told,
        body=page.body if longer else told.body,
        description=told.description or page.description,
        byline=told.byline or page.byline,
        authors=told.authors or page.authors,
        agency=told.agency or page.agency,
        dateline=told.dateline or page.dateline,
        section=told.section or page.section,
        tags=told.tags or page.tags,
        language=surer.language,
        image_url=told.image_url or page.image_url,
        published=told.published or page.published,
        updated_at=told.updated_at or page.updated_at,
        flags=tuple(sorted(flags)),
    )


def credited(candidate: Candidate, feed: FeedSource) -> Candidate:
    """The article as delivered by ``feed``: whom it is credited to is not for the feed to say.

    Where it names another source it stays credited to that one, and the feed republished it: identity goes
    by the feed either way (fault B18).
    """
    article = candidate.article
    if article.republished_by:
        article = replace(article, republished_by=feed.source)
    else:
        article = replace(article, source=feed.source)
    if feed.language and (not article.language or GUESSED in article.flags):
        flags = tuple(flag for flag in article.flags if flag != GUESSED)
        article = replace(article, language=feed.language, flags=flags)
    return Candidate.of(article)
