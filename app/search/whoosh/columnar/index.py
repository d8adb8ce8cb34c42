"""The index in a folder: snapshots to read, and commits.

A commit writes new files, fsyncs them, and then replaces the table of contents: a crash at any
moment leaves the old index or the new one. One process at a time may commit (the caller sees to
it); any number may read, each on the snapshot it took.
"""

import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from app.search.whoosh.columnar.arrays import Array, ArrayFile, Damaged, sync_folder, write_arrays
from app.search.whoosh.columnar.build import build_columns
from app.search.whoosh.columnar.columns import Columns, Prepared, columns_of
from app.search.whoosh.columnar.former import SUFFIX, Former, Keep
from app.search.whoosh.columnar.layout import MAX_DOCUMENTS, MISSING, Layout
from app.search.whoosh.columnar.merge import merge_segments
from app.search.whoosh.columnar.segment import Segment
from app.search.whoosh.columnar.snapshot import Snapshot
from app.search.whoosh.columnar.tiers import to_merge, to_settle
from app.search.whoosh.columnar.toc import NAME, SegmentRecord, Toc, read_toc, write_toc

#: The number column that tells documents apart.
ID = "id"
#: A commit may remove files between our reading the table and opening them; not so often in a row.
_TRIES = 5
#: Former generations that are kept open.
_FORMER_OPEN = 4

#: The segments to merge into one, in their order; none when all is well.
Choose = Callable[[Sequence[Segment]], list[Segment]]


@dataclass(frozen=True, slots=True)
class _Held:
    """A segment open in this process, with the record it was opened by."""

    record: SegmentRecord
    segment: Segment


class ColumnarIndex:
    """Safe to share between threads for reading. ``choose`` says what is merged after a commit.

    ``keep``: how long generations can be read that are not the newest.
    """

    def __init__(
        self, folder: Path, layout: Layout, choose: Choose = to_merge, keep: Keep | None = None
    ) -> None:
        self._folder = folder
        self._toc = folder / NAME
        self._layout = layout
        self._choose = choose
        self._stamp: tuple[int, int, int] | None = None
        self._snapshot = Snapshot(())
        self._held: dict[str, _Held] = {}
        self._former = Former(folder, keep or Keep())
        self._open_former = lru_cache(maxsize=_FORMER_OPEN)(self._open_toc)

    def create(self) -> None:
        """Begin with an empty index. The folder must not hold one."""
        self._folder.mkdir(parents=True, exist_ok=True)
        write_toc(self._folder, Toc(0, 0, self._layout.fingerprint()))

    def snapshot(self) -> Snapshot:
        """The last commit, by whatever process. Raises Damaged."""
        stamp = self._stamp_now()
        if stamp != self._stamp:
            self._snapshot = self._open_last()
            self._stamp = stamp
        return self._snapshot

    def ask(self) -> None:
        """Have the generations from the newest on kept, as somebody may go on reading in them."""
        self._former.ask()

    def former(self, generation: int) -> Snapshot | None:
        """The index as it was at a former commit; None when that is no longer kept."""
        toc = self._former.read(generation)
        try:
            return self._open_former(toc) if toc else None
        except Damaged:
            return None  # its files are being removed

    def commit(self, puts: Sequence[Prepared], deletes: Collection[int], sequence: int) -> None:
        """Replace, add and delete documents by their id, all or nothing. Raises Damaged, OSError.

        An id in ``puts`` replaces the document that has it. Merging comes after: nobody waits for it.
        """
        slices = (puts[start : start + MAX_DOCUMENTS] for start in range(0, len(puts), MAX_DOCUMENTS))
        self.commit_columns([columns_of(self._layout, each) for each in slices], deletes, sequence)

    def commit_columns(self, puts: Sequence[Columns], deletes: Collection[int], sequence: int) -> None:
        """As ``commit``, of documents that are columns already, at most ``MAX_DOCUMENTS`` in each."""
        toc = read_toc(self._folder)
        gone = np.concatenate([np.array([*deletes], np.int64), *(put.numbers[ID] for put in puts)])
        gone = gone[gone != MISSING]
        names = _names(toc.generation + 1)
        held = [self._without(self._open(record), gone, next(names)) for record in toc.segments]
        held += [self._write(*build_columns(self._layout, put), next(names)) for put in puts]
        self._publish(toc, sequence, [one for one in held if one.segment.live_count])
        self._merge(self._choose)

    def settle(self) -> None:
        """Merge what searches gain by while no documents come. Raises Damaged, OSError."""
        self._merge(to_settle)

    def faults(self) -> Iterator[str]:
        """Read every byte and compare it with its checksum; a line for each file that is damaged.

        Raises Damaged when there is no table of contents that can be read.
        """
        toc = read_toc(self._folder)
        for file in itertools.chain.from_iterable(record.files for record in toc.segments):
            try:
                ArrayFile(self._folder, file).check_all()
            except Damaged as error:
                if file.name in read_toc(self._folder).sizes:  # else a commit removed it meanwhile
                    yield str(error)

    def _stamp_now(self) -> tuple[int, int, int]:
        try:
            status = self._toc.stat()
        except OSError as error:
            raise Damaged("there is no table of contents") from error
        return status.st_ino, status.st_mtime_ns, status.st_size

    def _open_last(self) -> Snapshot:
        for last in (*[False] * (_TRIES - 1), True):
            toc = read_toc(self._folder)
            if toc.layout != self._layout.fingerprint():
                raise Damaged("the index has another layout")
            try:
                held = [self._open(record) for record in toc.segments]
            except Damaged:
                if last or read_toc(self._folder).generation == toc.generation:
                    raise
                continue
            self._held = {one.record.name: one for one in held}
            return self._open_toc(toc)
        raise AssertionError("the last try returns or raises")

    def _open_toc(self, toc: Toc) -> Snapshot:
        segments = tuple(self._open(record).segment for record in toc.segments)
        return Snapshot(segments, toc.generation, toc.sequence)

    def _open(self, record: SegmentRecord) -> _Held:
        held = self._held.get(record.name)
        if held and held.record == record:
            return held
        known = held is not None and held.record.file == record.file
        arrays = held.segment.arrays if held and known else ArrayFile(self._folder, record.file)
        deleted = _unpack(ArrayFile(self._folder, record.deleted), record.count) if record.deleted else None
        return _Held(record, Segment(record.name, self._layout, arrays, record.count, deleted))

    def _without(self, held: _Held, gone: Array, name: str) -> _Held:
        """The segment with these ids deleted too; the same one if it holds none of them."""
        segment = held.segment
        hit = np.isin(segment.values(ID), gone)
        deleted = hit if segment.deleted is None else hit | segment.deleted
        if np.count_nonzero(deleted) == segment.count - segment.live_count:
            return held
        file = write_arrays(self._folder, f"{name}.deleted", {"deleted": np.packbits(deleted)})
        record = SegmentRecord(held.record.name, segment.count, held.record.file, file)
        return _Held(record, Segment(segment.name, self._layout, segment.arrays, segment.count, deleted))

    def _write(self, arrays: dict[str, Array], count: int, name: str) -> _Held:
        file = write_arrays(self._folder, f"{name}.arrays", arrays)
        return self._open(SegmentRecord(name, count, file))

    def _merge(self, choose: Choose) -> None:
        """Merge as long as ``choose`` names segments, a commit each."""
        toc = read_toc(self._folder)
        held = [self._open(record) for record in toc.segments]
        while chosen := choose([one.segment for one in held]):
            merged = self._write(*merge_segments(chosen), next(_names(toc.generation + 1)))
            place = next(number for number, one in enumerate(held) if one.segment is chosen[0])
            held[place] = merged
            held = [one for one in held if one.segment not in chosen]
            toc = self._publish(toc, toc.sequence, held)

    def _publish(self, former: Toc, sequence: int, held: Sequence[_Held]) -> Toc:
        """Make these segments the index, in the place of ``former``."""
        records = tuple(one.record for one in held)
        toc = Toc(former.generation + 1, sequence, self._layout.fingerprint(), records)
        sync_folder(self._folder)
        self._former.leave(former)
        write_toc(self._folder, toc)
        self._held = {one.record.name: one for one in held}
        self._remove_all_but(toc.sizes.keys() | self._former.kept(toc))
        return toc

    def _remove_all_but(self, files: set[str]) -> None:
        for path in self._folder.iterdir():
            if path.name not in files and path.suffix in (".arrays", ".deleted", SUFFIX):
                with suppress(OSError):
                    path.unlink()


def _names(generation: int) -> Iterator[str]:
    return (f"{generation:08}-{part}" for part in itertools.count())


def _unpack(file: ArrayFile, count: int) -> Array:
    mask: Array = np.unpackbits(file["deleted"], count=count).astype(bool)
    return mask
