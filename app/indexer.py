"""Keeping the index in step with the store, by the store's change log."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain

from app.articles import ArticleStore, Written
from app.errors import DatelineError, IndexUnavailable
from app.following import Follower, can_follow
from app.search.engine import Applies, Batch, Builds, Document, Engine
from app.values import StoredArticle
from app.values.address import domain_of

log = logging.getLogger(__name__)

#: Changes a commit of the index: large enough to be cheap, small enough to be seen soon.
COMMIT = 2000

#: Characters of text in memory at once, but for a single article that has more; and articles fetched at once.
MOST_TEXT, FETCH = 32 * 2**20, 100

#: The newest changes are kept when older ones are forgotten, that an index put back from a copy may catch up.
KEPT_CHANGES = 100_000

#: Told how many articles are done.
Progress = Callable[[int], None]

#: What may be wrong with an index.
_AHEAD = "it holds changes that the database does not know: they were lost, or an older database was put back"
_BEHIND = "it is older than the oldest change that the database remembers"
#: Characters of an error that are told.
_TOLD = 200


def _quiet(_done: int) -> None:
    return


class Indexer:
    """Applies what the store changed after the sequence that the index itself records.

    But for ``lag``, only the holder of the writer lock may call its methods.
    ``follow``: the engine keeps its index in files, so that another process can write it.
    """

    def __init__(self, articles: ArticleStore, engine: Engine, *, follow: bool = False) -> None:
        self._articles = articles
        self._engine = engine
        self._follow = follow
        #: Articles that could not be indexed when this process last tried, each with what was raised.
        self.unindexable: dict[int, str] = {}

    def lag(self) -> int:
        """Changes that the index has not seen yet. Raises IndexUnavailable."""
        return self._articles.last_sequence() - self._engine.sequence()

    def seconds_behind(self, now: datetime) -> float:
        """How long the oldest change that the index has not seen has waited. Raises IndexUnavailable."""
        since = self._articles.waiting_since(self._engine.sequence())
        return max(0.0, (now - since).total_seconds()) if since else 0.0

    def step(self) -> int:
        """Apply one batch of changes; returns how many articles it touched, 0 when in step."""
        applied = self._engine.sequence()
        sequence, ids = self._changed_after(applied)
        if sequence == applied:
            return 0
        self._index(ids, applied, sequence)
        return len(ids)

    def _changed_after(self, applied: int) -> tuple[int, Sequence[int]]:
        """The next changes, as many as fit into memory."""
        limit = COMMIT
        while True:
            sequence, ids = self._articles.changed_after(applied, limit)
            if limit == 1 or self._articles.text_size(ids) <= MOST_TEXT:
                return sequence, ids
            limit = max(1, limit // 4)

    def index_anew(self, ids: Sequence[int]) -> None:
        """Index these as they are stored now, or take them out of the index where they are not."""
        sequence = self._engine.sequence()
        self._index(ids, sequence, sequence)

    def sync(self, progress: Progress = _quiet) -> int:
        """Apply every change; returns how many articles were touched."""
        done = 0
        while touched := self.step():
            done += touched
            progress(done)
        return done

    @contextmanager
    def ingesting(self) -> Iterator["Ingesting"]:
        """Heals the index, then keeps it in step with what is told to be written in the block."""
        self.heal()
        self.sync()
        if self._follow and can_follow():
            with Follower(self._engine) as follower:
                yield Ingesting(self, self._articles, follower)
        else:
            yield Ingesting(self, self._articles)

    def settle(self) -> None:
        """In step, and no changes come for now: let the engine make searches quick."""
        self._engine.settle()
        self.forget_changes()

    def has_forgettable(self) -> bool:
        """Whether there are many more changes than are kept."""
        return self._articles.last_sequence() - self._articles.first_sequence() > 2 * KEPT_CHANGES

    def forget_changes(self) -> None:
        """Take old changes that the index has seen out of the log, which would grow for ever."""
        if self.has_forgettable():
            kept = self._articles.last_sequence() - KEPT_CHANGES
            self._articles.forget_changes(min(self._engine.sequence(), kept))

    def rebuild(self, progress: Progress = _quiet, *, afresh: bool = False) -> int:
        """Build the index anew beside the old one, swap it in and catch up; returns how many articles.

        One that was interrupted is gone on with, but for ``afresh``: when what it was made of may be gone.
        """
        first, last = self._articles.first_sequence(), self._articles.last_sequence()
        since = range(0) if afresh else range(max(0, first - 1), last + 1)
        with self._engine.rebuild(since) as new:
            began = new.sequence()
            if not began:
                new.apply(Batch(last))
            done = self._fill(new, self._articles, progress)
        self.sync()
        return done

    def switch(self, other: ArticleStore, become: Callable[[], None]) -> None:
        """Index another store, have ours ``become`` that one, and use its index.

        In between there is no index: whoever is killed then leaves an archive that builds one.
        """
        with self._engine.rebuild() as new:
            new.apply(Batch(other.last_sequence()))
            self._fill(new, other, _quiet)
            self._engine.withdraw()
            become()

    def heal(self, progress: Progress = _quiet) -> bool:
        """Build the index anew if it is missing, unreadable or ahead of the store; says whether it was.

        It is built aside: half an index would answer as if it were whole. Until then searches are
        told that there is none.
        """
        fault = self._fault()
        if fault:
            log.warning("building the index anew: %s", fault)
            self.rebuild(progress, afresh=fault == _AHEAD)
        return bool(fault)

    def _fault(self) -> str:
        """What is wrong with the index, beyond lagging; empty if nothing is."""
        try:
            applied = self._engine.sequence()
        except IndexUnavailable as error:
            return str(error)
        if applied > self._articles.last_sequence():
            return _AHEAD
        return _BEHIND if applied < self._articles.first_sequence() - 1 else ""

    def _index(self, ids: Sequence[int], applied: int, sequence: int) -> None:
        """Bring these in step; ``applied`` stands in the index until all of them are."""
        found = self._articles.by_ids(ids)
        gone = [article_id for article_id in ids if article_id not in found]
        self._told(put(self._engine, [*found.values()], gone, applied, sequence), ids)

    def _fill(self, new: Builds, articles: ArticleStore, progress: Progress) -> int:
        """Put every article into an index, those after the last one in it; returns how many there are."""
        sequence = new.sequence()
        done = sum(1 for _ in new.contents())
        after = max((content.id for content in new.contents()), default=0)
        for chunk in _portions(articles.all_articles(batch=FETCH, after=after)):
            self._told(put(new, chunk, (), sequence, sequence), [article.id for article in chunk])
            done += len(chunk)
            progress(done)
        return done

    def _told(self, failed: dict[int, str], tried: Sequence[int]) -> None:
        for article_id, error in failed.items():
            if self.unindexable.get(article_id) != error:
                log.error("article %s cannot be indexed and is not found: %s", article_id, error)
        for article_id in tried:
            self.unindexable.pop(article_id, None)
        self.unindexable |= failed


class Ingesting:
    """Told what an ingest writes. Indexes it in a process of its own if there is a ``follower``."""

    def __init__(self, indexer: Indexer, articles: ArticleStore, follower: Follower | None = None) -> None:
        self._indexer = indexer
        self._articles = articles
        self._follower = follower
        self._waiting = 0

    def wrote(self, written: Written) -> None:
        """The next transaction. Raises IndexUnavailable."""
        if self._follower:
            read_back = self._articles.by_ids(written.updated).values() if written.updated else ()
            documents = map(document_of, chain(written.added, read_back))
            self._follower.add(documents, written.sequence)
            return
        self._waiting += len(written.added) + len(written.updated)
        if self._waiting >= COMMIT:
            self._indexer.sync()
            self._waiting = 0

    def finish(self) -> None:
        """Everything written is indexed now. Raises IndexUnavailable."""
        followed = self._follower is not None and self._follower.finish()
        if self._indexer.sync() or not followed:
            self._indexer.settle()
        else:
            self._indexer.forget_changes()


def _portions(articles: Iterable[StoredArticle]) -> Iterator[list[StoredArticle]]:
    """As many as are worth a commit, or fit into memory."""
    portion: list[StoredArticle] = []
    text = 0
    for article in articles:
        portion.append(article)
        text += len(article.article.body)
        if len(portion) >= COMMIT or text >= MOST_TEXT:
            yield portion
            portion, text = [], 0
    if portion:
        yield portion


def put(
    engine: Applies, articles: Sequence[StoredArticle], gone: Sequence[int], applied: int, sequence: int
) -> dict[int, str]:
    """Apply in one commit; or, if an article cannot be indexed, in several without it.

    ``applied`` stands in the index until all is done, then ``sequence``. Returns the articles left out and
    what was raised. Raises what the engine says of itself, which is no article's fault.
    """
    try:
        engine.apply(Batch(sequence, [document_of(article) for article in articles], gone))
    except (DatelineError, OSError, MemoryError):
        raise
    except Exception as error:
        if len(articles) < 2:
            ids = [article.id for article in articles]
            engine.apply(Batch(sequence, (), [*gone, *ids]))
            return dict.fromkeys(ids, repr(error)[:_TOLD])
        half = len(articles) // 2
        failed = put(engine, articles[:half], gone, applied, applied)
        return failed | put(engine, articles[half:], (), applied, sequence)
    return {}


def document_of(stored: StoredArticle) -> Document:
    """What is indexed of a stored article."""
    article = stored.article
    return Document(
        id=stored.id,
        texts={"title": article.title, "description": article.description, "body": article.body},
        keywords={
            "author": article.authors,
            "source": (stored.source_slug,),
            "domain": _one(domain_of(article.url or "") or article.source_domain),
            "agency": _one(article.agency),
            "section": _one(article.section),
            "tag": article.tags,
            "language": _one(article.language),
        },
        dates={
            "published": _seconds(article.published.at if article.published else None),
            "updated": _seconds(article.updated_at),
            "added": _seconds(stored.added_at),
        },
    )


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _seconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp() // 1)
