"""What the data directory lies on."""

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from app.volume import is_nearly_full, is_writable, remote_filesystem

Usage = namedtuple("Usage", "total used free")

MOUNTS = """\
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /archive rw,relatime shared:9 - nfs4 filer:/export rw,vers=4.2
31 30 0:41 / /archive/local\\040disk rw - xfs /dev/vdb rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/archive/data", "nfs4"), ("/archive/local disk/data", ""), ("/home", ""), ("/archives", "")],
)
def test_a_file_system_of_another_machine_is_told(tmp_path: Path, folder: str, kind: str) -> None:
    """H32"""
    (tmp_path / "mountinfo").write_text(MOUNTS)
    assert remote_filesystem(Path(folder), tmp_path / "mountinfo") == kind


def test_where_mounts_are_not_known_none_is_told(tmp_path: Path) -> None:
    assert remote_filesystem(tmp_path, tmp_path / "none") == ""
    assert remote_filesystem(tmp_path) == ""


@pytest.mark.parametrize(
    ("total", "free", "nearly"),
    [
        (100 * 2**30, 4 * 2**30, False),
        (100 * 2**30, 2**30 - 1, True),
        (100 * 2**30, 2**30, False),
        (4 * 2**20, 200_000, True),
        (4 * 2**20, 300_000, False),
    ],
)
def test_a_disk_is_nearly_full_by_share_and_by_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, total: int, free: int, nearly: bool
) -> None:
    """H11"""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(total, total - free, free))
    assert is_nearly_full(tmp_path) is nearly


def test_what_is_not_there_does_not_count_as_refused(tmp_path: Path) -> None:
    assert is_writable(tmp_path, tmp_path / "none")
