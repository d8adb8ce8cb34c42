"""Whoosh's own writer writes our segments through the codec, in an index of Whoosh's own."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from whoosh import fields as whoosh_fields
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import Every, Phrase, Term

from app.search.whoosh.columnar.arrays import Damaged
from app.search.whoosh.columnar.build import build_segment
from app.search.whoosh.columnar.columns import Prepared
from app.search.whoosh.columnar.layout import MAX_DOCUMENTS
from app.search.whoosh.columnar.stock import ColumnarCodec, build_schema
from app.search.whoosh.columnar.stock.draft import Draft
from app.search.whoosh.columnar.stock.segment import ColumnarSegment
from app.search.whoosh.columnar.stock.writers import DocumentsWriter
from tests.search.whoosh.columnar.corpus import LAYOUT
from tests.search.whoosh.columnar.stock.corpora import Corpus, corpora, fields
from tests.search.whoosh.columnar.stock.harbour import FIRST, SECOND


def create(folder: Path | str) -> FileIndex:
    return FileIndex.create(FileStorage(str(folder)), build_schema(LAYOUT))


def write(index: FileIndex, documents: Sequence[Prepared], **commit: bool) -> None:
    writer = index.writer(codec=ColumnarCodec(LAYOUT))
    for document in documents:
        writer.add_document(**fields(document))
    writer.commit(**commit)


def assert_segment_of(written: ColumnarSegment, storage: FileStorage, documents: Sequence[Prepared]) -> None:
    """The same arrays, of the same types, as when we build the segment."""
    wanted, count = build_segment(LAYOUT, documents)
    opened = written.opened(storage)
    assert opened.count == count
    assert set(opened.arrays) == set(wanted)
    for name, array in wanted.items():
        assert opened.arrays[name].dtype == array.dtype, name
        assert np.array_equal(opened.arrays[name], array), name


@settings(max_examples=40, deadline=None)
@given(corpora)
def test_segments_written_by_whoosh_are_those_that_we_build(corpus: Corpus) -> None:
    with TemporaryDirectory() as folder:
        index = create(folder)
        for segment in corpus.segments:
            write(index, [document for document, _ in segment], merge=False)
        for written, segment in zip(index._segments(), corpus.segments, strict=True):
            assert_segment_of(written, index.storage, [document for document, _ in segment])


@settings(max_examples=20, deadline=None)
@given(corpora)
def test_whoosh_merges_them_without_the_deleted(corpus: Corpus) -> None:
    live = [document for _, document, deleted in corpus.numbered() if not deleted]
    with TemporaryDirectory() as folder:
        index = create(folder)
        for segment in corpus.segments:
            write(index, [document for document, _ in segment], merge=False)
        writer = index.writer(codec=ColumnarCodec(LAYOUT))
        for number, _, deleted in corpus.numbered():
            if deleted:
                writer.delete_document(number)
        writer.commit(optimize=True)
        (merged,) = index._segments()
        if live:
            assert_segment_of(merged, index.storage, live)


def test_whoosh_opens_searches_and_deletes(tmp_path: Path) -> None:
    index = create(tmp_path)
    write(index, FIRST, merge=False)
    write(index, SECOND, merge=False)
    with index.searcher() as searcher:
        assert [hit.docnum for hit in searcher.search(Phrase("body", ["ferry", "late"]))] == [0]
        assert len(searcher.search(Term("body", "ferry"), limit=None)) == 3
    with index.writer(codec=ColumnarCodec(LAYOUT)) as writer:
        assert writer.delete_by_term("tag", "storms") == 2
        writer.merge = False
    assert (index.doc_count(), index.doc_count_all()) == (3, 5)
    with index.searcher() as searcher:
        assert sorted(searcher.docs_for_query(Every())) == [0, 3, 4]


def test_a_deletion_can_be_taken_back() -> None:
    segment = ColumnarCodec(LAYOUT).new_segment(FileStorage("."), "main")
    segment.set_doc_count(3)
    segment.delete_document(1)
    segment.delete_document(2)
    segment.delete_document(1, delete=False)
    assert (segment.doc_count_all(), segment.doc_count(), segment.deleted_docs()) == (3, 2, {2})
    assert segment.is_deleted(2)
    assert not segment.is_deleted(1)


def test_one_file_a_segment_and_none_without_documents(tmp_path: Path) -> None:
    index = create(tmp_path)
    write(index, [])
    assert not list(tmp_path.glob("*.arrays"))
    assert index.is_empty()
    write(index, FIRST)
    assert len(list(tmp_path.glob("*.arrays"))) == 1
    write(index, SECOND, optimize=True)
    assert len(list(tmp_path.glob("*.arrays"))) == 1, "Whoosh removes what was merged away"


def test_a_damaged_segment_is_told(tmp_path: Path) -> None:
    index = create(tmp_path)
    write(index, FIRST)
    (file,) = tmp_path.glob("*.arrays")
    arrays = index._segments()[0].opened(index.storage).arrays
    terms = arrays["title.terms"].tobytes()
    file.write_bytes(file.read_bytes().replace(terms, terms[:-1] + b"?"))
    with index.searcher() as searcher, pytest.raises(Damaged):
        searcher.search(Term("title", "ferry"))
    file.unlink()
    with pytest.raises(Damaged):
        index.reader()


def test_a_segment_that_is_not_written_cannot_be_read() -> None:
    codec = ColumnarCodec(LAYOUT)
    storage = FileStorage(".")
    with pytest.raises(ValueError, match="not written"):
        codec.new_segment(storage, "main").opened(storage)


def test_what_a_columnar_segment_does_not_keep_is_refused() -> None:
    writer = DocumentsWriter(Draft(LAYOUT))
    writer.start_doc(0)
    with pytest.raises(ValueError, match="stored"):
        writer.add_field("body", whoosh_fields.TEXT(stored=True), "text", 1)
    with pytest.raises(ValueError, match="column"):
        writer.add_column_value("body", whoosh_fields.TEXT(sortable=True).column_type, 1)
    with pytest.raises(ValueError, match="vector"):
        writer.add_vector_items("body", whoosh_fields.TEXT(), [])
    with pytest.raises(ValueError, match="at most"):
        writer.start_doc(MAX_DOCUMENTS)


def test_a_field_outside_the_layout_is_refused(tmp_path: Path) -> None:
    schema = build_schema(LAYOUT)
    schema.add("colour", whoosh_fields.KEYWORD())
    index = FileIndex.create(FileStorage(str(tmp_path)), schema)
    writer = index.writer(codec=ColumnarCodec(LAYOUT))
    writer.add_document(colour="red")
    with pytest.raises(ValueError, match="not in the layout"):
        writer.commit()
    writer.cancel()
