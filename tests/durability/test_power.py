"""A power cut at any moment loses nothing that was acknowledged; a few of the cuts of ``make torture``."""

import random
import shutil
import tempfile
from pathlib import Path

import pytest

from benchmarks.crashes import work
from benchmarks.crashes.disk import Disk
from benchmarks.crashes.power import FIRST, cut
from benchmarks.crashes.recording import END, Op, record
from benchmarks.crashes.rounds import Archive
from benchmarks.crashes.tracing import can_trace

needs_strace = pytest.mark.skipif(
    not can_trace(), reason="needs strace, and leave to use it: apt-get install strace"
)


@needs_strace
@pytest.mark.parametrize("operation", [FIRST, "merge", "put_back"])
def test_no_power_cut_loses_what_was_acknowledged(operation: str) -> None:
    """DUR-5; H07, H08: what was not synced is lost, torn, or comes to the disk in another order."""
    with tempfile.TemporaryDirectory() as folder:
        assert cut(Path(folder), [operation], cuts=8, seed=5).total() == 8


@needs_strace
@pytest.mark.parametrize("operation", ["update", "reindex"])
def test_an_index_that_was_committed_needs_not_be_built_anew(tmp_path: Path, operation: str) -> None:
    """H07, H08: what a commit and a swap are made of is on the disk before they are told."""
    archive = tmp_path / "archive"
    state = Archive(archive, 0).state
    work.give(archive, state)
    disk = Disk(shutil.copytree(archive, tmp_path / "disk"))
    disk.do(record(archive, operation, 7, state))
    for seed in range(6):
        found = tmp_path / f"found-{seed}"
        found.mkdir()
        for name, content in disk.found(random.Random(seed)).items():
            (found / name).mkdir() if content is None else (found / name).write_bytes(content)
        with work.opened(found) as runtime:
            report = runtime.checker.verify()
            assert (report.is_sound, report.waiting) == (True, 0)


def found(tmp_path: Path, ops: list[Op]) -> list[dict[str, bytes | None]]:
    """All that a disk may hold after these."""
    each: list[dict[str, bytes | None]] = []
    for seed in range(60):
        disk = Disk(tmp_path)
        disk.do(ops)
        now = disk.found(random.Random(seed))
        if now not in each:
            each.append(now)
    return each


def test_the_disk_keeps_what_was_synced_under_a_name_that_was_synced(tmp_path: Path) -> None:
    ops = [Op("create", "a"), Op("write", "a", END, b"old"), Op("sync", "a"), Op("sync", ".")]
    assert found(tmp_path, ops) == [{"a": b"old"}]


def test_the_disk_may_lose_a_name_that_was_not_synced(tmp_path: Path) -> None:
    ops = [Op("create", "a"), Op("write", "a", END, b"old"), Op("sync", "a")]
    assert sorted(map(len, found(tmp_path, ops))) == [0, 1]


def test_the_disk_may_lose_or_tear_what_was_not_synced(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"o" * 1024)
    contents = [each["a"] for each in found(tmp_path, [Op("write", "a", 0, b"n" * 1024)])]
    pieces = [b"o" * 512, b"n" * 512]
    assert sorted(filter(None, contents)) == sorted(one + two for one in pieces for two in pieces)


def test_the_disk_renames_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").write_bytes(b"new")
    each = found(tmp_path, [Op("rename", "b", to="a")])
    assert len(each) == 2
    assert {"a": b"old", "b": b"new"} in each
    assert {"a": b"new"} in each
