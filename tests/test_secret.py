"""The key that server processes share."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.errors import UsageError
from app.secret import KEY_BYTES, shared_key


def test_it_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "cursor.key"
    key = shared_key(path)
    assert len(key) == KEY_BYTES
    assert shared_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_every_archive_has_its_own(tmp_path: Path) -> None:
    assert shared_key(tmp_path / "one") != shared_key(tmp_path / "other")


def test_those_that_make_it_at_once_get_the_same(tmp_path: Path) -> None:
    """I21."""
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(shared_key, [tmp_path / "cursor.key"] * 32))
    assert len(keys) == 1


def test_a_damaged_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "cursor.key").write_bytes(b"short")
    with pytest.raises(UsageError, match="in the data directory is damaged: delete it"):
        shared_key(tmp_path / "cursor.key")


def test_a_folder_that_cannot_be_written_is_told_without_its_path(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be kept") as refused:
        shared_key(tmp_path / "missing" / "cursor.key")
    assert str(tmp_path) not in str(refused.value)


def test_where_nothing_can_be_written_each_process_has_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H08: an archive that is only read still gives cursors."""
    monkeypatch.setattr("app.secret.is_writable", lambda path: False)
    keys = {shared_key(tmp_path / "cursor.key") for _ in range(2)}
    assert {len(key) for key in keys} == {KEY_BYTES}
    assert len(keys) == 2
    assert list(tmp_path.iterdir()) == []
