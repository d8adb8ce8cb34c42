"""A columnar index opened as Whoosh's own FileIndex."""

from pathlib import Path

import pytest
from whoosh.index import FileIndex
from whoosh.query import Every, Term
from whoosh.writing import IndexingError

from app.search.whoosh.columnar.index import ColumnarIndex
from app.search.whoosh.columnar.stock import ColumnarFileIndex
from tests.search.whoosh.columnar.corpus import LAYOUT
from tests.search.whoosh.columnar.stock.corpora import fields
from tests.search.whoosh.columnar.stock.harbour import FIRST, SECOND


@pytest.fixture
def columnar(tmp_path: Path) -> ColumnarIndex:
    index = ColumnarIndex(tmp_path, LAYOUT)
    index.create()
    return index


@pytest.fixture
def stock(columnar: ColumnarIndex) -> FileIndex:
    return ColumnarFileIndex(columnar, LAYOUT)


def test_an_empty_index_can_be_searched(stock: FileIndex) -> None:
    assert stock.is_empty()
    assert stock.latest_generation() == 0
    with stock.searcher() as searcher:
        assert len(searcher.search(Every())) == 0


def test_it_shows_what_was_committed_last(columnar: ColumnarIndex, stock: FileIndex) -> None:
    columnar.commit(FIRST, [], sequence=5)
    before = stock.searcher()
    columnar.commit(SECOND, [12], sequence=6)
    assert not before.up_to_date()
    assert len(before.search(Term("body", "ferry"), limit=None)) == 2
    after = before.refresh()
    assert after.up_to_date()
    assert len(after.search(Term("body", "ferry"), limit=None)) == 2
    assert sorted(after.reader().column_reader("id")) == [11, 12, 13, 14, 15]
    assert (stock.doc_count(), stock.doc_count_all()) == (4, 5)
    assert stock.latest_generation() == 2


def test_its_table_of_contents_is_ours(stock: FileIndex, tmp_path: Path) -> None:
    with stock.writer() as writer:
        writer.add_document(**fields(FIRST[0]))
    assert {path.suffix for path in tmp_path.iterdir()} == {"", ".arrays"}
    assert set(stock.schema.names()) == {"title", "body", "tag", "form", "id", "day"}
    assert stock.last_modified() == -1
    stock.optimize()
    assert not stock.is_empty()
    assert "ColumnarFileIndex" in repr(stock)


def test_its_writer_adds_replaces_and_deletes(columnar: ColumnarIndex, stock: FileIndex) -> None:
    columnar.commit(FIRST, [], sequence=5)
    with stock.writer() as writer:
        writer.add_document(**fields(SECOND[0]))
        writer.update_document(id=11, body=[["calm"]], day=None)
        assert writer.delete_by_term("tag", "storms") == 2
        writer.delete_document(1, delete=False)
    with stock.searcher() as searcher:
        ids = searcher.reader().column_reader("id")
        assert sorted(ids[number] for number in searcher.docs_for_query(Every())) == [11, 12, 14]
        assert [ids[number] for number in searcher.docs_for_query(Term("body", "calm"))] == [11]
    assert columnar.snapshot().sequence == 5


def test_its_writer_can_be_cancelled(stock: FileIndex) -> None:
    writer = stock.writer()
    writer.add_document(**fields(FIRST[0]))
    writer.cancel()
    writer.commit()
    assert stock.doc_count_all() == 0


def test_its_writer_refuses_unknown_fields(stock: FileIndex) -> None:
    with pytest.raises(IndexingError, match="colour"):
        stock.writer().add_document(id=1, colour="red")
