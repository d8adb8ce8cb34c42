"""Segments, merging and commits against plain dictionaries."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.search.whoosh.columnar import index as index_module
from app.search.whoosh.columnar import tiers, toc
from app.search.whoosh.columnar.arrays import Damaged
from app.search.whoosh.columnar.build import build_segment
from app.search.whoosh.columnar.columns import Prepared
from app.search.whoosh.columnar.index import ColumnarIndex
from app.search.whoosh.columnar.layout import Layout
from app.search.whoosh.columnar.segment import Segment
from app.search.whoosh.columnar.toc import NAME, read_toc
from tests.search.whoosh.columnar.corpus import LAYOUT, Plain, documents, lengths, plain, read_back

ids = st.integers(1, 12)
batches = st.lists(
    st.tuples(
        st.lists(documents(ids), max_size=6, unique_by=lambda d: d.numbers["id"]), st.sets(ids, max_size=3)
    ),
    max_size=12,
)


def doc(number: int, body: str = "ferry", day: int | None = None) -> Prepared:
    return Prepared({"body": [body.split()]}, {"tag": {body[:1]}}, {"id": number, "day": day})


def fresh(folder: Path) -> ColumnarIndex:
    index = ColumnarIndex(folder, LAYOUT)
    index.create()
    return index


def contents(index: ColumnarIndex) -> dict[int, Plain]:
    found: dict[int, Plain] = {}
    for segment in index.snapshot().segments:
        shown = read_back(segment)
        assert not shown.keys() & found.keys()
        found |= shown
    return found


@given(st.lists(documents(ids), max_size=8, unique_by=lambda d: d.numbers["id"]))
def test_a_segment_gives_back_what_was_put_in(given_documents: list[Prepared]) -> None:
    arrays, count = build_segment(LAYOUT, given_documents)
    segment = Segment("s", LAYOUT, arrays, count)
    shown = read_back(segment)
    assert list(shown) == [d.numbers["id"] for d in given_documents]
    assert list(shown.values()) == [plain(d) for d in given_documents]
    for field in ("title", "body"):
        assert segment.lengths(field).tolist() == [lengths(document, field) for document in shown.values()]
    ends, ordinals = segment.ordinals("tag")
    start = 0
    for document, end in zip(shown.values(), ends.tolist(), strict=True):
        assert {segment.terms("tag")[n].decode() for n in ordinals[start:end].tolist()} == document["tag"]
        start = end


@settings(max_examples=60, deadline=None)
@given(batches)
def test_commits_are_as_changes_to_a_dictionary(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[list[Prepared], set[int]]]
) -> None:
    index = fresh(tmp_path_factory.mktemp("index") / "i")
    expected: dict[int, Plain] = {}
    for number, (puts, deletes) in enumerate(changes, 1):
        gone = deletes - {d.numbers["id"] for d in puts}
        index.commit(puts, gone, number)
        expected = {key: value for key, value in expected.items() if key not in gone}
        expected |= {d.numbers["id"]: plain(d) for d in puts}
        assert contents(index) == expected
        snapshot = index.snapshot()
        assert (snapshot.sequence, snapshot.live_count) == (number, len(expected))
    again = ColumnarIndex(index._folder, LAYOUT)
    assert not changes or list(again.faults()) == []
    assert contents(again) == expected


def test_segments_stay_few_while_documents_come_one_by_one(tmp_path: Path) -> None:
    """J15"""
    index = fresh(tmp_path / "i")
    for number in range(1, 201):
        index.commit([doc(number)], [], number)
        assert len(index.snapshot().segments) <= 3 * tiers.FAN
    assert len(contents(index)) == 200
    assert len(list((tmp_path / "i").iterdir())) <= 3 * tiers.FAN + 1


def sizes(index: ColumnarIndex) -> list[int]:
    return sorted(segment.count for segment in index.snapshot().segments)


def test_at_rest_all_that_fits_is_merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (index_module, tiers):
        monkeypatch.setattr(module, "MAX_DOCUMENTS", 64)
    index = fresh(tmp_path / "i")
    for first in range(1, 101, 10):
        index.commit([doc(n) for n in range(first, first + 10)], [first], first)
    expected = contents(index)
    index.settle()
    assert len(sizes(index)) == 2
    assert (contents(index), index.snapshot().sequence) == (expected, 91)
    before = index.snapshot()
    index.settle()
    assert index.snapshot() is before, "there is nothing left to gain"


def test_at_rest_a_large_segment_is_not_written_anew_for_few_documents(tmp_path: Path) -> None:
    index = fresh(tmp_path / "i")
    index.commit([doc(n) for n in range(1, 33)], [], 1)
    index.commit([doc(n) for n in (33, 34, 35)], [], 2)
    index.settle()
    assert sizes(index) == [3, 32]
    index.commit([doc(36)], [], 3)
    index.settle()
    assert sizes(index) == [36]


def test_settling_often_writes_each_document_a_few_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0
    merge = index_module.merge_segments

    def counted(segments: list[Segment]) -> object:
        nonlocal written
        written += sum(segment.live_count for segment in segments)
        return merge(segments)

    monkeypatch.setattr(index_module, "merge_segments", counted)
    index = fresh(tmp_path / "i")
    for first in range(1, 601, 10):
        index.commit([doc(n) for n in range(first, first + 10)], [], first)
        index.settle()
        assert len(sizes(index)) <= 4
    assert written <= 9 * 2 * 600


def test_a_commit_is_seen_before_anything_is_merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """J15"""
    index, reader = fresh(tmp_path / "i"), ColumnarIndex(tmp_path / "i", LAYOUT)
    seen: list[int] = []
    merge = index_module.merge_segments

    def watched(segments: list[Segment]) -> object:
        seen.append(reader.snapshot().live_count)
        return merge(segments)

    monkeypatch.setattr(index_module, "merge_segments", watched)
    for number in range(1, tiers.FAN + 1):
        index.commit([doc(number)], [], number)
    assert seen == [tiers.FAN]


def test_a_segment_that_is_mostly_deleted_is_written_anew(tmp_path: Path) -> None:
    index = fresh(tmp_path / "i")
    index.commit([doc(n) for n in range(1, 11)], [], 1)
    index.commit([], range(1, 7), 2)
    (segment,) = index.snapshot().segments
    assert (segment.count, segment.live_count, segment.deleted) == (4, 4, None)
    index.commit([], range(1, 11), 3)
    assert index.snapshot().segments == ()


def test_no_segment_grows_beyond_sixteen_bits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (index_module, tiers):
        monkeypatch.setattr(module, "MAX_DOCUMENTS", 10)
    index = fresh(tmp_path / "i")
    index.commit([doc(n) for n in range(1, 26)], [], 1)
    for number in range(26, 60):
        index.commit([doc(number)], [], number)
    assert max(segment.count for segment in index.snapshot().segments) <= 10
    assert len(contents(index)) == 59


def test_a_reader_keeps_its_snapshot_while_others_commit(tmp_path: Path) -> None:
    writer, reader = fresh(tmp_path / "i"), ColumnarIndex(tmp_path / "i", LAYOUT)
    writer.commit([doc(1)], [], 1)
    before = reader.snapshot()
    for number in range(2, 40):
        writer.commit([doc(number)], [number - 1], number)
    assert [list(read_back(segment)) for segment in before.segments] == [[1]]
    assert list(contents(reader)) == [39]
    assert reader.snapshot() is reader.snapshot(), "no work while nothing changes"


@pytest.mark.parametrize(
    "failing",
    [(index_module, "write_toc"), (index_module, "write_arrays"), (toc.os, "fsync"), (Path, "replace")],
)
def test_a_commit_that_fails_leaves_the_index_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: tuple[object, str]
) -> None:
    """H03, H09: wherever it ends, even while the table of contents is being written."""
    index = fresh(tmp_path / "i")
    index.commit([doc(1)], [], 1)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*failing, full)
    with pytest.raises(OSError, match="No space"):
        index.commit([doc(2)], [1], 2)
    monkeypatch.undo()
    for reader in (index, ColumnarIndex(tmp_path / "i", LAYOUT)):
        assert (list(contents(reader)), reader.snapshot().sequence) == ([1], 1)
    index.commit([doc(2)], [1], 2)
    assert list(contents(index)) == [2]


def test_a_reader_that_loses_its_files_to_commits_reads_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G35: between reading the table of contents and opening what it names, as often as may be."""
    writer = fresh(tmp_path / "i")
    writer.commit([doc(1)], [], 1)
    sequences = iter(range(2, index_module._TRIES + 1))

    def late(folder: Path, name: str = "TOC") -> toc.Toc:
        read = read_toc(folder, name)
        monkeypatch.setattr(index_module, "read_toc", read_toc)
        if sequence := next(sequences, 0):
            writer.commit([doc(1)], [], sequence)
            monkeypatch.setattr(index_module, "read_toc", late)
        return read

    monkeypatch.setattr(index_module, "read_toc", late)
    reader = ColumnarIndex(tmp_path / "i", LAYOUT)
    assert (list(contents(reader)), reader.snapshot().sequence) == ([1], writer.snapshot().sequence)


def test_what_a_killed_commit_left_behind_is_removed_by_the_next(tmp_path: Path) -> None:
    """H03"""
    index = fresh(tmp_path / "i")
    index.commit([doc(1)], [], 1)
    stray = tmp_path / "i" / "00000009-7.arrays"
    stray.write_bytes(b"half a segment")
    index.commit([doc(2)], [], 2)
    assert not stray.exists()


def test_a_killed_commit_may_have_used_the_next_names(tmp_path: Path) -> None:
    index = fresh(tmp_path / "i")
    (tmp_path / "i" / "00000001-0.arrays").write_bytes(b"half a segment")
    index.commit([doc(1)], [], 1)
    assert list(contents(index)) == [1]


def test_an_index_of_another_layout_is_damaged(tmp_path: Path) -> None:
    """H21"""
    fresh(tmp_path / "i").commit([doc(1)], [], 1)
    other = ColumnarIndex(tmp_path / "i", Layout(LAYOUT.fields[:2], LAYOUT.numbers))
    with pytest.raises(Damaged, match="layout"):
        other.snapshot()


def _use_everything(index: ColumnarIndex) -> dict[int, Plain]:
    shown = contents(index)
    for segment in index.snapshot().segments:
        for key in segment.arrays:
            segment.arrays[key]
    return shown


def test_every_flipped_byte_is_noticed_before_it_is_used(tmp_path: Path) -> None:
    """H18, H20: each byte of each file in turn; padding, which is never read, apart."""
    index = fresh(tmp_path / "i")
    index.commit([doc(1, "ferry sails ferry", 3), doc(2, "dam")], [], 1)
    index.commit([doc(3)], [2], 2)
    expected = _use_everything(ColumnarIndex(tmp_path / "i", LAYOUT))
    noticed = unread = 0
    for path in sorted((tmp_path / "i").iterdir()):
        whole = path.read_bytes()
        for place in range(len(whole)):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
            try:
                assert _use_everything(ColumnarIndex(tmp_path / "i", LAYOUT)) == expected
                unread += 1
            except Damaged:
                noticed += 1
        path.write_bytes(whole)
    assert unread < noticed / 4


def test_every_flipped_bit_of_the_table_of_contents_is_noticed(tmp_path: Path) -> None:
    """H18, H20: also one that makes another number of a number."""
    index = fresh(tmp_path / "i")
    index.commit([doc(1)], [], 1)
    path = tmp_path / "i" / "TOC"
    whole, right = path.read_bytes(), read_toc(tmp_path / "i")
    for place, bit in product(range(len(whole)), (0, 1, 3)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :])
        try:
            assert read_toc(tmp_path / "i") == right
            assert place == len(whole) - 1, "the end of the line alone is not read"
        except Damaged:
            pass


@pytest.mark.parametrize("name", ["TOC", "arrays", "deleted"])
@pytest.mark.parametrize("damage", ["cut", "empty", "gone", "other"])
def test_every_damage_is_noticed(tmp_path: Path, name: str, damage: str) -> None:
    """H19"""
    index = fresh(tmp_path / "i")
    index.commit([doc(1), doc(2), doc(3)], [], 1)
    index.commit([doc(4)], [2], 2)
    path = next(p for p in sorted((tmp_path / "i").iterdir()) if name in p.name)
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    elif damage == "other":
        path.write_bytes(next(p for p in sorted((tmp_path / "i").iterdir()) if p != path).read_bytes())
    else:
        path.write_bytes(whole[: len(whole) // 2] if damage == "cut" else b"")
    with pytest.raises(Damaged):
        _use_everything(ColumnarIndex(tmp_path / "i", LAYOUT))


def test_the_table_of_contents_is_text_that_is_never_executed(tmp_path: Path) -> None:
    index = fresh(tmp_path / "i")
    index.commit([doc(1)], [], 7)
    assert (tmp_path / "i" / NAME).read_text().isascii()
    assert read_toc(tmp_path / "i").sequence == 7


def test_an_index_that_is_built_aside_merges_only_what_fills_a_segment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiers, "MAX_DOCUMENTS", 10)
    index = ColumnarIndex(tmp_path / "i", LAYOUT, tiers.to_fill)
    index.create()
    counts = []
    for number in range(1, 30, 3):
        index.commit([doc(n) for n in range(number, number + 3)], [], number)
        counts.append([segment.count for segment in index.snapshot().segments])
    assert counts[2:4] == [[3, 3, 3], [9, 3]]
    assert counts[-1] == [9, 9, 9, 3]
    index.settle()
    assert len(contents(index)) == 30
