"""The composition root: settings, clock, store, index and what works on them, wired once."""

import logging
import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from app.articles import ArticleStore
from app.catalog import Catalog
from app.checking import Checker, RollingCheck
from app.editing import Desk, Turns, catch_up
from app.errors import (
    Busy,
    DatabaseDamaged,
    DatelineError,
    DiskFailed,
    DiskFull,
    ReadOnly,
    StoreError,
    UsageError,
)
from app.finder import Finder
from app.indexer import Indexer
from app.keys import KeyStore
from app.lock import writer_lock
from app.pipeline import Pipeline
from app.search.analysis import Analyzer
from app.search.whoosh import WhooshEngine
from app.settings import Settings
from app.syncing import Syncer
from app.volume import is_nearly_full, is_writable, make_folder, remote_filesystem
from app.warming import Warmer

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Runtime:
    """An open data directory. Close it when done. One that is ``read_only`` refuses to be written."""

    def __init__(
        self, settings: Settings, articles: ArticleStore, *, clock: Clock, read_only: bool = False
    ) -> None:
        self.read_only = read_only
        self._failed: StoreError | None = None
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
        self.warmer = Warmer(self.engine)
        self.finder = Finder(articles, self.engine, self.analyzer)
        self.keys = KeyStore(settings.database, read_only=read_only)
        turns = Turns(self.writing_in_turn, lambda: catch_up(self.indexer))
        self.desk = Desk(articles, turns, clock, remembered_hours=settings.idempotency_hours)

    def __enter__(self) -> "Runtime":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.engine.close()
        self.keys.close()
        self.articles.close()

    @property
    def failed(self) -> StoreError | None:
        """Why nothing is written any more, until the next start."""
        return self._failed

    @contextmanager
    def writing(self, wait: float | None = None) -> Iterator[None]:
        """Be the one process that writes. Raises Busy after ``wait`` seconds, by default as set.

        Raises ReadOnly, DiskFull when little room is left, and DatabaseDamaged when it is found to be
        after another writer was killed. After DatabaseDamaged and DiskFailed nothing is written any more.
        """
        if self.read_only:
            raise ReadOnly("the data directory cannot be written: the archive can only be read")
        if self._failed:
            raise self._failed
        seconds = self.settings.lock_wait if wait is None else wait
        try:
            with writer_lock(self.settings.writer_lock, wait=seconds, after_crash=self.articles.check):
                if is_nearly_full(self.settings.data_dir):
                    raise DiskFull("the disk is nearly full: free space, then try again")
                yield
        except (DatabaseDamaged, DiskFailed) as error:
            self._failed = error
            raise

    @contextmanager
    def writing_in_turn(self) -> Iterator[None]:
        """As ``writing``, for server processes that write again and again: none keeps the others out.

        Who waits for the writer lock holds another one, which who had it last must get first.
        """
        wait = self.settings.write_wait
        with ExitStack() as waiting:
            waiting.enter_context(writer_lock(self.settings.turn_lock, wait=wait))
            with self.writing(wait):
                waiting.close()
                yield

    def state(self) -> Hashable:
        """Another one whenever anything of the archive has changed, by whatever process; quick to tell.

        None when it cannot be told. As after a search, who asked can go on in it for a while.
        """
        try:
            return self.engine.state(), self.articles.version()
        except DatelineError:
            return None

    def pipeline(self) -> Pipeline:
        return Pipeline(self.articles, self.indexer, self.clock, self.settings)

    def syncer(self) -> Syncer:
        """Keeps the index in step while serving, and what is read of it warm."""

        def at_rest() -> None:
            self.warmer.look()
            self.rolling.look()

        return Syncer(
            self.indexer,
            lambda: self.writing(0),
            interval=self.settings.sync_interval,
            at_rest=at_rest,
        )


def open_runtime(settings: Settings, *, clock: Clock = utc_now, create: bool = True) -> Runtime:
    """Open the data directory, making it, its database and an empty index as needed.

    Raises UsageError when the directory cannot be made, or, without ``create``, when it holds no
    archive; StoreError when the database cannot be opened.
    """
    there = _has_database(settings)
    if not create and not there:
        raise UsageError(
            f"there is no archive in {settings.data_dir} yet: run dateline ingest, or set DATELINE_DATA_DIR"
        )
    try:
        make_folder(settings.data_dir)
    except OSError as error:
        raise UsageError(f"DATELINE_DATA_DIR: the directory cannot be made: {error.strerror}") from error
    if remote := remote_filesystem(settings.data_dir):
        log.warning("the data directory is on %s: serve and ingest on one machine only, or lose data", remote)
    if there and not is_writable(settings.data_dir, settings.database):
        return Runtime(settings, _read_only(settings.database), clock=clock, read_only=True)
    runtime = Runtime(settings, ArticleStore.open(settings.database), clock=clock)
    _prepare_index(runtime)
    return runtime


def _has_database(settings: Settings) -> bool:
    try:
        return settings.database.exists()
    except OSError as error:
        raise UsageError(
            f"DATELINE_DATA_DIR: user {os.geteuid()} cannot use the directory: {error.strerror}; "
            "run dateline as its owner"
        ) from error


def _read_only(path: Path) -> ArticleStore:
    articles = ArticleStore.open_read_only(path)
    if not articles.is_newest():
        articles.close()
        raise ReadOnly(
            "the database must be brought to a newer schema, but the data directory cannot be written"
        )
    log.warning("the data directory cannot be written: the archive can only be read")
    return articles


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
