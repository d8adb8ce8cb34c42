"""Writing articles: one transaction for article, former version and change row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, select
from sqlmodel import Session, col

from app.articles.convert import COLUMNS, columns, instant, kept_instant, to_json
from app.articles.reading import AMONG, among, statement, stored
from app.articles.rows import SourceRow
from app.values import Article, Candidate, Held, StoredArticle, source_slug

#: Articles of which the former versions are in memory at the same time.
_CHUNK = 500

#: What an article and its candidate give, in the order of ``_values``.
_COLUMNS = ("content_hash", "text_key", "source_id", *COLUMNS)
_OWN = ("id", "natural_key", "added_at", "version")


def _inserting(table: str, names: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - names of ours


_HELD = """
SELECT natural_key, id, version, content_hash, updated_at, instr(flags, '"no_body"') = 0 FROM articles
WHERE natural_key IN (SELECT value FROM json_each(?))
"""
_FORMER = """
SELECT article_id, content_hash FROM article_versions
WHERE article_id IN (SELECT value FROM json_each(?))
"""
_INSERT = _inserting("articles", (*_OWN, *_COLUMNS))
_SET = ", ".join(f"{name} = ?" for name in ("version", "natural_key", *_COLUMNS))
_UPDATE = f"UPDATE articles SET {_SET} WHERE id = ?"  # noqa: S608 - names of ours
_KEEP = _inserting("article_versions", ("article_id", "version", "content", "content_hash", "replaced_at"))
_NOTE = _inserting("changes", ("article_id", "changed_at"))

#: What is deleted is overwritten in the file too.
_REMOVE = (
    "PRAGMA secure_delete=ON",
    "DELETE FROM article_versions WHERE article_id = ?",
    "DELETE FROM articles WHERE id = ?",
    "DELETE FROM sources WHERE NOT EXISTS (SELECT 1 FROM articles WHERE source_id = sources.id)",
)

T = TypeVar("T")

#: An article to write, and what it replaces; None for a new one.
Incoming = tuple[Candidate, Held | None]


@dataclass(frozen=True, slots=True)
class Written:
    """What a write added, the ids of what it changed besides, and its last change's sequence, 0 for none."""

    added: Sequence[StoredArticle]
    updated: Sequence[int]
    sequence: int


class _Source(NamedTuple):
    id: int
    name: str
    domain: str | None


Sources = Mapping[str, _Source]


class Transaction:
    """What can be done while the write lock is held. A natural key stands at most once in a write."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def connection(self) -> Connection:
        """For what other tables keep of the same change."""
        return self._connection

    def held(self, keys: Iterable[str]) -> dict[str, Held]:
        """What the store holds under each of these natural keys."""
        rows = self._connection.exec_driver_sql(_HELD, among([*keys])).all()
        former = self._former_hashes([number for _, number, version, *_ in rows if version > 1])
        return {
            key: Held(
                number, version, digest, instant(updated), frozenset(former.get(number, ())), bool(has_text)
            )
            for key, number, version, digest, updated, has_text in rows
        }

    def write(self, incoming: Sequence[Incoming], now: datetime) -> Written:
        """Add and update articles, keep what they replace, and note every change."""
        if not incoming:
            return Written((), (), 0)
        sources, placed = self._sources(candidate.article for candidate, _ in incoming)
        new = [candidate for candidate, held in incoming if held is None]
        changed = [(candidate, held) for candidate, held in incoming if held is not None]
        first = self._last("articles") + 1
        ids = list(range(first, first + len(new)))
        self._insert(new, ids, sources, now)
        self._keep_versions([held.id for _, held in changed], now)
        self._update(changed, sources)
        updated = [*dict.fromkeys([*(held.id for _, held in changed), *self._without_address(placed, first)])]
        self._note(ids + updated, now)
        return Written(
            [_stored(candidate, number, sources, now) for candidate, number in zip(new, ids, strict=True)],
            updated,
            self._last("changes"),
        )

    def get(self, article_id: int) -> StoredArticle | None:
        rows = self._connection.exec_driver_sql(statement(AMONG), among([article_id]))
        return next(map(stored, rows), None)

    def key_of(self, article_id: int) -> str:
        """The natural key of an article that is there."""
        query = "SELECT natural_key FROM articles WHERE id = ?"
        key: str = self._connection.exec_driver_sql(query, (article_id,)).scalar_one()
        return key

    def remove(self, article_id: int, now: datetime) -> None:
        """Take an article out with all that it ever said, and its source where this was its last one."""
        for removing in _REMOVE:
            self._connection.exec_driver_sql(removing, (article_id,) if "?" in removing else ())
        self._note([article_id], now)

    def _former_hashes(self, ids: Sequence[int]) -> dict[int, list[str]]:
        hashes: dict[int, list[str]] = {}
        if ids:
            for article_id, digest in self._connection.exec_driver_sql(_FORMER, among(ids)):
                hashes.setdefault(article_id, []).append(digest)
        return hashes

    def _sources(self, articles: Iterable[Article]) -> tuple[Sources, list[int]]:
        """The sources named, by slug, creating the new ones; ids of old ones that have a domain only now."""
        named: dict[str, Article] = {}
        for article in articles:
            if article.source_domain or source_slug(article.source) not in named:
                named[source_slug(article.source)] = article
        query = select(SourceRow).where(col(SourceRow.slug).in_(named))
        with Session(self._connection) as session:
            held = {row.slug: row for row in session.execute(query).scalars()}
            bare = [row.id for row in held.values() if row.id is not None and not row.domain]
            for slug, article in named.items():
                row = held.setdefault(slug, SourceRow(slug=slug, name=article.source))
                row.domain = row.domain or article.source_domain
                session.add(row)
            session.flush()
            sources = {
                slug: _Source(row.id, row.name, row.domain)
                for slug, row in held.items()
                if row.id is not None
            }
        return sources, [source.id for source in sources.values() if source.id in bare and source.domain]

    def _without_address(self, sources: Sequence[int], before: int) -> list[int]:
        """Articles of these sources, with ids below ``before``, that have no domain but their source's."""
        query = (
            "SELECT id FROM articles "
            "WHERE source_id IN (SELECT value FROM json_each(?)) AND url IS NULL AND id < ?"
        )
        rows = self._connection.exec_driver_sql(query, (*among(sources), before)) if sources else ()
        return [number for (number,) in rows]

    def _last(self, table: str) -> int:
        """The largest number ever given. They are ours to give while we hold the lock."""
        query = "SELECT seq FROM sqlite_sequence WHERE name = ?"
        return self._connection.exec_driver_sql(query, (table,)).scalar() or 0

    def _insert(self, new: Sequence[Candidate], ids: Sequence[int], sources: Sources, now: datetime) -> None:
        added = kept_instant(now)
        self._many(
            _INSERT,
            [
                (number, candidate.key, added, 1, *_values(candidate, sources))
                for candidate, number in zip(new, ids, strict=True)
            ],
        )

    def _keep_versions(self, ids: Sequence[int], now: datetime) -> None:
        replaced = kept_instant(now)
        for chunk in _chunks(ids):
            former = map(stored, self._connection.exec_driver_sql(statement(AMONG), among(chunk)))
            self._many(
                _KEEP,
                [(old.id, old.version, to_json(old.article), old.content_hash, replaced) for old in former],
            )

    def _update(self, changed: Sequence[tuple[Candidate, Held]], sources: Sources) -> None:
        self._many(
            _UPDATE,
            [
                (held.version + 1, candidate.key, *_values(candidate, sources), held.id)
                for candidate, held in changed
            ],
        )

    def _note(self, ids: Sequence[int], now: datetime) -> None:
        changed = kept_instant(now)
        self._many(_NOTE, [(number, changed) for number in ids])

    def _many(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Without SQLAlchemy's own binding of values, which takes as long as SQLite itself."""
        if rows:
            self._connection.exec_driver_sql(statement, [*rows])


def _values(candidate: Candidate, sources: Sources) -> tuple[object, ...]:
    """In the order of ``_COLUMNS``."""
    article = candidate.article
    source = sources[source_slug(article.source)].id
    return (candidate.content_hash, candidate.text_key, source, *columns(article))


def _stored(candidate: Candidate, number: int, sources: Sources, now: datetime) -> StoredArticle:
    """The article as the store will give it: with its source as it is held."""
    article = candidate.article
    slug = source_slug(article.source)
    source = sources[slug]
    if (article.source, article.source_domain) != (source.name, source.domain):
        article = replace(article, source=source.name, source_domain=source.domain)
    return StoredArticle(number, article, slug, now, 1, candidate.content_hash)


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))
