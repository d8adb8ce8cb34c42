"""A number that every database of ours has, by which its write-ahead log is known for its own.

SQLite replays whatever log lies beside a database, also one that was put there from another: what the
database held would be gone without a word. The number stands in the file's header (its ``user_version``), and
so in each copy of the first page in its log: sqlite.org/fileformat.html, sections 1.3 and 4.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sqlalchemy import Connection

from app.errors import DatabaseDamaged

_MAGIC = b"SQLite format 3\0"
#: Where the number stands in the first page.
_NUMBER = slice(60, 64)
_LOG_HEADER, _FRAME_HEADER = 32, 24
#: Bytes of a log that are looked through.
_LOOKED = 2**26


def give_number(connection: Connection) -> None:
    """Give the database a number, if it has none yet."""
    (number,) = connection.exec_driver_sql("PRAGMA user_version").one()
    if not number:
        connection.exec_driver_sql(f"PRAGMA user_version = {1 + secrets.randbelow(2**31 - 1)}")


def refuse_foreign_log(database: Path) -> None:
    """Raises DatabaseDamaged when another database's log lies beside this one. Nothing is changed.

    A log without the first page, or of a database that has no number yet, passes.
    """
    try:
        with database.open("rb") as file:
            own = _number(file.read(_NUMBER.stop))
        with database.with_name(database.name + "-wal").open("rb") as log:
            others = {number for number in _numbers(log) if number} - {own}
    except OSError:
        return  # there is none, or SQLite will say why it cannot be read
    if own and others:
        raise DatabaseDamaged(
            f"{database.name}-wal is the log of another database: take it away, then start again"
        )


def _numbers(log: IO[bytes]) -> Iterator[int]:
    """That of each first page in a log."""
    size = int.from_bytes(log.read(_LOG_HEADER)[8:12], "big")
    place = _LOG_HEADER
    while size and place < _LOOKED:
        log.seek(place)
        frame = log.read(_FRAME_HEADER + _NUMBER.stop)
        if not frame:
            return
        if int.from_bytes(frame[:4], "big") == 1:
            yield _number(frame[_FRAME_HEADER:])
        place += _FRAME_HEADER + size


def _number(page: bytes) -> int:
    """0 where it is no first page: somebody may be writing it."""
    return int.from_bytes(page[_NUMBER], "big") if page.startswith(_MAGIC) else 0
