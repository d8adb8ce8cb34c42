"""The keys as they are kept: made, listed, revoked, and found by what a client presents."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hmac import compare_digest
from pathlib import Path

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from app.articles import database
from app.articles.convert import instant
from app.articles.reading import ArticleReader
from app.errors import NotFound
from app.keys.audit import Entry, entries
from app.keys.rows import EntryRow, KeyRow
from app.keys.token import Token, make_token
from app.values.identity import source_slug

#: Compared with where no key has the prefix, so that this takes as long.
_NO_DIGEST = bytes(32)
_FOUND = """
SELECT digest, id, prefix, name, scopes, sources, rate, created_at, expires_at, revoked_at
FROM keys WHERE prefix = ?
"""


class KeyScope(StrEnum):
    """What a key is good for. Who may write may read, and an administrator may do everything."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


_INCLUDED = {
    KeyScope.READ: {KeyScope.READ},
    KeyScope.WRITE: {KeyScope.READ, KeyScope.WRITE},
    KeyScope.ADMIN: set(KeyScope),
}


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its text. ``rate``: requests a minute, where it has a limit of its own.

    ``sources``: slugs of those whose articles alone it may write; empty: of any.
    """

    id: int
    prefix: str
    name: str
    scopes: frozenset[KeyScope]
    sources: frozenset[str]
    rate: int | None
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def allows(self, scope: KeyScope) -> bool:
        return any(scope in _INCLUDED[own] for own in self.scopes)

    def is_good(self, now: datetime) -> bool:
        """Neither revoked nor past its end."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class UsedKey:
    """A key, and how many changes were made with it, and when the last one."""

    key: Key
    changes: int
    last_change: datetime | None


class KeyStore:
    """Safe to share between threads. Needs the database's own write lock, never the writer lock: a key can
    be revoked while an ingest runs, and no server process keeps one in memory.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._engine = database.connect(path, read_only=read_only)
        # Every request with a key is looked up: through SQLModel that would take longer than to answer it.
        self._reader = ArticleReader(path)

    def close(self) -> None:
        self._reader.close()
        self._engine.dispose()

    def create(
        self,
        name: str,
        scopes: Collection[KeyScope],
        now: datetime,
        *,
        sources: Collection[str] = (),
        expires_at: datetime | None = None,
        rate: int | None = None,
    ) -> tuple[str, Key]:
        """A new key: its text, which is nowhere kept, and what is; ``sources`` by name. Raises StoreError."""
        text, token = make_token()
        written = ",".join(scope for scope in KeyScope if scope in scopes)
        row = KeyRow(
            prefix=token.prefix,
            digest=token.digest,
            name=name,
            scopes=written,
            sources=",".join(sorted(map(source_slug, sources))) or None,
            rate=rate,
            created_at=now,
            expires_at=expires_at,
        )
        with database.writing(self._engine) as connection, Session(connection) as session:
            session.add(row)
            session.flush()
            return text, _key(row)

    def revoke(self, prefix: str, now: datetime) -> Key:
        """From now on the key is refused. Revoking twice changes nothing. Raises NotFound."""
        unrevoked = col(KeyRow.prefix) == prefix, col(KeyRow.revoked_at).is_(None)
        with database.writing(self._engine) as connection:
            connection.execute(update(KeyRow).where(*unrevoked).values(revoked_at=now))
        found = [used.key for used in self.all() if used.key.prefix == prefix]
        if not found:
            raise NotFound(f"there is no key {prefix!r}; dateline keys list shows which there are")
        return found[0]

    def all(self) -> tuple[UsedKey, ...]:
        """Every key that was ever made, oldest first."""
        used = (
            select(KeyRow, func.count(col(EntryRow.id)), func.max(col(EntryRow.at)))
            .join(EntryRow, isouter=True)
            .group_by(col(KeyRow.id))
            .order_by(col(KeyRow.id))
        )
        with database.reading(self._engine) as connection, Session(connection) as session:
            return tuple(UsedKey(_key(row), count, last) for row, count, last in session.execute(used))

    def exist(self) -> bool:
        """Whether a key was ever made."""
        with database.reading(self._engine) as connection:
            return connection.execute(select(col(KeyRow.id)).limit(1)).first() is not None

    def find(self, token: Token, now: datetime) -> Key | None:
        """The key that was presented, if it is good."""
        rows = self._reader.rows(_FOUND, (token.prefix,))
        digest, *values = rows[0] if rows else (_NO_DIGEST,)
        same = compare_digest(digest, token.digest)
        key = _found(*values) if same and values else None
        return key if key and key.is_good(now) else None

    def audit(self, limit: int, before: int | None = None) -> tuple[Entry, ...]:
        """The newest changes, newest first; with ``before`` those before the entry of that id."""
        with database.reading(self._engine) as connection:
            return entries(connection, limit, before)


def _key(row: KeyRow) -> Key:
    assert row.id is not None
    return Key(
        row.id,
        row.prefix,
        row.name,
        _scopes(row.scopes),
        _sources(row.sources),
        row.rate,
        row.created_at,
        row.expires_at,
        row.revoked_at,
    )


def _found(
    number: int,
    prefix: str,
    name: str,
    scopes: str,
    sources: str | None,
    rate: int | None,
    *dates: str | None,
) -> Key:
    """The key of a row of ``_FOUND``, without its digest."""
    created_at, expires_at, revoked_at = map(instant, dates)
    assert created_at is not None
    whose = _sources(sources)
    return Key(number, prefix, name, _scopes(scopes), whose, rate, created_at, expires_at, revoked_at)


def _scopes(written: str) -> frozenset[KeyScope]:
    return frozenset(map(KeyScope, written.split(",")))


def _sources(written: str | None) -> frozenset[str]:
    return frozenset((written or "").split(",")) - {""}
