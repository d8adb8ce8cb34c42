"""Backups: the whole archive in one file, made and restored while serving.

A backup is the SQLite database, then what it holds as a line of JSON, then a line with that line's
length and SHA-256. Any SQLite tool opens it. The index is not in it: it is built from the database.

    SQLite database, ``size`` bytes
    {"size": ..., "sha256": ..., "articles": ...}
    dateline-backup 1 00000211 <64 hex digits>
"""

import fcntl
import hashlib
import logging
import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import orjson

import app
from app.articles import ArticleStore
from app.errors import Busy, DatabaseDamaged, UsageError
from app.indexer import Indexer
from app.volume import sync

_FOREIGN = "it is no backup that dateline backup made, or not all of it"
_CHANGED = "it is not as it was written: it was damaged or changed"
_NEWER = "it was made by a newer version of Dateline: upgrade Dateline to restore it"
_LAST = re.compile(rb"dateline-backup ([0-9]+) ([0-9]{8}) ([0-9a-f]{64})\n")
_LAST_LENGTH = len(b"dateline-backup 1 00000000 \n") + 64
_FORMAT = 1
_CHUNK = 2**20
#: The files of a SQLite database.
_SUFFIXES = ("", "-wal", "-shm", "-journal")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: ``sequence`` is its last change, ``revision`` that of its schema."""

    size: int
    sha256: str
    made_at: str
    dateline: str
    revision: str
    sequence: int
    articles: int


def write_backup(articles: ArticleStore, target: Path, now: datetime) -> Manifest:
    """Write the archive as it is now to ``target``; what is there is replaced only when all is well.

    Others may read and write meanwhile. Raises UsageError when the file cannot be written, Busy when
    another backup is being written there, StoreError when the database fails or is damaged.
    """
    with _told(target), _aside(target) as aside:
        articles.copy_to(aside)
        manifest = _describe(aside, now)
        with aside.open("ab") as file:
            file.write(_trailer(manifest))
            file.flush()
            os.fsync(file.fileno())
    return manifest


def read_manifest(path: Path) -> Manifest:
    """What a backup says of itself. Raises UsageError for a file that is none, is cut, or is newer."""
    with _told(path), path.open("rb") as file:
        return _manifest(path, file)


def unpack(path: Path, target: Path) -> Manifest:
    """Copy the database out of a backup, and check the copy byte by byte and by SQLite.

    What a killed restore left there goes first: SQLite would take its log for one of this copy.
    Raises UsageError for a file that is not a backup as it was written.
    """
    with _told(path), path.open("rb") as file:
        manifest = _manifest(path, file)
        _remove(target)
        with target.open("wb") as copy:
            digest = _copied(file, copy, manifest.size)
    if digest != manifest.sha256:
        raise _refused(path, _CHANGED)
    if not _holds(target, manifest):
        raise _refused(path, "its database is damaged")
    return manifest


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and the backup of what had been there, if anything had."""

    manifest: Manifest
    kept: Path | None


def restore(
    source: Path,
    articles: ArticleStore,
    indexer: Indexer,
    folder: Path,
    now: datetime,
    *,
    force: bool = False,
) -> Restored:
    """Put a backup in the place of the archive in ``folder``, of which a backup is kept there.

    The caller holds the writer lock; others may read meanwhile. Until the new index is complete they
    get the former archive, and while the database is copied searches are refused. Killed at any
    moment, it leaves one archive or the other. Raises UsageError for a backup that is not as it was
    written, and without ``force`` for an archive with articles in it: then nothing has changed.
    """
    read_manifest(source)
    if articles.last_sequence() and not force:
        raise UsageError(
            f"the data directory holds {articles.count():,} articles: "
            "--force puts the backup in their place, and keeps a backup of them"
        )
    aside = folder / "restoring.db"
    try:
        manifest = unpack(source, aside)
        kept = folder / f"before-restore-{now:%Y%m%dT%H%M%SZ}.backup" if articles.last_sequence() else None
        if kept:
            write_backup(articles, kept, now)
        with closing(ArticleStore.open(aside)) as copy:  # brings it to our schema
            copy.go_on_from(articles)
            indexer.switch(copy, lambda: articles.become(copy))
    finally:
        _clear(aside)
    return Restored(manifest, kept)


def set_aside(database: Path, now: datetime) -> Path:
    """Move a database that cannot be opened, and what belongs to it, to a folder beside; returns that."""
    folder = database.with_name(f"damaged-{now:%Y%m%dT%H%M%SZ}")
    with _told(folder):
        folder.mkdir(mode=0o700)
        for suffix in _SUFFIXES:
            path = database.with_name(database.name + suffix)
            if path.exists():
                path.replace(folder / path.name)
        sync(database.parent)
    return folder


def _describe(copy: Path, now: datetime) -> Manifest:
    with closing(ArticleStore.open_read_only(copy)) as store, copy.open("rb") as file:
        if faults := store.faults():
            raise DatabaseDamaged(f"the database is damaged and cannot be backed up: {faults[0]}")
        return Manifest(
            size=copy.stat().st_size,
            sha256=hashlib.file_digest(file, "sha256").hexdigest(),
            made_at=now.isoformat(),
            dateline=app.__version__,
            revision=store.revision(),
            sequence=store.last_sequence(),
            articles=store.count(),
        )


def _holds(copy: Path, manifest: Manifest) -> bool:
    """Whether SQLite finds every page in order, and the database holds what it is said to."""
    with closing(ArticleStore.open_read_only(copy)) as store:
        held = (store.revision(), store.last_sequence(), store.count())
        return held == (manifest.revision, manifest.sequence, manifest.articles) and not store.faults()


def _trailer(manifest: Manifest) -> bytes:
    line = orjson.dumps(asdict(manifest), option=orjson.OPT_APPEND_NEWLINE)
    digest = hashlib.sha256(line).hexdigest()
    return line + f"dateline-backup {_FORMAT} {len(line):08} {digest}\n".encode()


def _manifest(path: Path, file: IO[bytes]) -> Manifest:
    """Leaves the file at its start."""
    end = max(0, file.seek(0, os.SEEK_END) - _LAST_LENGTH)
    file.seek(end)
    last = _LAST.fullmatch(file.read())
    if last is None:
        raise _refused(path, _FOREIGN)
    if int(last[1]) != _FORMAT:
        raise _refused(path, _NEWER)
    start = file.seek(max(0, end - int(last[2])))
    line = file.read(end - start)
    if hashlib.sha256(line).hexdigest().encode() != last[3]:
        raise _refused(path, _CHANGED)
    manifest = Manifest(**orjson.loads(line))
    if manifest.size != start:
        raise _refused(path, _CHANGED)
    if not ArticleStore.knows(manifest.revision):
        raise _refused(path, _NEWER)
    file.seek(0)
    return manifest


def _refused(path: Path, why: str) -> UsageError:
    return UsageError(f"{path.name} cannot be restored: {why}")


def _copied(file: IO[bytes], copy: IO[bytes], size: int) -> str:
    """Copy ``size`` bytes, durable; returns their SHA-256."""
    digest = hashlib.sha256()
    while size and (chunk := file.read(min(size, _CHUNK))):
        digest.update(chunk)
        copy.write(chunk)
        size -= len(chunk)
    copy.flush()
    os.fsync(copy.fileno())
    return digest.hexdigest()


@contextmanager
def _aside(target: Path) -> Iterator[Path]:
    """A file beside ``target``, for its owner only; it takes its place when the block ends well."""
    aside = target.with_name(target.name + ".partial")
    descriptor = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _claim(descriptor, aside)
        try:
            yield aside
            aside.replace(target)
        except BaseException:
            _clear(aside)
            raise
    finally:
        os.close(descriptor)
    sync(target.parent)


def _claim(descriptor: int, aside: Path) -> None:
    """Be the only one who writes to it. Raises Busy."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        ours = aside.stat().st_ino == os.fstat(descriptor).st_ino
    except (BlockingIOError, FileNotFoundError):
        ours = False
    if not ours:
        raise Busy(f"{aside.name} is being written by another backup") from None
    os.truncate(descriptor, 0)  # what a killed backup left


def _remove(database: Path) -> None:
    """The file, and what SQLite may have left beside it."""
    for suffix in _SUFFIXES:
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def _clear(database: Path) -> None:
    """Remove it, if that can be done: it is needed no more, and goes before another one takes its place."""
    try:
        _remove(database)
    except OSError as error:
        log.warning("%s cannot be removed: %s", database.name, error.strerror)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path.name} cannot be read or written: {error.strerror}") from error
