"""Keeping the index in step with the store, by the store's change log."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from itertools import chain, islice

from app.articles import ArticleStore, Written
from app.errors import Busy, DatelineError, IndexUnavailable, Interrupted, ReadOnly
from app.following import Follower, can_follow
from app.search.engine import Applies, Batch, Document, Engine
from app.values import StoredArticle
from app.values.address import domain_of

log = logging.getLogger(__name__)

#: Changes a commit of the index: large enough to be cheap, small enough to be seen soon.
COMMIT = 2000

#: Told how many articles are done.
Progress = Callable[[int], None]


def _quiet(_done: int) -> None:
    return


class Indexer:
    """Applies what the store changed after the sequence that the index itself records.

    Only the holder of the writer lock may call ``sync``, ``settle``, ``rebuild``, ``heal`` or ``ingesting``.
    ``follow``: the engine keeps its index in files, so that another process can write it.
    """

    def __init__(self, articles: ArticleStore, engine: Engine, *, follow: bool = False) -> None:
        self._articles = articles
        self._engine = engine
        self._follow = follow

    def lag(self) -> int:
        """Changes that the index has not seen yet. Raises IndexUnavailable."""
        return self._articles.last_sequence() - self._engine.sequence()

    def step(self) -> int:
        """Apply one batch of changes; returns how many articles it touched, 0 when in step."""
        applied = self._engine.sequence()
        sequence, ids = self._articles.changed_after(applied, COMMIT)
        if sequence == applied:
            return 0
        found = self._articles.by_ids(ids)
        gone = [article_id for article_id in ids if article_id not in found]
        self._engine.apply(Batch(sequence, [document_of(article) for article in found.values()], gone))
        return len(ids)

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

    def rebuild(self, progress: Progress = _quiet) -> int:
        """Build the index anew beside the old one, swap it in and catch up; returns how many articles."""
        sequence = self._articles.last_sequence()
        with self._engine.rebuild() as new:
            done = _fill(new, self._articles.all_articles(batch=COMMIT), progress)
            new.apply(Batch(sequence))
        self.sync()
        return done

    def switch(self, other: ArticleStore, become: Callable[[], None]) -> None:
        """Index another store, have ours ``become`` that one, and use its index.

        In between there is no index: whoever is killed then leaves an archive that builds one.
        """
        with self._engine.rebuild() as new:
            _fill(new, other.all_articles(batch=COMMIT), _quiet)
            new.apply(Batch(other.last_sequence()))
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
            self.rebuild(progress)
        return bool(fault)

    def _fault(self) -> str:
        """What is wrong with the index, beyond lagging; empty if nothing is."""
        try:
            ahead = self.lag() < 0
        except IndexUnavailable as error:
            return str(error)
        return "it holds changes that the database does not know" if ahead else ""


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
        if self._follower and self._follower.finish():
            return
        self._indexer.sync()
        self._indexer.settle()


def _fill(new: Applies, articles: Iterator[StoredArticle], progress: Progress) -> int:
    done = 0
    while chunk := list(islice(articles, COMMIT)):
        new.apply(Batch(0, [document_of(article) for article in chunk]))
        done += len(chunk)
        progress(done)
    return done


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


class Syncer:
    """Looks at the change log every ``interval`` seconds, in a thread of its own, while serving.

    Whoever writes also syncs, so there is mostly nothing to do: this picks up what a writer that
    was killed left behind. ``at_rest`` is called at each look that finds the index in step.
    """

    def __init__(
        self,
        indexer: Indexer,
        writing: Callable[[], AbstractContextManager[None]],
        *,
        interval: float,
        at_rest: Callable[[], None] = lambda: None,
    ) -> None:
        self._indexer = indexer
        self._writing = writing
        self._interval = interval
        self._at_rest = at_rest
        self._looked = False
        self._told = ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="syncer", daemon=True)

    def __enter__(self) -> "Syncer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._interval):
            try:
                self._look()
            except Interrupted:
                log.info("stopped while the index was built anew; the next start begins again")
            except (Busy, ReadOnly):
                log.debug("another process is writing; it keeps the index in step")
            except DatelineError as error:
                self._tell(error)
            except Exception:
                log.exception("the index could not be brought in step")

    def _tell(self, error: DatelineError) -> None:
        """Once, not at each look."""
        if self._told != str(error):
            self._told = str(error)
            log.warning("the index could not be brought in step: %s", error)

    def _look(self) -> None:
        """At the first look the lock is taken in any case: the last writer may have been killed."""
        if self._looked and self._in_step():
            return self._at_rest()
        with self._writing():
            self._indexer.heal(self._go_on)
            while not self._stop.is_set() and self._indexer.step():
                pass
        self._looked = True
        self._told = ""
        return None

    def _go_on(self, _done: int) -> None:
        if self._stop.is_set():
            raise Interrupted("stopped")

    def _in_step(self) -> bool:
        try:
            return self._indexer.lag() == 0
        except IndexUnavailable:
            return False
