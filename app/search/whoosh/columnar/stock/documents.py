"""Whoosh's reader of what is kept a document: deletions, lengths, columns. There are no stored fields."""

from collections.abc import Collection, Iterator

import numpy as np
from whoosh.codec import base
from whoosh.columns import Column, ColumnReader

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.segment import Segment


class ColumnarDocuments(base.PerDocumentReader):
    """``deleted`` may change while this is open, as long as a writer has not committed."""

    def __init__(self, segment: Segment, deleted: Collection[int]) -> None:
        self._segment = segment
        self._deleted = deleted

    def doc_count(self) -> int:
        return self._segment.count - len(self._deleted)

    def doc_count_all(self) -> int:
        return self._segment.count

    def has_deletions(self) -> bool:
        return bool(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted

    def deleted_docs(self) -> Collection[int]:
        return self._deleted

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname in self._segment.layout.numbers

    def list_columns(self) -> list[str]:
        return list(self._segment.layout.numbers)

    def column_reader(self, fieldname: str, column: Column) -> "NumberColumn":
        return NumberColumn(self._segment.values(fieldname))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._lengths(fieldname)[docnum]) if self._segment.has_positions(fieldname) else default

    def field_length(self, fieldname: str) -> int:
        return int(np.sum(self._lengths(fieldname), dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        lengths = self._lengths(fieldname)
        return int(lengths.min()) if lengths.size else 0

    def max_field_length(self, fieldname: str) -> int:
        lengths = self._lengths(fieldname)
        return int(lengths.max()) if lengths.size else 0

    def stored_fields(self, docnum: int) -> dict[str, object]:
        return {}

    def _lengths(self, fieldname: str) -> Array:
        """Words a document; nothing for a field that keeps none."""
        if self._segment.has_positions(fieldname):
            return self._segment.lengths(fieldname)
        return np.empty(0, np.uint16)


class NumberColumn(ColumnReader):
    """A number a document, ``MISSING`` where there is none."""

    def __init__(self, values: Array) -> None:
        self._values = values
        self._sign = 1

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, docnum: int) -> int:
        return int(self._values[docnum])

    def __iter__(self) -> Iterator[int]:
        return iter(self.load())

    def sort_key(self, docnum: int) -> int:
        return self._sign * self[docnum]

    def load(self) -> list[int]:
        numbers: list[int] = self._values.tolist()
        return numbers

    def set_reverse(self) -> None:
        self._sign = -1
