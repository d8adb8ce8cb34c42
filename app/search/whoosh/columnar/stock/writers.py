"""The two writers that Whoosh's own segment writer drives: documents first, then all postings in order."""

from collections.abc import Iterable

from whoosh.codec import base
from whoosh.columns import Column
from whoosh.fields import FieldType
from whoosh.filedb.filestore import FileStorage

from app.search.whoosh.columnar.layout import MAX_DOCUMENTS, Kept
from app.search.whoosh.columnar.stock.draft import Draft, Postings
from app.search.whoosh.columnar.stock.segment import ColumnarSegment


class DocumentsWriter(base.PerDocumentWriter):
    """Lengths and numbers of documents. Raises ValueError for what a columnar segment does not keep."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._document = 0
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        if docnum >= MAX_DOCUMENTS:
            raise ValueError(f"a segment holds at most {MAX_DOCUMENTS} documents")
        self._document = docnum

    def add_field(self, fieldname: str, fieldobj: FieldType, value: object, length: int) -> None:
        if value is not None:
            raise ValueError(f"{fieldname} cannot be stored: a columnar index has no stored fields")
        self._draft.lengths[fieldname][self._document] = length

    def add_column_value(self, fieldname: str, columnobj: Column, value: int) -> None:
        if fieldname not in self._draft.layout.numbers:
            raise ValueError(f"{fieldname} is no number column of the layout")
        self._draft.numbers[fieldname][self._document] = value

    def add_vector_items(self, fieldname: str, fieldobj: FieldType, items: Iterable[object]) -> None:
        raise ValueError(f"{fieldname} cannot have a vector: a columnar index has none")

    def finish_doc(self) -> None:
        self._draft.count = self._document + 1

    def close(self) -> None:
        self.is_closed = True


class PostingsWriter(base.FieldWriter):
    """Postings in order of field, term and document; the segment is written when this is closed.

    Frequencies are the numbers of positions: weights given while indexing are not kept. A number
    column's terms are not either, as they can be told from the column.
    """

    def __init__(self, storage: FileStorage, segment: ColumnarSegment) -> None:
        self._storage = storage
        self._segment = segment
        self._draft = segment.draft
        self._postings = Postings()
        self._format: base.formats.Format | None = None
        self.is_closed = False

    def start_field(self, fieldname: str, fieldobj: FieldType) -> None:
        """Raises ValueError for a field that the layout does not have."""
        described = self._draft.layout.field(fieldname)
        if described is None and fieldname not in self._draft.layout.numbers:
            raise ValueError(f"{fieldname} is not in the layout")
        self._postings = self._draft.postings[fieldname]
        self._format = fieldobj.format if described and described.kept is Kept.WORDS else None

    def start_term(self, text: bytes) -> None:
        self._postings.terms.append(text)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        self._postings.add(docnum, self._format.decode_positions(vbytes) if self._format else [])

    def finish_term(self) -> None:
        pass

    def close(self) -> None:
        if self._draft.count:
            self._segment.write(self._storage, self._draft.arrays())
        self.is_closed = True
