"""The audit: which change was made when, with which key, by which request. It holds no article text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select
from sqlmodel import Session, col

from app.keys.rows import EntryRow, KeyRow


@dataclass(frozen=True, slots=True)
class Signature:
    """Who changes something: the key's id, and the request's; ``sources`` as the key has them."""

    key_id: int
    request_id: str
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """One change. ``effect``: ``added``, ``updated`` or ``removed``; the article may be gone since."""

    id: int
    at: datetime
    key: str
    key_name: str
    request_id: str
    article_id: int
    effect: str


def record(
    connection: Connection, signature: Signature, changes: Iterable[tuple[int, str]], now: datetime
) -> None:
    """Add an entry for each changed article, given as its id and the effect, to the transaction."""
    rows = [
        {
            "at": now,
            "key_id": signature.key_id,
            "request_id": signature.request_id,
            "article_id": article_id,
            "effect": effect,
        }
        for article_id, effect in changes
    ]
    if rows:
        connection.execute(insert(EntryRow), rows)


def entries(connection: Connection, limit: int, before: int | None = None) -> tuple[Entry, ...]:
    """The newest ones, newest first; with ``before`` those that came before the one of that id."""
    query = (
        select(EntryRow, KeyRow)
        .join(KeyRow, col(KeyRow.id) == col(EntryRow.key_id))
        .order_by(col(EntryRow.id).desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(col(EntryRow.id) < before)
    with Session(connection) as session:
        return tuple(_entry(row, key) for row, key in session.execute(query))


def _entry(row: EntryRow, key: KeyRow) -> Entry:
    return Entry(row.id or 0, row.at, key.prefix, key.name, row.request_id, row.article_id, row.effect)
