"""What differs between store and index is found, all of it, and mended."""

import random
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

import pytest

from app.checking import KINDS, MENDED, Drift, RollingCheck
from app.errors import Busy
from app.runtime import Runtime
from app.search.engine import LAST_ID, Batch
from tests.building import article, write
from tests.durability.planting import PLANTS, execute, index_folder
from tests.waiting import wait_for

COUNT = 60


@pytest.fixture
def archive(runtime: Runtime) -> Runtime:
    """60 articles in a few segments, some of them deleted or replaced."""
    for first in range(1, COUNT, 20):
        write(runtime.articles, [article(n) for n in range(first, first + 20)])
        runtime.indexer.sync()
    write(runtime.articles, [article(7, title="Seven sails no more")])
    execute(runtime, "DELETE FROM articles WHERE id = 8")
    execute(runtime, "INSERT INTO changes (article_id, changed_at) VALUES (8, '2026-01-01')")
    runtime.indexer.sync()
    return runtime


def test_a_sound_archive_is_called_sound(archive: Runtime) -> None:
    report = archive.checker.verify()
    assert report.is_sound
    assert (report.articles, report.indexed, report.waiting) == (COUNT - 1, COUNT - 1, 0)


@pytest.mark.parametrize("size", [1, 7, 2000])
@pytest.mark.parametrize("kind", KINDS)
def test_every_planted_fault_is_found_and_no_other(archive: Runtime, kind: str, size: int) -> None:
    """H23: found 100 %, whatever the slices."""
    planted = set(random.Random(kind).sample(sorted(set(range(1, COUNT + 1)) - {8}), 9))
    for number in planted:
        PLANTS[kind](archive, number)
    found: dict[str, set[int]] = {}
    for compared in archive.checker.slices(size):
        for told, ids in compared.differing.items():
            found.setdefault(told, set()).update(ids)
    expected = {100_000 + number for number in planted} if kind == "extra" else planted
    assert found == {kind: expected}


def test_faults_of_all_kinds_are_counted_and_mended_at_once(archive: Runtime) -> None:
    """H23"""
    numbers = iter(range(20, COUNT))
    planted = {kind: list(islice(numbers, many)) for many, kind in enumerate(PLANTS, 1)}
    for kind, some in planted.items():
        for number in some:
            PLANTS[kind](archive, number)
    report = archive.checker.verify()
    assert report.counts == {kind: len(some) for kind, some in planted.items()}
    assert not report.can_be_repaired
    assert report.examples["extra"] == [100_000 + number for number in planted["extra"]]
    mended = sum(len(planted[kind]) for kind in MENDED)
    assert archive.checker.repair(lambda _: None).mended == mended
    assert archive.checker.verify().counts == {"altered": len(planted["altered"])}


def test_an_emptied_index_is_not_sound(archive: Runtime) -> None:
    """H24: the index is compared with the database, not with itself."""
    with archive.engine.rebuild() as new:
        new.apply(Batch(archive.articles.last_sequence()))
    report = archive.checker.verify()
    assert (report.indexed, report.counts) == (0, {"missing": COUNT - 1})
    assert archive.checker.repair(lambda _: None).mended == COUNT - 1
    assert archive.checker.verify().is_sound


def test_what_waits_to_be_indexed_is_no_difference(archive: Runtime) -> None:
    write(archive.articles, [article(1, title="New words"), article(99)])
    report = archive.checker.verify()
    assert report.is_sound
    assert report.waiting == 2


@pytest.mark.parametrize("damage", ["flipped", "cut", "gone"])
def test_each_damaged_file_of_the_index_is_named_and_repaired(archive: Runtime, damage: str) -> None:
    """H18, H19"""
    files = sorted(index_folder(archive).glob("*.arrays"))[:2]
    for path in files:
        content = path.read_bytes()
        path.unlink()
        if damage != "gone":
            flipped = content[:40] + bytes([content[40] ^ 1]) + content[41:]
            path.write_bytes(flipped if damage == "flipped" else content[:-9])
    archive.engine.close()
    report = archive.checker.verify()
    named = [path.name in fault for path, fault in zip(files, report.index_faults, strict=True)]
    assert named == [True, True]
    assert not report.is_sound
    assert archive.engine.exists(), "verify changes nothing"
    assert archive.checker.repair(lambda _: None).rebuilt
    assert archive.checker.verify().is_sound


def test_a_lost_index_is_a_fault_that_is_repaired(archive: Runtime) -> None:
    """H22"""
    shutil.rmtree(archive.settings.index_dir)
    report = archive.checker.verify()
    assert (len(report.index_faults), report.can_be_repaired) == (1, True)
    assert archive.checker.repair(lambda _: None).rebuilt
    assert archive.checker.verify().is_sound


def test_rows_that_belong_to_nothing_are_told(archive: Runtime) -> None:
    execute(archive, "DELETE FROM articles WHERE id = 7")
    report = archive.checker.verify()
    assert report.database_faults == ["1 rows of article_versions belong to nothing"]
    assert not report.can_be_repaired


def test_an_archive_is_compared_while_others_write(archive: Runtime) -> None:
    """Nobody waits, and nothing is taken for a difference that only has not been indexed yet."""
    stop = threading.Event()

    def write_on() -> None:
        number = 1000
        while not stop.is_set():
            number += 1
            write(archive.articles, [article(number), article(number % COUNT + 1, title=f"Edition {number}")])
            archive.indexer.sync()

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        for _ in range(15):
            assert [compared.differing for compared in archive.checker.slices(10) if compared.differing] == []
    finally:
        stop.set()
        writer.join()


def test_looks_while_serving_go_round_and_mend_what_they_find(
    archive: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H23"""
    monkeypatch.setattr("app.checking.LOOK", 20)
    for number, kind in enumerate(sorted(MENDED), 20):
        PLANTS[kind](archive, number)
    with archive.syncer():
        wait_for(lambda: archive.rolling.drift().passes >= 2)
    drift = archive.rolling.drift()
    assert (drift.differing, drift.mended) == (0, len(MENDED))
    assert drift.checked >= 2 * (COUNT - 1)
    assert archive.checker.verify().is_sound


def test_what_cannot_be_mended_now_shows_until_it_is(archive: Runtime) -> None:
    busy = [True]

    @contextmanager
    def writing() -> Iterator[None]:
        if busy[0]:
            raise Busy("somebody writes")
        yield

    rolling = RollingCheck(archive.checker, writing)
    PLANTS["missing"](archive, 3)
    rolling.look()
    assert rolling.drift() == Drift(differing=1, mended=0, checked=COUNT - 1, passes=1)
    rolling.look()
    assert rolling.drift().differing == 1
    busy[0] = False
    rolling.look()
    assert (rolling.drift().differing, rolling.drift().mended) == (0, 1)


def test_an_altered_article_shows_and_stays(archive: Runtime) -> None:
    PLANTS["altered"](archive, 3)
    for _ in range(2):
        archive.rolling.look()
    assert (archive.rolling.drift().differing, archive.rolling.drift().mended) == (1, 0)


def test_an_empty_archive_is_sound(runtime: Runtime) -> None:
    report = runtime.checker.verify()
    assert (report.is_sound, report.articles) == (True, 0)
    assert [compared.last for compared in runtime.checker.slices()] == [LAST_ID]
