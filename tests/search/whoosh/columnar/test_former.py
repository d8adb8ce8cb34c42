"""Former generations of an index: how long, how many bytes, and for whom."""

import os
from pathlib import Path

import pytest

from app.search.whoosh.columnar import former as former_module
from app.search.whoosh.columnar.columns import Prepared
from app.search.whoosh.columnar.former import Keep
from app.search.whoosh.columnar.index import ColumnarIndex
from app.search.whoosh.columnar.toc import read_toc
from tests.search.whoosh.columnar.corpus import LAYOUT, read_back

KEEP = Keep(seconds=300)


class Clock:
    """The time as the module sees it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(former_module, "time", clock)
    return clock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "i"


def opened(folder: Path, keep: Keep = KEEP) -> ColumnarIndex:
    index = ColumnarIndex(folder, LAYOUT, keep=keep)
    if not folder.exists():
        index.create()
    return index


def put(index: ColumnarIndex, number: int) -> int:
    """Commit one document; the generation that this makes."""
    index.commit([Prepared({"body": [["ferry"]]}, {}, {"id": number})], [], number)
    return index.snapshot().generation


def held(index: ColumnarIndex, generation: int) -> set[int] | None:
    """The ids of a former generation; None where it is gone."""
    snapshot = index.former(generation)
    return None if snapshot is None else {id_ for segment in snapshot.segments for id_ in read_back(segment)}


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def touched(folder: Path, clock: Clock) -> None:
    """Somebody reads now, by the clock of the test."""
    (folder / "ASKED").touch()
    os.utime(folder / "ASKED", (clock.now, clock.now))


def test_another_process_reads_former_generations(folder: Path) -> None:
    writer, reader = opened(folder), opened(folder)
    reader.ask()
    generations = {put(writer, number): set(range(1, number + 1)) for number in range(1, 20)}
    generations.pop(reader.snapshot().generation)  # the newest is none of them
    assert {number: held(reader, number) for number in generations} == generations
    assert {number: held(opened(folder), number) for number in generations} == generations


def test_nothing_is_kept_where_nobody_reads(folder: Path, tmp_path: Path) -> None:
    index, plain = opened(folder), opened(tmp_path / "plain", Keep())
    for number in range(1, 30):
        put(index, number)
        put(plain, number)
    assert {path.name for path in folder.iterdir()} == {path.name for path in (tmp_path / "plain").iterdir()}
    assert held(index, 3) is None


def test_a_generation_is_kept_for_its_time_after_it_was_replaced(folder: Path, clock: Clock) -> None:
    index = opened(folder)
    first = put(index, 1)
    clock.now += 10_000  # as long as it is the newest does not count
    touched(folder, clock)
    put(index, 2)
    for _ in range(3):
        clock.now += 99
        touched(folder, clock)
        put(index, 2)
        assert held(index, first) == {1}
    clock.now += 99
    touched(folder, clock)
    put(index, 2)
    assert held(index, first) is None


def test_what_is_no_longer_kept_leaves_no_files(folder: Path, clock: Clock, tmp_path: Path) -> None:
    index, plain = opened(folder), opened(tmp_path / "plain", Keep())
    for number in range(1, 9):
        touched(folder, clock)
        put(index, number)
        put(plain, number)
    assert size(folder) > 2 * size(tmp_path / "plain")
    clock.now += 400
    put(index, 9)
    put(plain, 9)
    names = {path.name for path in folder.iterdir()} - {"ASKED"}
    assert names == {path.name for path in (tmp_path / "plain").iterdir()}


def test_another_writer_knows_what_is_kept(folder: Path) -> None:
    """After a restart, also one by kill -9: leftovers of commits are removed, what is kept stays."""
    opened(folder).ask()
    generations = [put(opened(folder), number) for number in range(1, 6)]
    (folder / "00000999.toc").write_bytes(b"half a ta")
    (folder / "00000999-1.arrays").write_bytes(b"half a segment")
    put(opened(folder), 6)
    assert not list(folder.glob("00000999*"))
    assert [held(opened(folder), number) for number in generations[:2]] == [{1}, {1, 2}]


def test_files_of_former_generations_are_bounded(folder: Path) -> None:
    """As many bytes as the newest needs, or the least allowed; the newest of the former ones stay."""
    index = opened(folder, Keep(seconds=300, least_bytes=0))
    index.ask()
    for number in range(1, 60):
        put(index, number)
        needed = read_toc(folder).sizes
        segments = {path.name: path.stat().st_size for path in folder.glob("*.arrays")}
        former = sum(bytes_ for name, bytes_ in segments.items() if name not in needed)
        assert former <= sum(needed.values())
    assert held(index, 1) is None
    assert held(index, index.snapshot().generation - 1) is not None


def test_a_damaged_copy_is_as_good_as_gone(folder: Path) -> None:
    index = opened(folder)
    index.ask()
    first = put(index, 1)
    put(index, 2)
    (copy,) = folder.glob(f"{first:08}.toc")
    copy.write_text("0" * 300)
    assert held(index, first) is None
    put(opened(folder), 3)
    assert not copy.exists()


def test_readers_who_may_not_write_say_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = opened(folder)

    def refuse(_path: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "touch", refuse)
    index.ask()
    first = put(index, 1)
    put(index, 2)
    assert held(index, first) is None
