"""Reading articles: by plain statements over connections that are kept, for a list must be quick.

The same through SQLModel takes ten times as long: rows become objects that watch their columns.
"""

import sqlite3
import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

import orjson

from app.articles import database
from app.errors import SearchTimeout
from app.values import Article, Moment, Precision, StoredArticle

#: In the order in which ``stored`` takes them; ``{body}`` is the column or an empty text.
_SELECT = """
SELECT articles.id, sources.slug, sources.name, sources.domain, title, description, {body}, byline, authors,
       agency, dateline, section, tags, language, url, image_url, external_id, republished_by,
       published_at, published_precision, updated_at, added_at, flags, version, content_hash
FROM articles JOIN sources ON sources.id = source_id
"""
#: A condition on ids, which are its value, written by ``among``.
AMONG = "WHERE articles.id IN (SELECT value FROM json_each(?))"
_PRECISIONS = {each.value: each for each in Precision}


def statement(rest: str, *, bodies: bool = True) -> str:
    """A query for rows that ``stored`` takes; ``rest`` stands after its FROM."""
    return _SELECT.format(body="body" if bodies else "''") + rest


def among(values: Collection[int] | Collection[str]) -> tuple[str]:
    """Values for ``json_each``: as one, so that the statement is the same for any number of them."""
    return (orjson.dumps(list(values)).decode(),)


class ArticleReader:
    """Articles as values. Safe to share between threads: each read has a connection of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: deque[sqlite3.Connection] = deque()

    def select(
        self,
        rest: str,
        values: Sequence[object] = (),
        *,
        bodies: bool = True,
        timeout: float | None = None,
    ) -> Iterator[StoredArticle]:
        """The articles for what stands after FROM. Without ``bodies`` theirs are left out, as empty texts.

        ``timeout``: seconds; raises SearchTimeout once they have passed.
        """
        return map(stored, self.rows(statement(rest, bodies=bodies), values, timeout))

    def rows(self, query: str, values: Sequence[object] = (), timeout: float | None = None) -> list[Any]:
        """All rows that the query gives. Raises SearchTimeout, where there is a limit of seconds."""
        until = None if timeout is None else time.monotonic() + timeout
        with database.told(), self._connection() as connection, closing(connection.cursor()) as cursor:
            return list(_in_time(cursor.execute(query, values), until))

    def close(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection that nobody else has meanwhile; one that failed is not kept."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = database.reader(self._path)
        try:
            yield connection
        except SearchTimeout:
            self._idle.append(connection)  # the disk is slow, and what was read need not be read again
            raise
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)


class Watch:
    """Tells whether anything was committed, by whatever process. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        self._opened = 0

    def version(self) -> tuple[int, int]:
        """Another one after each commit. Never waits: raises Busy instead, and StoreError."""
        with self._lock, database.told():
            try:
                # Two numbers that one connection gives can be compared, but not those of different ones.
                (version,) = self._connected().execute("PRAGMA data_version").fetchone()
            except BaseException:
                self._close()
                raise
            return self._opened, version

    def close(self) -> None:
        with self._lock:
            self._close()

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = database.reader(self._path)
            self._connection.execute("PRAGMA busy_timeout=0")
            self._opened += 1
        return self._connection

    def _close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None


def _in_time(rows: Iterable[Any], until: float | None) -> Iterator[Any]:
    for row in rows:
        yield row
        if until is not None and time.monotonic() > until:
            raise SearchTimeout("reading the articles took too long: the disk is slow; try again")


def stored(row: Sequence[Any]) -> StoredArticle:
    """The value of a row of ``statement``."""
    number, slug, source, domain, title, description, body, byline, authors, *rest = row
    agency, dateline, section, tags, language, url, image_url, external_id, republished_by, *rest = rest
    published_at, precision, updated_at, added_at, flags, version, content_hash = rest
    article = Article(
        source=source,
        source_domain=domain,
        title=title,
        description=description,
        body=body,
        byline=byline,
        authors=_list(authors),
        agency=agency,
        dateline=dateline,
        section=section,
        tags=_list(tags),
        language=language,
        url=url,
        image_url=image_url,
        external_id=external_id,
        republished_by=republished_by,
        published=Moment(_instant(published_at), _PRECISIONS[precision]) if published_at else None,
        updated_at=_instant(updated_at) if updated_at else None,
        flags=_list(flags),
    )
    return StoredArticle(number, article, slug, _instant(added_at), version, content_hash)


def _list(kept: str) -> tuple[str, ...]:
    return () if kept == "[]" else tuple(orjson.loads(kept))


def _instant(kept: str) -> datetime:
    return datetime.fromisoformat(kept).replace(tzinfo=UTC)
