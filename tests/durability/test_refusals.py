"""Where nothing can be written, or nothing should be: reading goes on, writing is refused in one line."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.api.app import build_app
from app.api.limits import Buckets, Rate
from app.articles import ArticleStore, Transaction, database
from app.errors import Busy, DatabaseDamaged, DiskFailed, DiskFull, ReadOnly
from app.keys import KeyScope
from app.runtime import open_runtime
from app.settings import Settings
from tests.api.serving import serve
from tests.api.writing import article as incoming
from tests.api.writing import bearer, make_key
from tests.building import article, write
from tests.cli.running import dateline
from tests.durability.planting import execute
from tests.test_indexer import found
from tests.waiting import wait_for

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def unwritable(archive: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """As on a volume that is mounted read-only, also for root."""
    may = os.access

    def access(path: Path, mode: int) -> bool:
        return may(path, mode) and not (mode == os.W_OK and Path(path).is_relative_to(archive.data_dir))

    monkeypatch.setattr(os, "access", access)
    return archive


@pytest.fixture
def crashed(archive: Settings) -> Settings:
    """A writer was killed while it held the lock."""
    code = (
        "import os, sys; from pathlib import Path; from app.lock import writer_lock\n"
        "with writer_lock(Path(sys.argv[1]), wait=0): os._exit(9)"
    )
    root = str(Path(__file__).parents[2])
    subprocess.run(
        [sys.executable, "-c", code, str(archive.writer_lock)], env=os.environ | {"PYTHONPATH": root}
    )
    assert archive.writer_lock.read_text().strip()
    return archive


def damage(settings: Settings) -> None:
    """The page that an article lies on, which is not looked at when the database is opened."""
    content = bytearray(settings.database.read_bytes())
    page = content.index(b"Ferry 3 sails again") // 4096 * 4096
    content[page : page + 4096] = b"\xff" * 4096
    settings.database.write_bytes(content)


def files(folder: Path) -> dict[str, bytes]:
    """What the folder holds, but for what root may still write for the servers themselves."""
    own = ("ASKED", "limits.bin")
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in own)
    return {str(path): path.read_bytes() for path in paths}


def test_an_archive_on_a_read_only_volume_is_served(unwritable: Settings) -> None:
    """H14, H15: reads 200, readiness says so, and nothing is written."""
    before = files(unwritable.data_dir)
    with serve(build_app(unwritable, open_runtime)) as client:
        for path in ("/v1/search?q=ferry", "/v1/articles/3", "/v1/sources", "/health/live"):
            assert client.get(path).status_code == 200
        ready = client.get("/health/ready")
        assert (ready.status_code, ready.json()["checks"]["volume"]["writable"]) == (200, False)
    assert files(unwritable.data_dir) == before


def test_an_archive_on_a_read_only_volume_refuses_to_be_written(unwritable: Settings) -> None:
    """H15"""
    with open_runtime(unwritable) as runtime:
        assert runtime.checker.verify().is_sound
        with pytest.raises(ReadOnly), runtime.writing():
            pass
    done = dateline(unwritable.data_dir, "ingest", "-", given='{"title": "x", "source": "y"}')
    assert (done.returncode, "can only be read" in done.stderr) == (3, True)


def test_a_read_only_archive_of_an_older_schema_is_refused(
    archive: Settings, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    with open_runtime(archive) as runtime:
        execute(runtime, "UPDATE alembic_version SET version_num = '0000'")
    request.getfixturevalue("unwritable")
    with pytest.raises(ReadOnly, match="newer schema"):
        open_runtime(archive)


def test_a_volume_that_becomes_read_only_is_read_on(
    archive: Settings, request: pytest.FixtureRequest
) -> None:
    """H14"""
    with serve(build_app(archive, open_runtime)) as client:
        assert client.get("/health/ready").json()["checks"]["volume"]["writable"]
        request.getfixturevalue("unwritable")
        assert client.get("/v1/search?q=ferry").json()["total"] == 5
        volume = client.get("/health/ready").json()["checks"]["volume"]
        assert (volume["ok"], volume["writable"]) == (True, False)


def test_what_sqlite_says_of_a_read_only_volume_refuses_the_write_alone(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H14: over HTTP 503, and written again once it can be."""
    key = bearer(make_key(archive.data_dir, KeyScope.WRITE))

    def refuse(*_: object) -> None:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    with serve(build_app(archive, open_runtime)) as client:
        with monkeypatch.context() as patch:
            patch.setattr(Transaction, "write", refuse)
            refused = client.post("/v1/articles", headers=key, json=incoming())
            assert (refused.status_code, refused.json()["code"]) == (503, "readOnly")
            assert client.get("/v1/search?q=ferry").json()["total"] == 5
        assert client.post("/v1/articles", headers=key, json=incoming()).status_code == 201


def test_a_folder_on_another_machine_is_warned_of_at_every_start(
    archive: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """H32"""
    open_runtime(archive).close()
    assert "one machine only" not in caplog.text
    monkeypatch.setattr("app.runtime.remote_filesystem", lambda _: "nfs4")
    open_runtime(archive).close()
    assert "is on nfs4: serve and ingest on one machine only" in caplog.text


def test_writes_are_refused_before_the_disk_is_full(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H10, H11: and resume as soon as there is room."""
    with open_runtime(archive) as runtime:
        with monkeypatch.context() as patch:
            patch.setattr(shutil, "disk_usage", lambda _: Usage(2**40, 2**40, 2**20))
            with pytest.raises(DiskFull), runtime.writing():
                pass
        with runtime.writing():
            write(runtime.articles, [article(9)])
    assert DiskFull("x").status == 507


def test_a_nearly_full_disk_shows_in_readiness_and_refuses_writes_over_http(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H11"""
    key = bearer(make_key(archive.data_dir, KeyScope.WRITE))
    with serve(build_app(archive, open_runtime)) as client:
        assert client.get("/health/ready").json()["checks"]["volume"]["nearly_full"] is False
        with monkeypatch.context() as patch:
            patch.setattr(shutil, "disk_usage", lambda _: Usage(2**40, 2**40, 2**20))
            ready = client.get("/health/ready")
            volume = ready.json()["checks"]["volume"]
            assert (ready.status_code, volume["nearly_full"]) == (200, True)
            assert volume["detail"] == "the disk is nearly full: writes are refused"
            refused = client.post("/v1/articles", headers=key, json=incoming())
            assert (refused.status_code, refused.json()["code"]) == (507, "diskFull")
        assert client.post("/v1/articles", headers=key, json=incoming()).status_code == 201


def test_a_disk_that_is_full_in_the_middle_of_a_write_is_507_until_there_is_room(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H09, H10: without a start anew, and reading goes on."""
    key = bearer(make_key(archive.data_dir, KeyScope.WRITE))

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with serve(build_app(archive, open_runtime)) as client:
        with monkeypatch.context() as patch:
            patch.setattr(Transaction, "write", full)
            refused = client.post("/v1/articles", headers=key, json=incoming())
            assert (refused.status_code, refused.json()["code"]) == (507, "diskFull")
            assert client.get("/v1/search?q=ferry").json()["total"] == 5
            assert client.get("/health/ready").status_code == 200
        assert client.post("/v1/articles", headers=key, json=incoming()).status_code == 201


def test_after_a_kill_the_database_is_checked_before_it_is_written(crashed: Settings) -> None:
    """H25: reading goes on, writing is refused, a backup is the way out."""
    damage(crashed)
    with open_runtime(crashed) as runtime:
        for _ in range(2):
            with pytest.raises(DatabaseDamaged, match="restore a backup"), runtime.writing():
                pass
    done = dateline(crashed.data_dir, "ingest", "-", given='{"title": "x", "source": "y"}')
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)


def test_a_server_checks_what_a_kill_left_and_is_not_ready_with_a_damaged_database(crashed: Settings) -> None:
    """H25, I25"""
    damage(crashed)
    with serve(build_app(crashed, open_runtime)) as client:
        wait_for(lambda: client.get("/health/ready").status_code == 503)
        store = client.get("/health/ready").json()["checks"]["store"]
        assert (store["ok"], "restore a backup" in store["detail"]) == (False, True)
        assert client.get("/health/live").status_code == 200


def test_after_a_kill_a_sound_database_is_written_as_before(crashed: Settings) -> None:
    """H31: no step by hand, and it is checked once."""
    checked: list[int] = []
    with open_runtime(crashed) as runtime, pytest.MonkeyPatch.context() as patch:
        patch.setattr(ArticleStore, "check", lambda _: checked.append(1))
        for _ in range(3):
            with runtime.writing():
                pass
    assert checked == [1]


def test_after_a_failure_of_the_disk_nothing_is_written_until_a_start(archive: Settings) -> None:
    """H13: what an fsync could not write may be lost, whatever the next one says."""
    with open_runtime(archive) as runtime:
        with pytest.raises(DiskFailed), runtime.writing(), database.told():
            raise sqlite3.OperationalError("disk I/O error")
        with pytest.raises(DiskFailed), runtime.writing():
            pass
        assert found(runtime, "ferry"), "reading goes on"
    with open_runtime(archive) as runtime, runtime.writing():
        write(runtime.articles, [article(9)])


def test_one_writes_and_all_read(archive: Settings) -> None:
    """H29, H30: two servers on one data directory take turns at writing, and say so."""
    with open_runtime(archive) as one, open_runtime(archive) as other:
        with one.writing():
            write(one.articles, [article(9)])
            one.indexer.sync()
            with pytest.raises(Busy, match=f"process {os.getpid()} is writing"), other.writing():
                pass
            assert len(found(other, "ferry")) == 6
        with other.writing():
            write(other.articles, [article(10)])
            other.indexer.sync()
        assert len(found(one, "ferry")) == 7


@pytest.fixture
def stranger(archive: Settings) -> Iterator[None]:
    """We have no right to the folder: as root we become somebody else, else we take our rights away."""
    mode, user = archive.data_dir.stat().st_mode, os.geteuid()
    archive.data_dir.chmod(0)
    if user == 0:
        os.seteuid(65534)
    yield
    os.seteuid(user)
    archive.data_dir.chmod(mode)


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("words", [["status"], ["verify"], ["ingest", "-"], ["backup", "x.backup"]])
def test_a_folder_of_somebody_else_is_told_in_one_line(archive: Settings, words: list[str]) -> None:
    """H16"""
    done = dateline(archive.data_dir, *words, given='{"title": "x", "source": "y"}')
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "DATELINE_DATA_DIR" in done.stderr


@pytest.mark.parametrize("call", ["open", "posix_fallocate"])
def test_limits_are_counted_in_memory_where_there_is_no_room_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """H09, H15: a file without room for it would end the process, whatever the handlers."""

    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        buckets = Buckets(tmp_path / "limits.bin")
    with buckets:
        levels = [buckets.take("somebody", Rate(2)) for _ in range(3)]
    assert [level.allowed for level in levels] == [True, True, False]
