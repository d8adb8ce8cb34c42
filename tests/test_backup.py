"""Backups: consistent, whole or refused, restored without losing what was there."""

import errno
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import backup
from app.backup import Restored, read_manifest, restore, unpack, write_backup
from app.errors import Busy, StoreError, UsageError
from app.indexer import Indexer
from app.keys import KeyScope
from app.keys.token import read_token
from app.runtime import Runtime, open_runtime
from app.search.engine import SearchRequest
from app.search.query.tree import Word
from app.settings import Settings
from benchmarks.crashes.backups import back_up
from tests.building import article, write
from tests.durability.planting import execute

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def archive(runtime: Runtime) -> Runtime:
    write(runtime.articles, [article(n) for n in range(1, 6)])
    write(runtime.articles, [article(2, title="Ferry two, corrected")])
    runtime.indexer.sync()
    return runtime


@pytest.fixture
def file(archive: Runtime, tmp_path: Path) -> Path:
    write_backup(archive.articles, tmp_path / "archive.backup", NOW)
    return tmp_path / "archive.backup"


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Runtime]:
    """Another archive, empty."""
    with open_runtime(Settings(data_dir=tmp_path / "other", lock_wait=0.2)) as opened:
        yield opened


def put_back(file: Path, runtime: Runtime, *, force: bool = False) -> Restored:
    with runtime.writing():
        return restore(file, runtime.articles, runtime.indexer, runtime.settings.data_dir, NOW, force=force)


def titles(runtime: Runtime) -> dict[int, str]:
    return {each.id: each.article.title for each in runtime.articles.all_articles(batch=100)}


def found(runtime: Runtime, word: str) -> list[int]:
    return [hit.id for hit in runtime.engine.search(SearchRequest(Word(word))).hits]


def test_a_backup_says_what_it_holds(archive: Runtime, file: Path) -> None:
    manifest = read_manifest(file)
    assert (manifest.articles, manifest.sequence) == (5, archive.articles.last_sequence())
    assert manifest.revision == archive.articles.revision()
    assert manifest.made_at == "2026-11-21T12:00:00+00:00"
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in file.parent.iterdir()) == ["archive.backup", "data"]


def test_a_backup_is_a_database_that_any_tool_opens(file: Path) -> None:
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT count(*) FROM articles").fetchone() == (5,)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_what_was_backed_up_is_restored_with_its_versions_and_its_index(
    archive: Runtime, other: Runtime, file: Path
) -> None:
    assert put_back(file, other).kept is None
    assert titles(other) == titles(archive)
    assert other.articles.versions(2) == archive.articles.versions(2)
    assert found(other, "corrected") == [2]
    assert other.checker.verify().is_sound
    assert not (other.settings.data_dir / "restoring.db").exists()


def test_an_archive_in_use_is_restored_under_its_readers(archive: Runtime, file: Path) -> None:
    """H42: kept aside; no id and no sequence number is given twice."""
    write(archive.articles, [article(6), article(1, title="Changed since")])
    archive.indexer.sync()
    sequence = archive.articles.last_sequence()
    with open_runtime(archive.settings) as reader:
        assert found(reader, "since") == [1]
        kept = put_back(file, archive, force=True).kept
        assert (found(reader, "since"), titles(reader)[1]) == ([], "Ferry 1 sails again")
        assert reader.checker.verify().is_sound
        assert reader.articles.last_sequence() > sequence
    write(archive.articles, [article(7)])
    assert sorted(titles(archive)) == [1, 2, 3, 4, 5, 7]
    assert kept is not None
    put_back(kept, archive, force=True)
    assert titles(archive)[1] == "Changed since"


def test_a_key_that_was_revoked_stays_revoked_when_an_older_backup_comes_back(
    archive: Runtime, tmp_path: Path
) -> None:
    """H42, K07: of the same archive; one that was made since is gone, another one stays as it was."""
    text, key = archive.keys.create("leaked", [KeyScope.WRITE], NOW)
    other, _ = archive.keys.create("kept", [KeyScope.WRITE], NOW)
    file = tmp_path / "with-keys.backup"
    write_backup(archive.articles, file, NOW)
    archive.keys.revoke(key.prefix, NOW)
    newer, _ = archive.keys.create("newer", [KeyScope.WRITE], NOW)
    put_back(file, archive, force=True)
    found = [archive.keys.find(read_token(each), NOW) for each in (text, other, newer)]
    assert [each and each.name for each in found] == [None, "kept", None]


def test_an_archive_with_articles_is_not_replaced_without_force(archive: Runtime, file: Path) -> None:
    """H42"""
    write(archive.articles, [article(6)])
    with pytest.raises(UsageError, match="holds 6 articles"):
        put_back(file, archive)
    assert len(titles(archive)) == 6


@pytest.mark.parametrize("length", [0, 1, 50, 4096, -1, -100, -5000])
def test_a_cut_backup_is_refused(other: Runtime, file: Path, length: int) -> None:
    """H41"""
    content = file.read_bytes()
    file.write_bytes(content[:length])
    with pytest.raises(UsageError, match="cannot be restored"):
        put_back(file, other)
    assert titles(other) == {}


def test_a_backup_with_any_byte_changed_is_refused(file: Path, tmp_path: Path) -> None:
    """H41: every byte of the last lines, and others here and there."""
    content = file.read_bytes()
    chance = random.Random(41)
    places = [*range(len(content) - 400, len(content)), *(chance.randrange(len(content)) for _ in range(100))]
    for place in places:
        changed = bytearray(content)
        changed[place] ^= 1 << chance.randrange(8)
        file.write_bytes(changed)
        with pytest.raises(UsageError, match="cannot be restored"):
            unpack(file, tmp_path / "copy.db")


def test_something_else_is_refused(archive: Runtime, other: Runtime, tmp_path: Path) -> None:
    """H27, H41: a copy of the database file is no backup."""
    for content in (b"", b"x" * 10_000, archive.settings.database.read_bytes(), b"dateline-backup 1 "):
        foreign = tmp_path / "foreign"
        foreign.write_bytes(content)
        with pytest.raises(UsageError, match="no backup"):
            put_back(foreign, other)
    with pytest.raises(UsageError, match="cannot be read"):
        put_back(tmp_path / "none", other)


def test_a_backup_of_a_newer_version_is_refused(file: Path, other: Runtime) -> None:
    """H41: of a newer schema, and of a newer format."""
    manifest = read_manifest(file)
    content = file.read_bytes()[: manifest.size]
    newer = replace(manifest, revision="9999")
    for trailer in (backup._trailer(newer), backup._trailer(manifest).replace(b"backup 1", b"backup 2")):
        file.write_bytes(content + trailer)
        with pytest.raises(UsageError, match="newer version"):
            put_back(file, other)


def test_a_backup_that_does_not_hold_what_it_says_is_refused(file: Path, other: Runtime) -> None:
    """H41"""
    manifest = read_manifest(file)
    file.write_bytes(file.read_bytes()[: manifest.size] + backup._trailer(replace(manifest, articles=6)))
    with pytest.raises(UsageError, match="damaged"):
        put_back(file, other)


def test_a_damaged_archive_is_not_backed_up_as_if_it_were_sound(archive: Runtime, file: Path) -> None:
    """H40: the old backup is kept."""
    before = file.read_bytes()
    execute(archive, "PRAGMA foreign_keys=OFF")
    execute(archive, "DELETE FROM articles WHERE id = 2")
    with pytest.raises(StoreError, match="damaged"):
        write_backup(archive.articles, file, NOW)
    assert file.read_bytes() == before
    assert not list(file.parent.glob("*.partial*"))


def test_a_backup_is_consistent_while_articles_are_written(archive: Runtime, tmp_path: Path) -> None:
    """H40: each transaction is in it as a whole or not at all; restored, index and database agree."""
    stop = threading.Event()

    def write_on() -> None:
        number = 100
        while not stop.is_set():
            number += 2
            write(archive.articles, [article(number), article(number + 1)])
            archive.indexer.sync()

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        held = []
        for number in range(8):
            time.sleep(0.03)
            held.append(write_backup(archive.articles, tmp_path / f"{number}.backup", NOW).articles)
    finally:
        stop.set()
        writer.join()
    assert held == sorted(held)
    assert len(set(held)) > 1
    assert all(count % 2 == 1 for count in held), "articles came in pairs"
    for number in (0, 7):
        with open_runtime(Settings(data_dir=tmp_path / str(number))) as again:
            put_back(tmp_path / f"{number}.backup", again)
            assert again.checker.verify().is_sound
            assert len(titles(again)) == held[number]


def test_two_backups_to_one_file_do_not_mix(archive: Runtime, tmp_path: Path) -> None:
    target = tmp_path / "a.backup"
    with backup._aside(target), pytest.raises(Busy):
        write_backup(archive.articles, target, NOW)


def test_a_backup_where_nothing_can_be_written_says_so(archive: Runtime, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read or written"):
        write_backup(archive.articles, tmp_path / "no" / "folder.backup", NOW)


def test_what_a_killed_backup_left_is_in_nobodys_way(archive: Runtime, other: Runtime, file: Path) -> None:
    """H06: the next one takes its place, and until then the old one is there."""
    before = file.read_bytes()
    write(archive.articles, [article(6)])
    code = (
        "import os, sys; from datetime import datetime; from pathlib import Path\n"
        "from app import backup; from app.articles import ArticleStore\n"
        "backup._trailer = lambda _: os._exit(9); database, target = map(Path, sys.argv[1:])\n"
        "backup.write_backup(ArticleStore.open_read_only(database), target, datetime.now())"
    )
    killed = subprocess.run([sys.executable, "-c", code, archive.settings.database, file])
    assert (killed.returncode, file.read_bytes() == before) == (9, True)
    assert file.with_name(file.name + ".partial").exists()
    write_backup(archive.articles, file, NOW)
    assert [path.name for path in file.parent.glob("*.partial*")] == []
    put_back(file, other)
    assert len(titles(other)) == 6


def test_a_full_disk_keeps_the_old_backup(archive: Runtime, file: Path) -> None:
    """H40"""
    before = file.read_bytes()
    code = (
        "import resource, signal, sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from app.articles import ArticleStore; from app.backup import write_backup\n"
        "store = ArticleStore.open(Path(sys.argv[1]))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try: write_backup(store, Path(sys.argv[2]), datetime.now(UTC))\n"
        "except Exception as error: print(type(error).__name__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(archive.settings.database), str(file)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        check=True,
    )
    assert done.stdout == "DiskFailed\n"
    assert file.read_bytes() == before
    assert not list(file.parent.glob("*.partial*"))


def test_a_restore_that_fails_at_the_last_moment_leaves_the_former_archive(
    archive: Runtime, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H06: without an index for a moment, which any writer builds."""
    write(archive.articles, [article(6)])

    def fail(_source: Path, _target: Path) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("app.articles.copying.copy_in", fail)
        with pytest.raises(StoreError):
            put_back(file, archive, force=True)
    assert len(titles(archive)) == 6
    assert Indexer(archive.articles, archive.engine).heal()
    assert archive.checker.verify().is_sound


def test_every_backup_of_an_archive_that_is_written_all_the_while_can_be_restored(tmp_path: Path) -> None:
    """DUR-10, H40: it holds what was acknowledged before; ``make torture`` makes a hundred."""
    assert back_up(tmp_path, count=5, seed=10) > 10


def test_the_log_of_a_restore_that_was_killed_is_not_taken_for_one_of_the_backup(
    archive: Runtime, file: Path, other: Runtime
) -> None:
    """DUR-12: found by a random history."""
    left = other.settings.data_dir / "restoring.db"
    unpack(file, left)
    with sqlite3.connect(left) as killed:
        killed.execute("PRAGMA journal_mode=WAL")
        killed.execute("DELETE FROM article_versions")
        killed.execute("DELETE FROM articles")
        killed.commit()
        log = left.with_name(left.name + "-wal").read_bytes()
    killed.close()
    left.with_name(left.name + "-wal").write_bytes(log)
    put_back(file, other)
    assert titles(other) == titles(archive)
    assert not list(other.settings.data_dir.glob("restoring*"))


def test_a_restore_that_cannot_clear_up_is_one_all_the_same(
    other: Runtime, file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """H12, DUR-7: what it leaves is gone after the next one."""
    unlink, asked = Path.unlink, []

    def fail(path: Path, missing_ok: bool = False) -> None:
        asked.append(path.name)
        if asked.count("restoring.db") == 2:
            raise OSError(errno.EIO, "Input/output error")
        unlink(path, missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", fail)
        restored = put_back(file, other)
    assert other.articles.count() == restored.manifest.articles
    assert "restoring.db cannot be removed: Input/output error" in caplog.text
    assert other.checker.verify().is_sound
    put_back(file, other, force=True)
    assert not list(other.settings.data_dir.glob("restoring*"))
