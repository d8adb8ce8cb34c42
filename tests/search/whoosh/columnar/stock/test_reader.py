"""Every method of Whoosh's readers over an index made by hand. Deleted documents count in statistics."""

from collections.abc import Iterator

import pytest
from whoosh.reading import IndexReader, MultiReader, SegmentReader, TermNotFound

from app.search.whoosh.columnar.layout import MISSING
from app.search.whoosh.columnar.snapshot import Snapshot
from app.search.whoosh.columnar.stock import ColumnarCodec, open_reader
from app.search.whoosh.columnar.stock.schema import NumberField, number_term
from app.search.whoosh.columnar.stock.segment import ColumnarSegment
from tests.search.whoosh.columnar.corpus import LAYOUT
from tests.search.whoosh.columnar.stock.harbour import DELETED, first_segment, harbour


@pytest.fixture
def one() -> Iterator[IndexReader]:
    """The first segment."""
    with open_reader(Snapshot((first_segment(),), generation=4), LAYOUT) as reader:
        yield reader


@pytest.fixture
def whole() -> Iterator[IndexReader]:
    with open_reader(harbour(), LAYOUT) as reader:
        yield reader


def test_whooshs_own_reader_classes_are_used(one: IndexReader, whole: IndexReader) -> None:
    assert type(one) is SegmentReader
    assert type(whole) is MultiReader
    assert (one.generation(), whole.generation()) == (4, 4)
    assert one.segment().segment_id() == "columnar_first"


def test_an_empty_index_has_an_empty_reader() -> None:
    reader = open_reader(Snapshot(()), LAYOUT)
    assert reader.doc_count_all() == 0
    assert set(reader.schema.names()) == {"title", "body", "tag", "form", "id", "day"}


def test_documents_are_counted_with_and_without_the_deleted(one: IndexReader, whole: IndexReader) -> None:
    assert (one.doc_count_all(), one.doc_count(), one.has_deletions()) == (3, 2, True)
    assert (whole.doc_count_all(), whole.doc_count(), whole.has_deletions()) == (5, 4, True)
    assert [number for number in range(5) if whole.is_deleted(number)] == [DELETED]
    assert list(whole.all_doc_ids()) == [0, 1, 3, 4]


def test_there_are_no_stored_fields(one: IndexReader, whole: IndexReader) -> None:
    assert whole.stored_fields(3) == {}
    assert list(one.iter_docs()) == [(0, {}), (1, {})]
    assert list(whole.all_stored_fields()) == [{}] * 4
    assert not one.has_vector(0, "body")


def test_lengths_are_words_a_field(one: IndexReader, whole: IndexReader) -> None:
    assert [whole.doc_field_length(number, "body") for number in range(5)] == [3, 2, 2, 1, 2]
    assert one.doc_field_length(0, "title") == 0
    assert one.doc_field_length(0, "tag", default=9) == 9
    assert (one.field_length("body"), whole.field_length("body")) == (7, 10)
    assert (whole.min_field_length("body"), whole.max_field_length("body")) == (1, 3)
    assert (whole.min_field_length("title"), whole.max_field_length("title")) == (0, 1)
    assert (one.field_length("tag"), one.min_field_length("tag"), one.max_field_length("tag")) == (0, 0, 0)


def test_terms_come_in_order_of_field_and_bytes(one: IndexReader, whole: IndexReader) -> None:
    wanted = [("body", b"ferry"), ("body", b"late"), ("body", b"storm")]
    assert [term for term in one.all_terms() if term[0] == "body"] == wanted
    assert list(whole.lexicon("body")) == [b"ferry", b"late", b"storm", "élan".encode()]
    assert list(whole.field_terms("body")) == ["ferry", "late", "storm", "élan"]
    assert list(whole.all_terms()) == sorted(whole.all_terms())
    assert sorted(one.indexed_field_names()) == ["body", "day", "id", "tag", "title"]


def test_terms_can_be_had_from_a_place_on(one: IndexReader, whole: IndexReader) -> None:
    assert list(one.terms_from("body", "g"))[:2] == [("body", b"late"), ("body", b"storm")]
    assert next(iter(one.terms_from("form", "a")))[0] == "id", "a field without terms is passed over"
    assert list(whole.expand_prefix("title", "ferr")) == [b"ferries", b"ferry"]
    assert list(whole.expand_prefix("body", "x")) == []
    assert [text for text, _ in whole.iter_prefix("tag", "p")] == [b"ports"]
    assert [text for text, _ in whole.iter_field("tag")] == [b"ports", b"storms"]
    assert [term for term, _ in one.iter_from("tag", "q")] == [("tag", b"storms"), ("title", b"ferry")]
    assert dict(one)["title", b"ferry"].doc_frequency() == 1


def test_term_info_tells_weight_lengths_and_documents(one: IndexReader, whole: IndexReader) -> None:
    info = one.term_info("body", "ferry")
    assert (info.weight(), info.doc_frequency(), info.max_weight()) == (3.0, 2, 2.0)
    assert (info.min_length(), info.max_length()) == (2, 3)
    assert (info.min_id(), info.max_id()) == (0, 1)
    info = whole.term_info("body", b"ferry")
    assert (info.weight(), info.doc_frequency(), info.min_length(), info.max_id()) == (4.0, 3, 1, 3)


def test_term_info_of_a_field_of_terms_has_no_lengths(one: IndexReader) -> None:
    info = one.term_info("tag", "storms")
    assert (info.weight(), info.doc_frequency(), info.max_weight()) == (2.0, 2, 1.0)
    assert (info.min_length(), info.max_length()) == (0, 0)


def test_frequencies(one: IndexReader, whole: IndexReader) -> None:
    assert ("body", "ferry") in whole
    assert ("body", "ferries") not in whole
    assert ("nowhere", "ferry") not in whole
    assert (whole.frequency("body", "ferry"), whole.doc_frequency("body", "ferry")) == (4.0, 3)
    assert (one.frequency("body", "absent"), one.doc_frequency("body", "absent")) == (0, 0)
    assert [text for _, text in whole.most_frequent_terms("body", 2)] == [b"ferry", b"late"]


@pytest.mark.parametrize(("field", "text"), [("body", "absent"), ("nowhere", "ferry")])
def test_what_is_not_there_is_told_as_whoosh_tells_it(one: IndexReader, field: str, text: str) -> None:
    with pytest.raises(TermNotFound):
        one.term_info(field, text)
    with pytest.raises(TermNotFound):
        one.postings(field, text)


def test_postings_leave_out_the_deleted(one: IndexReader, whole: IndexReader) -> None:
    assert list(one.postings("body", "storm").all_ids()) == [1]
    assert list(whole.postings("body", "late").all_ids()) == [0, 4]
    assert one.first_id("body", "storm") == 1
    assert whole.first_id("body", "élan") == 4
    assert ("body", b"storm", 1, 1.0) in [posting[:4] for posting in one.iter_postings()]


def test_number_columns_read_as_numbers(one: IndexReader, whole: IndexReader) -> None:
    assert one.has_column("day")
    assert not one.has_column("body")
    assert list(one.column_reader("day")) == [3, -1, MISSING]
    assert whole.column_reader("id")[3] == 14
    assert one.column_reader("day", translate=False).load() == [3, -1, MISSING]
    backwards = one.column_reader("day", reverse=True)
    assert [backwards.sort_key(number) for number in range(2)] == [-3, 1]


def test_the_codec_lists_its_columns() -> None:
    codec = ColumnarCodec(LAYOUT)
    documents = codec.per_document_reader(None, ColumnarSegment.of(codec, "main", first_segment()))
    assert documents.supports_columns()
    assert documents.list_columns() == ["id", "day"]


def test_numbers_are_terms_too(whole: IndexReader) -> None:
    assert list(whole.field_terms("day")) == [-1, 3, 7]
    assert list(whole.postings("day", 3).all_ids()) == [0, 3]
    assert whole.doc_frequency("day", 3) == 2
    assert whole.doc_frequency("day", 4) == 0
    assert ("day", MISSING) not in whole


@pytest.mark.parametrize("number", [0, 1, -1, 2**63 - 1, -(2**63), MISSING])
def test_a_number_is_the_term_that_whoosh_makes_of_it(number: int) -> None:
    assert number_term(number) == NumberField().to_bytes(number)
    assert NumberField().from_bytes(number_term(number)) == number


def test_a_cursor_walks_and_seeks(one: IndexReader) -> None:
    cursor = one.cursor("body")
    assert cursor.text() == cursor.term() == "ferry"
    assert cursor.term_info().doc_frequency() == 2
    assert [cursor.next(), cursor.next(), cursor.next()] == ["late", "storm", None]
    assert not cursor.is_valid()
    assert cursor.term_info() is None
    assert cursor.find("g") == "late"
    assert cursor.find(b"zz") is None
    assert cursor.first() == "ferry"


def test_a_cursor_of_no_field_is_empty(one: IndexReader) -> None:
    one.schema.add("later", one.schema["body"])
    assert one.cursor("later").text() is None


def test_similar_terms_are_found_for_spelling(one: IndexReader, whole: IndexReader) -> None:
    assert list(one.terms_within("body", "fery", 1)) == ["ferry"]
    assert sorted(whole.terms_within("title", "ferri", 2)) == ["ferries", "ferry"]
    assert whole.corrector("body").suggest("strom") == ["storm"]
