"""Copies of the database as a whole, by SQLite's online backup: consistent while others read and write."""

import sqlite3
from contextlib import closing
from pathlib import Path

from app.articles import database
from app.volume import sync

#: Tables whose numbers are never used again, also not after an older copy came back.
_NUMBERED = ("articles", "changes")
_REVOKED = "SELECT revoked_at, prefix, digest FROM keys WHERE revoked_at IS NOT NULL"
_REVOKE = "UPDATE keys SET revoked_at = coalesce(revoked_at, ?) WHERE prefix = ? AND digest = ?"


def copy_out(source: Path, target: Path) -> None:
    """Make ``target`` a copy of the database, durable, one file with nothing beside it. Raises StoreError."""
    with database.told(), closing(database.reader(source)) as opened, closing(_plain(target)) as copy:
        copy.execute("PRAGMA synchronous=OFF")  # all of it is made durable at the end
        opened.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    sync(target)


def copy_in(source: Path, target: Path) -> None:
    """Make the open database ``target`` what ``source`` is, in one transaction. Raises StoreError."""
    with database.told(), closing(_plain(source)) as opened, closing(database.writer(target)) as live:
        opened.backup(live)


def go_on_from(copy: Path, live: Path) -> None:
    """Let ``copy`` count on where ``live`` stands: no id and no sequence number is given twice.

    One change is noted, so that the last sequence number is a new one, too. Keys revoked in ``live`` are
    revoked in ``copy``: an older copy must not give them back.
    """
    with database.told(), closing(database.reader(live)) as opened, closing(database.writer(copy)) as changed:
        changed.execute("BEGIN IMMEDIATE")
        for table in _NUMBERED:
            _raise(changed, table, _last(opened, table))
        (number,) = opened.execute("PRAGMA user_version").fetchone()
        changed.execute(f"PRAGMA user_version = {number}")  # its log must be known for that of ``live``
        changed.executemany(_REVOKE, opened.execute(_REVOKED).fetchall())
        changed.execute(
            "INSERT INTO changes (article_id, changed_at) "
            "SELECT article_id, changed_at FROM changes ORDER BY sequence DESC LIMIT 1"
        )
        changed.execute("COMMIT")


def _last(connection: sqlite3.Connection, table: str) -> int:
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return row[0] if row else 0


def _raise(connection: sqlite3.Connection, table: str, least: int) -> None:
    last = max(least, _last(connection, table))
    connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
    connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last))


def _plain(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)
