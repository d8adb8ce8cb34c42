"""Writing articles: one transaction for article, former version and change row."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, insert, select, text, update
from sqlmodel import Session, col

from app.articles.convert import columns, to_json
from app.articles.reading import AMONG, among, statement, stored
from app.articles.rows import ArticleRow, ChangeRow, SourceRow, VersionRow
from app.values import Article, Candidate, Held, source_slug

#: SQLite takes 32,766 variables a statement; this keeps every statement well below.
_CHUNK = 500

T = TypeVar("T")

#: An article to write, and what it replaces; None for a new one.
Incoming = tuple[Candidate, Held | None]


class Transaction:
    """What can be done while the write lock is held. A natural key stands at most once in a write."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def held(self, keys: Iterable[str]) -> dict[str, Held]:
        """What the store holds under each of these natural keys."""
        found: dict[str, Held] = {}
        for chunk in _chunks(list(keys)):
            rows = self._connection.execute(
                select(
                    col(ArticleRow.natural_key),
                    col(ArticleRow.id),
                    col(ArticleRow.version),
                    col(ArticleRow.content_hash),
                    col(ArticleRow.updated_at),
                ).where(col(ArticleRow.natural_key).in_(chunk))
            ).all()
            former = self._former_hashes([row.id for row in rows if row.version > 1])
            for row in rows:
                found[row.natural_key] = Held(
                    row.id, row.version, row.content_hash, row.updated_at, frozenset(former.get(row.id, ()))
                )
        return found

    def write(self, incoming: Sequence[Incoming], now: datetime) -> None:
        """Add and update articles, keep what they replace, and note every change."""
        sources = self._sources(candidate.article for candidate, _ in incoming)
        new = [candidate for candidate, held in incoming if held is None]
        changed = [(candidate, held) for candidate, held in incoming if held is not None]
        first = self._next_id()
        ids = list(range(first, first + len(new)))
        self._insert(new, ids, sources, now)
        self._keep_versions([held.id for _, held in changed], now)
        self._update(changed, sources)
        self._note(ids + [held.id for _, held in changed], now)

    def _former_hashes(self, ids: Sequence[int]) -> dict[int, list[str]]:
        hashes: dict[int, list[str]] = {}
        if ids:
            query = select(col(VersionRow.article_id), col(VersionRow.content_hash)).where(
                col(VersionRow.article_id).in_(ids)
            )
            for article_id, content_hash in self._connection.execute(query):
                hashes.setdefault(article_id, []).append(content_hash)
        return hashes

    def _sources(self, articles: Iterable[Article]) -> dict[str, int]:
        """Slug -> id of every source named, creating those that are new."""
        named = {source_slug(article.source): article for article in articles}
        query = select(SourceRow).where(col(SourceRow.slug).in_(named))
        with Session(self._connection) as session:
            held = {row.slug: row for row in session.execute(query).scalars()}
            for slug, article in named.items():
                row = held.setdefault(slug, SourceRow(slug=slug, name=article.source))
                row.domain = row.domain or article.source_domain
                session.add(row)
            session.flush()
            return {slug: row.id for slug, row in held.items() if row.id is not None}

    def _next_id(self) -> int:
        """Ids are ours to give while we hold the lock; SQLite remembers the largest ever used."""
        last = self._connection.execute(
            text("SELECT seq FROM sqlite_sequence WHERE name = 'articles'")
        ).scalar()
        return (last or 0) + 1

    def _insert(
        self, new: Sequence[Candidate], ids: Sequence[int], sources: dict[str, int], now: datetime
    ) -> None:
        rows = [
            _columns(candidate, sources)
            | {"id": article_id, "natural_key": candidate.key, "added_at": now, "version": 1}
            for candidate, article_id in zip(new, ids, strict=True)
        ]
        if rows:
            self._connection.execute(insert(ArticleRow), rows)

    def _keep_versions(self, ids: Sequence[int], now: datetime) -> None:
        for chunk in _chunks(ids):
            former = map(stored, self._connection.exec_driver_sql(statement(AMONG), among(chunk)))
            rows = [
                {
                    "article_id": old.id,
                    "version": old.version,
                    "content": to_json(old.article),
                    "content_hash": old.content_hash,
                    "replaced_at": now,
                }
                for old in former
            ]
            self._connection.execute(insert(VersionRow), rows)

    def _update(self, changed: Sequence[tuple[Candidate, Held]], sources: dict[str, int]) -> None:
        for candidate, held in changed:
            values = _columns(candidate, sources) | {"version": held.version + 1}
            self._connection.execute(update(ArticleRow).where(col(ArticleRow.id) == held.id).values(values))

    def _note(self, ids: Sequence[int], now: datetime) -> None:
        if ids:
            rows = [{"article_id": article_id, "changed_at": now} for article_id in ids]
            self._connection.execute(insert(ChangeRow), rows)


def _columns(candidate: Candidate, sources: dict[str, int]) -> dict[str, Any]:
    article = candidate.article
    return columns(article) | {
        "content_hash": candidate.content_hash,
        "source_id": sources[source_slug(article.source)],
    }


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))
