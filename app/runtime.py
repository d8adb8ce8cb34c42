"""The composition root: settings, clock, store, index and what works on them, wired once."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from app.articles import ArticleStore
from app.catalog import Catalog
from app.checking import Checker, RollingCheck
from app.errors import Busy, UsageError
from app.finder import Finder
from app.indexer import Indexer, Syncer
from app.lock import writer_lock
from app.pipeline import Pipeline
from app.search.analysis import Analyzer
from app.search.whoosh import WhooshEngine
from app.settings import Settings

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Runtime:
    """An open data directory. Close it when done."""

    def __init__(self, settings: Settings, articles: ArticleStore, *, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.articles = articles
        self.analyzer = Analyzer()
        self.engine = WhooshEngine(
            settings.index_dir,
            self.analyzer,
            prefix_max_terms=settings.prefix_max_terms,
            query_max_words=settings.query_max_words,
        )
        self.indexer = Indexer(articles, self.engine, follow=True)
        self.checker = Checker(articles, self.engine, self.indexer)
        self.rolling = RollingCheck(self.checker, lambda: self.writing(0))
        self.catalog = Catalog(self.engine)
        self.finder = Finder(articles, self.engine, self.analyzer)

    def __enter__(self) -> "Runtime":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.engine.close()
        self.articles.close()

    @contextmanager
    def writing(self, wait: float | None = None) -> Iterator[None]:
        """Be the one process that writes. Raises Busy after ``wait`` seconds, by default as set."""
        seconds = self.settings.lock_wait if wait is None else wait
        with writer_lock(self.settings.writer_lock, wait=seconds):
            yield

    def pipeline(self) -> Pipeline:
        return Pipeline(self.articles, self.indexer, self.clock, self.settings)

    def syncer(self) -> Syncer:
        """Keeps the index in step while serving."""
        return Syncer(
            self.indexer,
            lambda: self.writing(0),
            interval=self.settings.sync_interval,
            at_rest=self.rolling.look,
        )


def open_runtime(settings: Settings, *, clock: Clock = utc_now, create: bool = True) -> Runtime:
    """Open the data directory, making it, its database and an empty index as needed.

    Raises UsageError when the directory cannot be made, or, without ``create``, when it holds no
    archive; StoreError when the database cannot be opened.
    """
    if not create and not settings.database.exists():
        raise UsageError(
            f"there is no archive in {settings.data_dir} yet: run dateline ingest, or set DATELINE_DATA_DIR"
        )
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"DATELINE_DATA_DIR: the directory cannot be made: {error.strerror}") from error
    runtime = Runtime(settings, ArticleStore.open(settings.database), clock=clock)
    _prepare_index(runtime)
    return runtime


def _prepare_index(runtime: Runtime) -> None:
    """A new archive gets an empty index. A lost one is for a writer to build anew: empty, it would lie."""
    if runtime.engine.exists() or runtime.articles.last_sequence():
        return
    try:
        with runtime.writing(0):
            if not runtime.engine.exists():
                runtime.engine.discard()
    except Busy:
        log.info("another process is writing; it makes the index")
