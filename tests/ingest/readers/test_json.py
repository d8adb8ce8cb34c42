"""JSON arrays, concatenated values, API answers. Fault ledger: A21, E12, E14, E15, E16, E20."""

import io
import json
import tracemalloc
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.draft import Input, Record, Reject
from app.ingest.readers import ReadOptions, read_input
from app.ingest.readers.heads import wrapped_array
from app.ingest.readers.json import PROBE
from app.ingest.readers.scan import CHUNK, Nesting
from tests.ingest.reading import NOW, drafts, read, reasons, rejects, titles

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

A, B, C = ({"title": title, "body": f"Text of {title}"} for title in ("A", "B", "C"))


def dump(value: object, indent: int | None = None) -> bytes:
    return json.dumps(value, indent=indent).encode()


@pytest.mark.parametrize("indent", [None, 0, 2])
@pytest.mark.parametrize(
    "value",
    [
        [A, B, C],
        {"status": "ok", "totalResults": 3, "articles": [A, B, C]},
        {"results": [A, B, C], "nextPage": None},
        {"data": [A, B, C]},
        {"response": {"docs": [A, B, C], "meta": {"hits": 3}}, "copyright": "x"},
        {"response": {"status": "ok", "pages": 1, "results": [A, B, C]}},
        {
            "took": 3,
            "hits": {"total": {"value": 3}, "hits": [{"_id": "1", "_source": one} for one in (A, B, C)]},
        },
        {"articles": {"page": 1, "results": [A, B, C]}},
        {"version": "https://jsonfeed.org/version/1.1", "title": "A feed", "items": [A, B, C]},
        [[A, B], [C]],
        [{"article": A}, {"doc": B}, {"data": C}],
    ],
    ids=lambda value: str(value)[:30],
)
def test_articles_are_found_in_what_wraps_them(value: object, indent: int | None) -> None:
    """E14."""
    items = read(dump(value, indent), "auto", "news.json")
    assert titles(items) == ["A", "B", "C"]
    assert reasons(items) == []


@pytest.mark.parametrize("between", [b"", b"\n", b",\n", b" \x1e"])
def test_objects_one_after_another_are_read(between: bytes) -> None:
    """E14."""
    data = between.join(dump(one, 1) for one in (A, B, C))
    assert titles(read(data, "json")) == ["A", "B", "C"]


def test_an_article_is_no_wrapper_whatever_it_holds() -> None:
    article = {**A, "articles": [B], "data": [C]}
    assert titles(read(dump([article, article]), "json")) == ["A", "A"]
    assert titles(read(dump(article), "json")) == ["A"]


@pytest.mark.parametrize(
    "data", [b"", b"  \n", b"\xef\xbb\xbf", b"[]", b"[ ]\n", b'{"status": "ok", "articles": []}']
)
def test_nothing_to_read_is_no_record(data: bytes) -> None:
    """A01, A02."""
    assert read(data, "json") == []


def test_number_counts_values_and_offset_is_where_each_begins() -> None:
    data = b"\xef\xbb\xbf[" + dump(A) + b" ,\n" + dump(B) + b"]" + dump(C)
    items = read(data, "json")
    assert [item.number for item in items] == [1, 2, 3]
    assert [data[item.offset : item.offset + 12] for item in items if item.offset is not None] == [
        b'{"title": "A',
        b'{"title": "B',
        b'{"title": "C',
    ]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"5", "not_an_object"),
        (b'"a text, with [brackets"', "not_an_object"),
        (b"null", "not_an_object"),
        (b"-1.5e3", "not_an_object"),
        (b"{}", "no_text"),
        (b'{"title": ["x"]}', "wrong_type"),
        (b'{"title": "x",}', "bad_json"),
        (b"{'title': 'x'}", "bad_json"),
        (b'{"title": x}', "bad_json"),
        (b'{"title": "x" "body": "y"}', "bad_json"),
        (b'{"title": "x", "title": "y"}', "duplicate_key"),
        (b'{"title": NaN}', "bad_number"),
        (b"[" * 40 + b"]" * 40, "too_deep"),
        (b"/* a comment */", "bad_json"),
    ],
)
def test_a_bad_element_is_one_reject_between_good_ones(bad: bytes, reason: str) -> None:
    """E16, E20."""
    items = read(b"[" + dump(A) + b", " + bad + b",\n" + dump(B) + b"]", "json")
    assert titles(items) == ["A", "B"]
    assert reasons(items) == [reason]


def test_a_comma_before_the_end_of_the_list_is_told() -> None:
    """E20."""
    items = read(b"[" + dump(A) + b",]" + dump(B), "json")
    assert titles(items) == ["A", "B"]
    assert [(reject.reason, reject.detail) for reject in rejects(items)] == [
        ("bad_json", "a comma before the end of the list")
    ]


@pytest.mark.parametrize(
    "broken",
    [
        b'{"title": "X, "body": "no quote after the title"}',
        b'{"title": "X", "body": "no quote at the end}',
        b'{"title": "X", "body": "no brace at the end"',
        b'{"title": "X", "tags": ["a", "b", "body": "no bracket"}',
        b'{"title": "X", "tags": {"a": 1, "body": "two braces open"',
        b'{"title": "X", "body": "a "quotation" inside"}',
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_what_is_broken_in_one_element_does_not_swallow_the_next(broken: bytes, indent: int | None) -> None:
    """E16: reading goes on at the next object with the same first field."""
    data = b"[" + b",\n".join([dump(A, indent), broken, dump(B, indent), dump(C, indent)]) + b"]"
    items = read(data, "json")
    assert titles(items) == ["A", "B", "C"]
    assert reasons(items)[:1] == ["bad_json"]


@pytest.mark.parametrize(
    "size", [30_000, 2**17, CHUNK - 500, *range(CHUNK - 72, CHUNK - 30, 4), CHUNK, 3 * CHUNK]
)
@pytest.mark.parametrize(
    "broken",
    [
        '{"title": "X, "body": "%s"}',
        '{"title": "X", "body": "%s}',
        '{"title": "X", "body": "%s"',
        '{"title": "X", "body": "a "quotation" in %s"}',
        '{"title": X, "body": "%s"}',
    ],
)
def test_what_is_broken_in_a_large_element_does_not_swallow_the_next(broken: str, size: int) -> None:
    """E16."""
    good = dump({**B, "body": "[" * 40_000})
    data = b"[" + b",\n".join([dump(A), (broken % ("w" * size)).encode(), good, dump(C)]) + b"]"
    items = read(data, "json", limit=2**22)
    assert titles(items) == ["A", "B", "C"]
    assert reasons(items) == ["bad_json"]


def test_a_broken_element_at_the_end_keeps_the_ones_before() -> None:
    items = read(b"[" + dump(A) + b', {"title": "X, "body": "x"}]', "json")
    assert titles(items) == ["A"]
    assert reasons(items)[0] == "bad_json"


def test_a_list_that_is_cut_is_told_and_every_prefix_gives_only_whole_records() -> None:
    """E15, E17."""
    data = dump([A, B, C])
    ends = [data.index(dump(one)) + len(dump(one)) for one in (A, B, C)]
    for length in range(1, len(data)):
        items = read(data[:length], "json")
        assert titles(items) == ["A", "B", "C"][: sum(end <= length for end in ends)]
        assert reasons(items)[-1:] == ["truncated"]


def test_every_prefix_of_an_answer_gives_only_whole_records() -> None:
    data = dump({"status": "ok", "articles": [A, B], "more": {"x": [1]}}, 1)
    for length in range(1, len(data)):
        assert titles(read(data[:length], "json")) == ["A", "B"][: len(titles(read(data[:length], "json")))]
        assert "truncated" in reasons(read(data[:length], "json"))


def element_of(size: int) -> bytes:
    return b'{"title": "' + b"x" * (size - 13) + b'"}'


@pytest.mark.parametrize(("size", "reason"), [(99, []), (100, []), (101, ["record_too_large"])])
def test_an_element_is_read_up_to_the_limit(size: int, reason: list[str]) -> None:
    """A21: n - 1, n, n + 1."""
    items = read(b"[" + element_of(size) + b"," + dump(A) + b"]", "json", limit=100)
    assert titles(items)[-1] == "A"
    assert reasons(items) == reason


@pytest.mark.parametrize("size", [PROBE, 4 * PROBE, 16 * PROBE, CHUNK, 3 * CHUNK])
@pytest.mark.parametrize("more", [-1, 0, 1])
def test_an_element_is_read_whatever_its_size(size: int, more: int) -> None:
    """A21: it is looked at for errors when so many bytes of it have come, and goes on or ends there."""
    element = element_of(size + more)
    for before, after, others in (
        (b"", b"", 0),
        (b"[", b"]", 0),
        (b"[" + dump(A) + b",", b"," + dump(A) + b"]", 2),
    ):
        items = read(before + element + after, "json", limit=2**22)
        assert reasons(items) == []
        assert [len(title) for title in titles(items)].count(size + more - 13) == 1
        assert titles(items).count("A") == others


def test_an_element_far_beyond_the_limit_is_passed_over_in_bounded_memory() -> None:
    """A21."""
    items = read(b"[" + element_of(3 * CHUNK) + b"," + dump(A) + b"]", "json", limit=1000)
    assert titles(items) == ["A"]
    assert [(item.reason, item.offset) for item in rejects(items)] == [("record_too_large", 1)]


def test_many_broken_elements_swallow_none_of_the_good_ones() -> None:
    """E16: one in three is broken, in a list larger than what is looked at at once."""
    broken = b'{"title": "X, "body": "no quote after the title"}'
    good = dump({**A, "body": "x" * 2000})
    items = read(b"[" + b",".join([good, broken, good] * 500) + b"]", "json")
    assert titles(items) == ["A"] * 1000
    assert reasons(items) == ["bad_json"] * 500


def test_brackets_in_text_that_a_missing_quote_lays_open_hide_nothing() -> None:
    broken = b'{"title": "X", "body": "no quote at the end}'
    good = dump({**A, "body": "[" * 50})
    items = read(b"[" + b",".join([broken, good, good]) + b"]", "json")
    assert titles(items) == ["A", "A"]


def test_a_broken_element_is_told_from_a_large_one() -> None:
    broken = b'{"title": "X", "body": "no quote at the end}'
    data = b"[" + broken + b"," + b",".join([dump(A)] * 100) + b"]"
    items = read(data, "json", limit=1000)
    assert reasons(items) == ["bad_json"]
    assert titles(items) == ["A"] * 100


class Endless(io.RawIOBase):
    """A JSON array of so many articles, made as it is read."""

    def __init__(self, count: int) -> None:
        self._parts = self._make(count)
        self._left = b""

    def _make(self, count: int) -> Iterator[bytes]:
        yield b'{"status": "ok", "articles": ['
        article = dump({**A, "body": "x" * 1000})
        yield article
        for _ in range(count - 1):
            yield b"," + article
        yield b"]}"

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        while len(self._left) < len(view) and (part := next(self._parts, b"")):
            self._left += part
        given, self._left = self._left[: len(view)], self._left[len(view) :]
        view[: len(given)] = given
        return len(given)


def test_an_array_of_any_length_is_read_in_constant_memory() -> None:
    """E15: twelve mebibytes and two."""
    peaks = []
    for count in (2_000, 12_000):
        source = Input("endless", io.BufferedReader(Endless(count), CHUNK))
        tracemalloc.start()
        assert sum(1 for _ in read_input(source, "json", ReadOptions(now=NOW))) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 4 * 2**20
    assert peaks[1] < 1.2 * peaks[0]


def test_hostile_beginnings_are_not_scanned_over_and_over() -> None:
    """An object that begins again and again without an end: each byte is read a bounded number of times."""
    items = read(b'{"a":x' * 200_000, "json")
    assert 1 <= len(items) <= 200_000
    assert titles(items) == []


@pytest.mark.parametrize(
    "data", [b"[" * 10**6, b'{"a":' * 200_000, b"]" * 10**6, b"," * 10**5, b"\\" * 10**6]
)
def test_endless_brackets_are_rejects(data: bytes) -> None:
    """E09."""
    assert titles(read(data, "json")) == []
    assert len(read(data, "json")) < 10


@given(st.binary(max_size=200) | st.text('{}[]",:\\ \ntitle').map(str.encode))
def test_any_bytes_are_records_or_rejects(data: bytes) -> None:
    assert all(isinstance(item, Record | Reject) for item in read(data, "json"))


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)
articles = st.lists(st.fixed_dictionaries({"title": texts, "body": texts}), max_size=6)


@given(articles, st.sampled_from([None, 0, 3]), st.booleans())
def test_what_is_written_is_read_back(
    written: list[dict[str, str]], indent: int | None, as_list: bool
) -> None:
    data = dump(written, indent) if as_list else b"".join(dump(one, indent) for one in written)
    assert [{"title": draft.title, "body": draft.body} for draft in drafts(read(data, "json"))] == written


@given(
    st.lists(st.sampled_from(['{"a":"', '\\"', '}"', "[", "]", '"}', "x", "\\\\", "{", ","]), max_size=20),
    st.data(),
)
def test_where_a_value_ends_does_not_depend_on_the_pieces_it_comes_in(
    parts: list[str], data: st.DataObject
) -> None:
    text = '{"k":' + "".join(parts)
    whole = Nesting().end(text.encode(), 0)
    cut = data.draw(st.integers(0, len(text)))
    nesting = Nesting()
    first = nesting.end(text[:cut].encode(), 0)
    second = -1 if first >= 0 else nesting.end(text[cut:].encode(), 0)
    assert whole == (first if first >= 0 else second + cut if second >= 0 else -1)


@pytest.mark.parametrize(
    "head",
    [
        b'{"title": "x", "articles": [{',
        b'{"articles": [1, 2]}',
        b'{"articles": "none"}',
        b'{"meta": {"articles": [{}]}}',
        b'{"response": {"meta": 1}, "other": [{"x": 1}]}',
        b'{"a": "unclosed',
        b'{"a": [1, 2',
        b"{",
        b"{5: 6}",
    ],
)
def test_no_list_of_articles_is_seen_where_none_is(head: bytes) -> None:
    assert wrapped_array(head) is None
