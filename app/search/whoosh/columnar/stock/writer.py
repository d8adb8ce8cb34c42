"""Whoosh's index writer for a columnar index: its calls, one commit of ours."""

from collections.abc import Sequence
from typing import Any

from whoosh.reading import IndexReader
from whoosh.writing import IndexingError, IndexWriter

from app.search.whoosh.columnar.columns import Prepared
from app.search.whoosh.columnar.index import ID, ColumnarIndex
from app.search.whoosh.columnar.layout import Kept, Layout
from app.search.whoosh.columnar.stock.reader import open_reader
from app.search.whoosh.columnar.stock.schema import build_schema


class ColumnarWriter(IndexWriter):
    """Gathers documents and deletions until ``commit``. Documents are told apart by their id.

    A value of a field of words is a list of values, each its terms in order; of a field of terms a
    collection of them; of a number column a whole number.
    """

    def __init__(self, index: ColumnarIndex, layout: Layout) -> None:
        self.schema = build_schema(layout)
        self._index = index
        self._layout = layout
        self._before = index.snapshot()
        self._puts: list[Prepared] = []
        self._deletes: set[int] = set()

    def reader(self, **_: object) -> IndexReader:
        """Of what was committed when the writer was opened."""
        return open_reader(self._before, self._layout)

    def add_document(self, **fields: Any) -> None:
        """Add a document, or replace the one with its id. Raises IndexingError for an unknown field."""
        if unknown := fields.keys() - set(self.schema.names()):
            raise IndexingError(f"no field named {', '.join(sorted(unknown))}")
        words = self._of(fields, [field.name for field in self._layout.fields if field.kept is Kept.WORDS])
        terms = self._of(fields, [field.name for field in self._layout.fields if field.kept is Kept.TERMS])
        self._puts.append(Prepared(words, terms, self._of(fields, self._layout.numbers)))

    def update_document(self, **fields: Any) -> None:
        self.add_document(**fields)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        with self.reader() as reader:
            number = reader.column_reader(ID)[docnum]
        (self._deletes.add if delete else self._deletes.discard)(number)

    def commit(self) -> None:
        """Raises Damaged, OSError; then nothing is committed."""
        self._index.commit(self._puts, self._deletes, self._index.snapshot().sequence)
        self.cancel()

    def cancel(self) -> None:
        self._puts, self._deletes = [], set()

    def _of(self, fields: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
        return {name: fields[name] for name in names if fields.get(name) is not None}
