"""The SQLite file: how it is opened, migrated, and how its errors are told."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import orjson
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, QueuePool

import app
from app.articles.numbering import give_number
from app.errors import Busy, DatabaseDamaged, DatelineError, DiskFailed, DiskFull, ReadOnly, StoreError

#: WAL lets readers go on while one writes; FULL makes an acknowledged commit survive a power cut.
#: A database that somebody prepared cannot run functions by its schema; damaged pages are noticed.
_PRAGMAS = (
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "cache_size=-16384",
)
#: Our statements need no more, see sqlite.org/security.html.
_LIMITS = {
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 10,
    sqlite3.SQLITE_LIMIT_LENGTH: 2**28,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 100,
}

_FULL = "the disk is full: free space, then run the command again"
#: What SQLite says, and what we say. The first that fits counts.
#: A log's shared memory that could not grow is told as an error of the disk, though the disk is full.
_TOLD: tuple[tuple[str, type[DatelineError], str], ...] = (
    ("SQLITE_IOERR_SHMSIZE", DiskFull, _FULL),
    ("locked", Busy, "the database is being written by another process; try again"),
    ("disk is full", DiskFull, _FULL),
    ("disk I/O error", DiskFailed, "the disk failed: look at it, then start again"),
    ("readonly", ReadOnly, "the database cannot be written: check the data directory's permissions"),
    (
        "not a database",
        DatabaseDamaged,
        "the database file is damaged or is not a database: restore a backup",
    ),
    ("malformed", DatabaseDamaged, "the database file is damaged: restore a backup"),
    (
        "unable to open",
        StoreError,
        "the database cannot be opened: check that the data directory exists and is writable",
    ),
)


def connect(path: Path, *, read_only: bool = False) -> Engine:
    """A pool of connections to the database file. Opens nothing yet.

    With ``read_only`` each is opened anew: nobody tells us when somebody else writes the file.
    """
    opened = reader if read_only else writer
    engine = create_engine(
        "sqlite://",
        creator=lambda: opened(path),
        poolclass=NullPool if read_only else QueuePool,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
    )
    event.listen(engine, "begin", _begin)
    return engine


def writer(path: Path) -> sqlite3.Connection:
    """A connection to the database, which is made if there is none."""
    # SQLite gives a new file, and the log beside it, the rights of the file that it finds.
    with suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    connection = _open(path, "rwc")
    for pragma in ("journal_mode=WAL", "journal_size_limit=67108864"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, for one thread at a time. Each statement sees what is committed.

    Where nothing can be written, not even the log's shared memory, the file is read as it stands.
    """
    if os.access(path.parent, os.W_OK) and os.access(path, os.W_OK):
        mode = "rw"
    else:
        mode = "ro" if path.with_name(path.name + "-wal").exists() else "ro&immutable=1"
    connection = _open(path, mode)
    connection.execute("PRAGMA query_only=ON")
    return connection


def _open(path: Path, mode: str) -> sqlite3.Connection:
    # Without an isolation level the driver opens no transactions of its own: we say BEGIN (see _begin).
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode={mode}", uri=True, check_same_thread=False, isolation_level=None
    )
    for limit, most in _LIMITS.items():
        connection.setlimit(limit, most)
    if sys.version_info >= (3, 12):  # before, Python had no way to say it
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the database."""
    with told(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that holds the write lock from its start; committed if the block ends well."""
    with told(), engine.connect().execution_options(writing=True) as connection, connection.begin():
        yield connection


def empty_log(path: Path) -> None:
    """Bring all of the write-ahead log into the database. Raises Busy while somebody reads former pages."""
    with told(), closing(_open(path, "rw")) as connection:
        connection.execute("PRAGMA busy_timeout=0")
        blocked, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if blocked:
        raise Busy("the database's log is full, because a program has been reading for long: end it")


@contextmanager
def told() -> Iterator[None]:
    """Errors of the database within the block become ours."""
    try:
        yield
    except DBAPIError as error:
        raise _ours(error.orig) from error
    except sqlite3.Error as error:
        raise _ours(error) from error


def _ours(error: BaseException | None) -> DatelineError:
    said = f"{error} {getattr(error, 'sqlite_errorname', '')}"
    for part, kind, message in _TOLD:
        if part in said:
            return kind(message)
    return StoreError("the database failed; the log says more")


def migrate(engine: Engine) -> str:
    """Bring the database to the newest schema, creating it if need be; returns the revision.

    Raises StoreError if the database was made by a newer Dateline.
    """
    head = newest()
    current = revision(engine)
    if current == head:
        return head
    if current and not is_known(current):
        raise StoreError("the database was made by a newer version of Dateline: upgrade Dateline to open it")
    with writing(engine) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        give_number(connection)
    return head


def newest() -> str:
    """The newest schema revision that we know."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def is_known(revision: str) -> bool:
    """Whether we can bring a database of this schema revision to the newest."""
    script = ScriptDirectory.from_config(_config())
    return revision in {known.revision for known in script.walk_revisions()}


def revision(engine: Engine) -> str:
    """The schema revision the database stands at; empty for a new one."""
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_migrations()))
    return config


def _migrations() -> Path:
    """Beside the package in a source tree, inside it when installed from a wheel."""
    inside = Path(app.__file__).parent / "migrations"
    return inside if inside.is_dir() else inside.parent.parent / "migrations"
