"""The article store: the truth. The index is derived from it and can be rebuilt from it."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from app.articles import copying, database
from app.articles.convert import from_json, instant
from app.articles.feeds import FeedStore
from app.articles.numbering import refuse_foreign_log
from app.articles.reading import AMONG, ArticleReader, Watch, among
from app.articles.rows import ArticleRow, ChangeRow, SourceRow, VersionRow
from app.articles.writing import Transaction
from app.errors import DatabaseDamaged
from app.values import Article, Held, StoredArticle, url_key

#: Bytes of the write-ahead log. It is emptied now and then, but for what somebody still reads.
LOG_LIMIT = 2**30
#: Changes forgotten in one transaction: others may write in between.
_FORGOTTEN = 50_000


@dataclass(frozen=True, slots=True)
class Version:
    """A former version of an article, and when the next one took its place."""

    number: int
    article: Article
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """A source with what is held of it. Dates are None where no article has one."""

    slug: str
    name: str
    domain: str | None
    articles: int
    first_published: datetime | None
    last_published: datetime | None
    last_added: datetime | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Days without an article, both ends included."""

    first: date
    last: date


class ArticleStore:
    """Reads see what was committed when they began; one writer at a time."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self._path = path
        self._engine = engine
        self._reader = ArticleReader(path)
        self._watch = Watch(path)

    @classmethod
    def open(cls, path: Path) -> "ArticleStore":
        """Open the database file, made or migrated to the newest schema."""
        refuse_foreign_log(path)
        engine = database.connect(path)
        try:
            database.migrate(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(path, engine)

    @classmethod
    def open_read_only(cls, path: Path) -> "ArticleStore":
        """Open a database file that is there, to be read as it is; of an older schema not all can be."""
        refuse_foreign_log(path)
        return cls(path, database.connect(path, read_only=True))

    def is_newest(self) -> bool:
        """Whether its schema is the one that we work with."""
        return self.revision() == database.newest()

    @staticmethod
    def knows(revision: str) -> bool:
        """Whether a database of this schema revision can be opened, migrated if need be."""
        return database.is_known(revision)

    def copy_to(self, path: Path) -> None:
        """Make the file a copy of the database as it is now, durable. Raises StoreError."""
        copying.copy_out(self._path, path)

    def go_on_from(self, other: "ArticleStore") -> None:
        """Give no id or sequence number that ``other`` has given."""
        copying.go_on_from(self._path, other._path)

    def become(self, other: "ArticleStore") -> None:
        """Hold what ``other`` holds, all at once, for everybody who has this database open."""
        copying.copy_in(other._path, self._path)

    def close(self) -> None:
        self._reader.close()
        self._watch.close()
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All of the block is committed, or nothing of it.

        Raises Busy when the write-ahead log has grown too large, because somebody reads on and on.
        """
        if self.log_bytes() > LOG_LIMIT:
            database.empty_log(self._path)
        with database.writing(self._engine) as connection:
            yield Transaction(connection)

    def held(self, keys: Collection[str]) -> dict[str, Held]:
        """What is stored under each of these natural keys."""
        with database.reading(self._engine) as connection:
            return Transaction(connection).held(keys)

    def feeds(self) -> FeedStore:
        """What is remembered of watched feeds, in the same database."""
        return FeedStore(self._engine)

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with database.reading(self._engine) as connection, Session(connection) as session:
            yield session

    def get(self, article_id: int) -> StoredArticle | None:
        return self.by_ids([article_id]).get(article_id)

    def by_ids(
        self, ids: Collection[int], *, bodies: bool = True, timeout: float | None = None
    ) -> dict[int, StoredArticle]:
        """The articles of these ids that exist. Without ``bodies`` theirs are left out, as empty texts.

        ``timeout``: seconds; raises SearchTimeout once they have passed.
        """
        found = self._reader.select(AMONG, among(ids), bodies=bodies, timeout=timeout)
        return {article.id: article for article in found}

    def by_url(self, url: str) -> StoredArticle | None:
        """The article at a cleaned address; where several sources share it, the one added last."""
        newest = "WHERE url_key = ? ORDER BY articles.id DESC LIMIT 1"
        return next(self._reader.select(newest, (url_key(url),)), None)

    def reprints(self, article_id: int, limit: int) -> tuple[StoredArticle, ...]:
        """The first ``limit`` other articles with the same text (``values.text_key``), earliest first."""
        return tuple(self._reader.select(f"{_REPRINTS} {_EARLIEST}", (article_id, article_id, limit)))

    def count_reprints(self, article_id: int) -> int:
        """How many other articles have the same text."""
        query = f"SELECT count(*) FROM articles {_REPRINTS}"  # noqa: S608 - a text of ours
        ((count,),) = self._reader.rows(query, (article_id, article_id))
        return int(count)

    def copies(self) -> dict[int, int]:
        """Every article with a text that another one has too: what tells the text, by id."""
        return dict(self._reader.rows(_COPIES))

    def versions(self, article_id: int) -> tuple[Version, ...]:
        """Former versions, oldest first."""
        query = (
            select(VersionRow)
            .where(col(VersionRow.article_id) == article_id)
            .order_by(col(VersionRow.version))
        )
        with self._session() as session:
            rows = session.execute(query).scalars()
            return tuple(Version(row.version, from_json(row.content), row.replaced_at) for row in rows)

    def sources(self) -> tuple[SourceSummary, ...]:
        """Every source, by slug."""
        with self._session() as session:
            rows = session.execute(_SUMMARIES.order_by(col(SourceRow.slug))).all()
            return tuple(SourceSummary(*row) for row in rows)

    def source_names(self, slugs: Collection[str] | None = None) -> dict[str, str]:
        """The name of every source, or of these, by its slug: quick, for nothing is counted."""
        if slugs is None:
            return dict(self._reader.rows("SELECT slug, name FROM sources"))
        held = "SELECT slug, name FROM sources WHERE slug IN (SELECT value FROM json_each(?))"
        return dict(self._reader.rows(held, among(slugs)))

    def source(self, slug: str) -> SourceSummary | None:
        with self._session() as session:
            row = session.execute(_SUMMARIES.where(col(SourceRow.slug) == slug)).first()
            return SourceSummary(*row) if row else None

    def gaps(self, slug: str, *, days: int, limit: int) -> tuple[Gap, ...]:
        """The longest stretches of at least ``days`` days without an article of a source, longest first."""
        day = func.date(col(ArticleRow.published_at))
        query = (
            select(day)
            .join(SourceRow)
            .where(col(SourceRow.slug) == slug, col(ArticleRow.published_at).is_not(None))
            .distinct()
            .order_by(day)
        )
        with self._session() as session:
            seen = [date.fromisoformat(value) for value in session.execute(query).scalars()]
        one = timedelta(days=1)
        between = (Gap(a + one, b - one) for a, b in pairwise(seen) if b - a > days * one)
        return tuple(sorted(between, key=lambda gap: (gap.first - gap.last, gap.first))[:limit])

    def count(self) -> int:
        with self._session() as session:
            count: int = session.execute(select(func.count()).select_from(ArticleRow)).scalar_one()
            return count

    def last_sequence(self) -> int:
        """The sequence number of the newest change; 0 when nothing was ever written."""
        ((last,),) = self._reader.rows("SELECT max(sequence) FROM changes")
        return last or 0

    def version(self) -> Hashable:
        """Another one after each commit, by whatever process; quick to tell. Raises Busy, StoreError."""
        return self._watch.version()

    def first_sequence(self) -> int:
        """The sequence number of the oldest change that is remembered; 0 when there is none."""
        ((first,),) = self._reader.rows("SELECT min(sequence) FROM changes")
        return first or 0

    def forget_changes(self, before: int) -> None:
        """Take changes with a smaller sequence number out of the log, some at a time."""
        first = self.first_sequence()
        while 0 < first < before:
            first = min(before, first + _FORGOTTEN)
            with database.writing(self._engine) as connection:
                connection.exec_driver_sql("DELETE FROM changes WHERE sequence < ?", (first,))

    def waiting_since(self, sequence: int) -> datetime | None:
        """When the first change after the sequence was made; None when there is none."""
        query = "SELECT changed_at FROM changes WHERE sequence > ? ORDER BY sequence LIMIT 1"
        rows = self._reader.rows(query, (sequence,))
        return instant(rows[0][0]) if rows else None

    def changed_after(self, sequence: int, limit: int) -> tuple[int, tuple[int, ...]]:
        """The next ``limit`` changes: the last one's sequence number, and the ids they touched, once each."""
        query = (
            select(col(ChangeRow.sequence), col(ChangeRow.article_id))
            .where(col(ChangeRow.sequence) > sequence)
            .order_by(col(ChangeRow.sequence))
            .limit(limit)
        )
        with self._session() as session:
            rows = session.execute(query).all()
        last = rows[-1][0] if rows else sequence
        return last, tuple(dict.fromkeys(article_id for _, article_id in rows))

    def text_size(self, ids: Collection[int]) -> int:
        """Characters in the bodies of those of these articles that exist."""
        query = "SELECT total(length(body)) FROM articles WHERE id IN (SELECT value FROM json_each(?))"
        return int(self._reader.rows(query, among(ids))[0][0])

    def changed_since(self, sequence: int, ids: Collection[int]) -> set[int]:
        """Those of these ids that were changed after the sequence."""
        query = (
            "SELECT DISTINCT article_id FROM changes "
            "WHERE sequence > ? AND article_id IN (SELECT value FROM json_each(?))"
        )
        return {number for (number,) in self._reader.rows(query, (sequence, *among(ids)))} if ids else set()

    def articles_after(self, article_id: int, limit: int) -> list[StoredArticle]:
        """The next ``limit`` articles with a larger id, by id."""
        following = "WHERE articles.id > ? ORDER BY articles.id LIMIT ?"
        return list(self._reader.select(following, (article_id, limit)))

    def log_bytes(self) -> int:
        """How large the write-ahead log is: it grows while somebody reads for long, and others write."""
        try:
            return self._path.with_name(self._path.name + "-wal").stat().st_size
        except FileNotFoundError:
            return 0

    def check(self) -> None:
        """Let SQLite look at every page, but not compare its indexes. Raises DatabaseDamaged."""
        if self._reader.rows("PRAGMA quick_check(1)") != [("ok",)]:
            raise DatabaseDamaged("the database file is damaged: restore a backup")

    def faults(self) -> list[str]:
        """What SQLite finds wrong in the database, a line each: every page is read. Raises StoreError."""
        found = [str(line) for (line,) in self._reader.rows("PRAGMA integrity_check(20)") if line != "ok"]
        strays = Counter(str(table) for table, *_ in self._reader.rows("PRAGMA foreign_key_check"))
        return found + [f"{count} rows of {table} belong to nothing" for table, count in strays.items()]

    def all_articles(self, *, batch: int, after: int = 0) -> Iterator[StoredArticle]:
        """Every article by id, or those after one, in constant memory.

        Articles added meanwhile may or may not be among them.
        """
        last = after
        while True:
            articles = self.articles_after(last, batch)
            yield from articles
            if len(articles) < batch:
                return
            last = articles[-1].id

    def revision(self) -> str:
        """The schema revision of the database."""
        return database.revision(self._engine)


#: Its values are the article's id, twice.
_REPRINTS = "WHERE text_key = (SELECT text_key FROM articles WHERE id = ?) AND articles.id <> ?"
_EARLIEST = "ORDER BY coalesce(published_at, added_at), articles.id LIMIT ?"
#: Both its parts are answered from the index alone.
_COPIES = """
SELECT id, text_key FROM articles WHERE text_key IN
  (SELECT text_key FROM articles WHERE text_key IS NOT NULL GROUP BY text_key HAVING count(*) > 1)
"""
_SUMMARIES = (
    select(
        col(SourceRow.slug),
        col(SourceRow.name),
        col(SourceRow.domain),
        func.count(col(ArticleRow.id)),
        func.min(col(ArticleRow.published_at)),
        func.max(col(ArticleRow.published_at)),
        func.max(col(ArticleRow.added_at)),
    )
    .join(ArticleRow, isouter=True)
    .group_by(col(SourceRow.id))
)
