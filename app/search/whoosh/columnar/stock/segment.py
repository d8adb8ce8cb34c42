"""A columnar segment as Whoosh's index, readers and writers hold it."""

from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage

from app.search.whoosh.columnar.arrays import Array, ArrayFile, FileRecord, write_arrays
from app.search.whoosh.columnar.layout import Layout
from app.search.whoosh.columnar.segment import Segment
from app.search.whoosh.columnar.stock.draft import Draft


class ColumnarSegment(base.Segment):
    """Either open already, or in a file that Whoosh's own table of contents names."""

    def __init__(self, codec: base.Codec, indexname: str, layout: Layout) -> None:
        super().__init__(indexname)
        self.draft = Draft(layout)
        self._codec = codec
        self._layout = layout
        self._count = 0
        self._deleted: set[int] = set()
        self._record: FileRecord | None = None
        self._opened: Segment | None = None

    @classmethod
    def of(cls, codec: base.Codec, indexname: str, opened: Segment) -> "ColumnarSegment":
        """A segment of a snapshot."""
        segment = cls(codec, indexname, opened.layout)
        segment.segid = opened.name
        segment._count = opened.count
        segment._opened = opened
        if opened.deleted is not None:
            segment._deleted.update(np.flatnonzero(opened.deleted).tolist())
        return segment

    def write(self, storage: FileStorage, arrays: dict[str, Array]) -> None:
        """Make the arrays durable under the segment's name. Raises OSError."""
        self._record = write_arrays(Path(storage.folder), self.make_filename(".arrays"), arrays)

    def opened(self, storage: FileStorage) -> Segment:
        """The segment to read. Raises Damaged."""
        if self._opened is None:
            if self._record is None:
                raise ValueError("the segment is not written yet")
            arrays = ArrayFile(Path(storage.folder), self._record)
            self._opened = Segment(self.segment_id(), self._layout, arrays, self._count)
        return self._opened

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_opened": None, "draft": None}

    def codec(self) -> base.Codec:
        return self._codec

    def should_assemble(self) -> bool:
        """One file is compound enough."""
        return False

    def doc_count_all(self) -> int:
        return self._count

    def set_doc_count(self, doccount: int) -> None:
        self._count = doccount

    def deleted_count(self) -> int:
        return len(self._deleted)

    def deleted_docs(self) -> set[int]:
        return self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        (self._deleted.add if delete else self._deleted.discard)(docnum)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted
