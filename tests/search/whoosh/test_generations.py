"""Generations: built aside, swapped, healed."""

import errno
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from app.errors import IndexUnavailable
from app.search.analysis import Analyzer
from app.search.engine import Batch, Document, SearchRequest
from app.search.query.tree import Word
from app.search.whoosh import WhooshEngine
from app.search.whoosh import engine as engine_module
from app.search.whoosh.columnar.former import Keep
from app.search.whoosh.engine import VERSION
from app.search.whoosh.generation import Generation


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "index"


def engine_of(directory: Path) -> WhooshEngine:
    engine = WhooshEngine(directory, Analyzer())
    if not engine.exists():
        engine.discard()
    return engine


def found(engine: WhooshEngine, word: str) -> list[int]:
    return [hit.id for hit in engine.search(SearchRequest(Word(word))).hits]


def generations(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir() if path.is_dir())


def test_without_an_index_it_says_so(directory: Path) -> None:
    engine = WhooshEngine(directory, Analyzer())
    assert not engine.exists()
    with pytest.raises(IndexUnavailable):
        engine.sequence()


def test_the_sequence_is_read_from_the_index_itself(directory: Path) -> None:
    engine_of(directory).apply(Batch(41, [Document(1, {"title": "ferry"})]))
    assert engine_of(directory).sequence() == 41


def test_another_process_sees_a_commit_and_a_swap_without_opening_anew(directory: Path) -> None:
    writer, reader = engine_of(directory), engine_of(directory)
    writer.apply(Batch(1, [Document(1, {"title": "ferry"})]))
    assert found(reader, "ferry") == [1]
    with writer.rebuild() as new:
        new.apply(Batch(2, [Document(2, {"title": "ferry"})]))
        assert found(reader, "ferry") == [1], "the old index answers until the swap"
    assert found(reader, "ferry") == [2]


def test_a_reader_holds_no_file_that_the_index_has_no_more(directory: Path) -> None:
    """LOAD-6, J15: or the space of every former generation stays taken."""
    reader = WhooshEngine(directory, Analyzer(), keep=Keep())
    writer = WhooshEngine(directory, Analyzer(), keep=Keep())
    writer.discard()
    for number in range(1, 20):
        writer.apply(Batch(number, [Document(number, {"title": "ferry"})]))
        assert len(found(reader, "ferry")) == number
    held = [str(each.readlink()) for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
    assert [path for path in held if path.startswith(str(directory)) and path.endswith("(deleted)")] == []


def test_an_index_that_is_taken_away_while_it_is_open_counts_as_missing(directory: Path) -> None:
    engine = engine_of(directory)
    engine.apply(Batch(1, [Document(1, {"title": "ferry"})]))
    assert found(engine, "ferry") == [1]
    shutil.rmtree(directory / generations(directory)[0])
    with pytest.raises(IndexUnavailable):
        found(engine, "ferry")


def test_an_index_whose_folder_was_deleted_is_built_anew_under_a_name_it_had_before(directory: Path) -> None:
    """H22: nothing that was read from the lost one is taken for the new one's."""
    writer, reader = engine_of(directory), engine_of(directory)
    writer.apply(Batch(1, [Document(1, {"title": "ferry"}), Document(2, {"title": "dam"})]))
    assert found(reader, "ferry") == found(writer, "ferry") == [1]
    shutil.rmtree(directory)
    with writer.rebuild() as new:
        new.apply(Batch(1, [Document(3, {"title": "ferry"})]))
        new.apply(Batch(2, [Document(4, {"title": "quay"})]))
    for engine in (writer, reader):
        engine.apply(Batch(3, [Document(5, {"title": "ferry"})], deletes=[4]))
        assert (found(engine, "ferry"), found(engine, "quay OR dam")) == ([5, 3], [])


def test_a_rebuilt_index_has_as_few_segments_as_may_be(directory: Path) -> None:
    engine = engine_of(directory)
    with engine.rebuild() as new:
        for number in range(1, 4):
            new.apply(Batch(number, [Document(number, {"title": "ferry"})]))
    assert (engine.stats().segments, found(engine, "ferry")) == (1, [3, 2, 1])


def test_a_search_that_loses_its_generation_to_swaps_is_answered_from_the_newest(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G35: between finding it and reading it, as often as may be."""
    writer = engine_of(directory)
    reader = engine_of_same(directory)
    sequences = iter(range(1, engine_module._TRIES))
    current = WhooshEngine._current

    def late(engine: WhooshEngine) -> Generation:
        generation = current(engine)
        if engine is reader and (sequence := next(sequences, 0)):
            with writer.rebuild() as new:
                new.apply(Batch(sequence, [Document(sequence, {"title": "ferry"})]))
        return generation

    monkeypatch.setattr(WhooshEngine, "_current", late)
    assert found(reader, "ferry") == [engine_module._TRIES - 1]


def test_only_the_current_generation_stays(directory: Path) -> None:
    engine = engine_of(directory)
    for _ in range(3):
        with engine.rebuild() as new:
            new.apply(Batch(1))
    assert generations(directory) == [f"v{VERSION}-000004"]


def test_a_rebuild_that_fails_leaves_the_old_index(directory: Path) -> None:
    """H05"""
    engine = engine_of(directory)
    engine.apply(Batch(1, [Document(1, {"title": "ferry"})]))
    with pytest.raises(ZeroDivisionError), engine.rebuild() as new:
        new.apply(Batch(1 // 0))
    assert found(engine, "ferry") == [1]
    assert generations(directory) == [f"v{VERSION}-000001"]


def test_what_a_killed_rebuild_left_behind_is_in_nobodys_way(directory: Path) -> None:
    """H05"""
    engine = engine_of(directory)
    (directory / f"v{VERSION}-000009").mkdir()
    with engine.rebuild() as new:
        new.apply(Batch(3))
    assert engine.sequence() == 3
    assert generations(directory) == [f"v{VERSION}-000010"]


def test_a_batch_that_fails_leaves_the_index_as_it_was(directory: Path) -> None:
    engine = engine_of(directory)
    engine.apply(Batch(1, [Document(1, {"title": "ferry"})]))
    broken = Document(2, {"title": "ferry"}, dates={"published": 2**70})
    with pytest.raises(Exception, match=r"int|argument|range"):
        engine.apply(Batch(2, [Document(1, {"title": "dam"}), broken]))
    assert (engine.sequence(), found(engine, "ferry")) == (1, [1])
    engine.apply(Batch(2, [Document(1, {"title": "dam"})]))
    assert found(engine, "dam") == [1]


def gathered(engine: WhooshEngine, numbers: Iterable[int]) -> None:
    for number in numbers:
        engine.gather(Batch(number, [Document(number, {"title": "ferry"})]))


def test_batches_that_are_gathered_are_one_commit(directory: Path) -> None:
    engine = engine_of(directory)
    gathered(engine, range(1, 4))
    assert (engine.sequence(), found(engine, "ferry")) == (0, [])
    engine.apply(Batch(4, [Document(4, {"title": "ferry"})]))
    assert (engine.sequence(), found(engine, "ferry"), engine.stats().segments) == (4, [4, 3, 2, 1], 1)


@pytest.mark.parametrize("limit", ["generation._PAUSE", "documents._MOST_WORDS"])
def test_what_is_gathered_is_committed_after_a_while_and_before_it_is_too_much(
    directory: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(f"app.search.whoosh.{limit}", 0)
    engine = engine_of(directory)
    gathered(engine, range(1, 4))
    assert engine.sequence() == 3


def test_what_was_gathered_before_a_batch_that_fails_is_done_anew(directory: Path) -> None:
    engine = engine_of(directory)
    gathered(engine, [1])
    with pytest.raises(Exception, match=r"int|argument|range"):
        engine.apply(Batch(2, [Document(2, {"title": "ferry"}, dates={"published": 2**70})]))
    assert engine.sequence() == 0
    gathered(engine, [1, 2])
    engine.settle()
    assert (engine.sequence(), found(engine, "ferry")) == (2, [2, 1])


def test_more_documents_than_a_segment_holds_are_gathered_into_several(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.search.whoosh.documents.MAX_DOCUMENTS", 2)
    engine = engine_of(directory)
    engine.apply(Batch(5, [Document(number, {"title": "ferry"}) for number in range(1, 6)]))
    assert (engine.sequence(), found(engine, "ferry")) == (5, [5, 4, 3, 2, 1])


@pytest.mark.parametrize("step", ["write_arrays", "write_toc", "sync_folder"])
def test_writing_goes_on_after_a_commit_that_the_disk_refused(
    directory: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """H09, H10"""
    engine = engine_of(directory)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(f"app.search.whoosh.columnar.index.{step}", full)
        with pytest.raises(IndexUnavailable, match="No space"):
            engine.apply(Batch(1, [Document(1, {"title": "ferry"})]))
    assert engine.sequence() == 0
    engine.apply(Batch(1, [Document(1, {"title": "ferry"})]))
    assert (engine.sequence(), found(engine, "ferry")) == (1, [1])


@pytest.mark.parametrize("damage", ["garbage", "gone", "empty"])
@pytest.mark.parametrize("name", ["TOC", "arrays"])
def test_a_damaged_index_is_never_read_again(directory: Path, damage: str, name: str) -> None:
    """H18 to H22: what is noticed in one process is known to all; whoever writes next builds another."""
    engine = engine_of(directory)
    engine.apply(Batch(1, [Document(1, {"title": "ferry"})]))
    (current,) = (path for path in directory.iterdir() if path.is_dir())
    (path,) = (path for path in current.iterdir() if name in path.name)
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(b"" if damage == "empty" else b"garbage" * 100)
    again = WhooshEngine(directory, Analyzer())
    with pytest.raises(IndexUnavailable):
        found(again, "ferry")
    assert not engine_of_same(directory).exists()
    again.discard()
    assert again.sequence() == 0


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\xca\xfe", b"v9-000001", b"../../etc", b"v5-999999"),
        *(b"v%d-000001/" % VERSION, b"v%d-000001/../v%d-000001" % (VERSION, VERSION)),
    ],
)
def test_a_pointer_to_nothing_counts_as_no_index(directory: Path, content: bytes) -> None:
    """H20"""
    engine = engine_of(directory)
    (directory / "CURRENT").write_bytes(content)
    with pytest.raises(IndexUnavailable, match="there is no index"):
        found(engine, "ferry")
    assert not engine.exists()


@pytest.mark.parametrize("call", ["mmap.mmap", "io.open"])
@pytest.mark.parametrize("error", [errno.EMFILE, errno.ENFILE, errno.ENOMEM], ids=errno.errorcode.get)
def test_too_many_open_files_do_not_condemn_an_index(
    directory: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: int
) -> None:
    """H17: refused for now, and answered again when there are some."""
    engine_of(directory).apply(Batch(1, [Document(1, {"title": "ferry"})]))
    engine = engine_of_same(directory)

    def too_many(*_: object, **_named: object) -> None:
        raise OSError(error, os.strerror(error))

    with monkeypatch.context() as patch:
        patch.setattr(call, too_many)
        with pytest.raises(IndexUnavailable, match=os.strerror(error)):
            found(engine, "ferry")
    assert found(engine, "ferry") == [1]


def engine_of_same(directory: Path) -> WhooshEngine:
    return WhooshEngine(directory, Analyzer())


def test_an_index_of_another_version_counts_as_missing(directory: Path) -> None:
    """H21"""
    engine = engine_of(directory)
    (current,) = (path for path in directory.iterdir() if path.is_dir())
    other = current.with_name(f"v{VERSION + 1}-000001")
    current.rename(other)
    (directory / "CURRENT").write_text(other.name)
    assert not engine.exists()


def test_another_process_answers_from_a_former_generation(directory: Path) -> None:
    writer, reader = engine_of(directory), engine_of(directory)
    writer.apply(Batch(1, [Document(1, {"title": "ferry"})]))
    generation = reader.search(SearchRequest(Word("ferry"))).generation
    for number in range(2, 12):
        writer.apply(Batch(number, [Document(number, {"title": "ferry"})], deletes=[1]))
        writer.settle()
    for engine in (reader, writer, engine_of(directory)):
        found = engine.search(SearchRequest(Word("ferry"), generation=generation))
        assert ([hit.id for hit in found.hits], found.generation) == ([1], generation)
