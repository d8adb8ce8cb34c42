"""Whoosh's codec for columnar segments."""

from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage

from app.search.whoosh.columnar.layout import Layout
from app.search.whoosh.columnar.stock.documents import ColumnarDocuments
from app.search.whoosh.columnar.stock.segment import ColumnarSegment
from app.search.whoosh.columnar.stock.terms import ColumnarTerms
from app.search.whoosh.columnar.stock.writers import DocumentsWriter, PostingsWriter


class ColumnarCodec(base.Codec):
    """Give it to Whoosh's own writer: ``ix.writer(codec=ColumnarCodec(layout))``.

    The schema must be ``build_schema(layout)``, the storage a folder.
    """

    #: Lengths are gathered with the documents; the postings need not repeat them.
    length_stats = False

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def per_document_writer(self, storage: FileStorage, segment: ColumnarSegment) -> DocumentsWriter:
        return DocumentsWriter(segment.draft)

    def field_writer(self, storage: FileStorage, segment: ColumnarSegment) -> PostingsWriter:
        return PostingsWriter(storage, segment)

    def terms_reader(self, storage: FileStorage | None, segment: ColumnarSegment) -> ColumnarTerms:
        return ColumnarTerms(segment.opened(storage))

    def per_document_reader(self, storage: FileStorage | None, segment: ColumnarSegment) -> ColumnarDocuments:
        return ColumnarDocuments(segment.opened(storage), segment.deleted_docs())

    def new_segment(self, storage: FileStorage, indexname: str) -> ColumnarSegment:
        return ColumnarSegment(self, indexname, self._layout)
