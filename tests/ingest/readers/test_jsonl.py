"""JSON Lines. Fault ledger: A01, A02, A13, A16, A21, E14, E16, E17, E20."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.draft import Record, Reject
from tests.ingest.reading import read, reasons, rejects, titles

LINE = b'{"title": "Trams", "body": "They run."}\n'


@pytest.mark.parametrize("data", [b"", b"\n", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
def test_an_empty_input_has_no_records(data: bytes) -> None:
    """A01, A02."""
    assert read(data, "jsonl") == []


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\n\n", b" \t\n"])
def test_lines_may_end_in_any_way_and_the_last_need_not(ending: bytes) -> None:
    data = ending.join([LINE.strip()] * 3)
    assert titles(read(data, "jsonl")) == ["Trams"] * 3


def test_number_and_offset_are_those_of_the_line() -> None:
    data = b"\xef\xbb\xbf" + LINE + b"\n" + LINE
    items = read(data, "jsonl")
    assert [(item.number, item.offset) for item in items] == [(1, 0), (3, 3 + len(LINE) + 1)]


def test_a_bad_line_among_many_is_one_reject_with_its_line_offset_and_position() -> None:
    """E16, E20."""
    items = read(LINE * 500 + b'{"title": "a",}\n' + LINE * 499, "jsonl")
    assert len(titles(items)) == 999
    [reject] = rejects(items)
    assert (reject.reason, reject.number, reject.offset) == ("bad_json", 501, 500 * len(LINE))
    assert reject.detail.startswith("line 501: ")
    assert reject.detail.endswith("at character 15")


@pytest.mark.parametrize("line", [b"{'title': 'a'}", b"// comment", b'{"title": "a"', b"title: a", b"{}}"])
def test_each_kind_of_bad_line_leaves_its_neighbours_alone(line: bytes) -> None:
    """E20."""
    items = read(LINE + line + b"\n" + LINE, "jsonl")
    assert titles(items) == ["Trams", "Trams"]
    assert reasons(items) == ["bad_json"]


def test_a_last_line_that_is_cut_is_told_as_such() -> None:
    """E17."""
    items = read(LINE + LINE[:20], "jsonl")
    assert reasons(items) == ["truncated"]
    assert titles(items) == ["Trams"]


def test_every_prefix_gives_the_whole_records_and_at_most_one_reject() -> None:
    """E17."""
    data = LINE * 3
    for length in range(len(data)):
        items = read(data[:length], "jsonl")
        whole = (length + 1) // len(LINE)
        assert titles(items) == ["Trams"] * whole
        assert reasons(items) == ["truncated"] * (length % len(LINE) not in (0, len(LINE) - 1))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"42", "not_an_object"),
        (b'"a text"', "not_an_object"),
        (b"null", "not_an_object"),
        (b'[{"title": "a"}, 5]', "not_an_object"),
        (b"{}", "no_text"),
        (b'{"id": 5}', "no_text"),
        (b'{"@type": "Person", "name": "Ann Lee"}', "no_text"),
        (b'{"title": ["a"]}', "wrong_type"),
    ],
)
def test_a_line_that_is_no_article_is_a_reject(line: bytes, reason: str) -> None:
    """E14, E19."""
    assert reasons(read(line + b"\n", "jsonl")) == [reason]


def test_a_line_may_hold_a_list_or_an_answer_that_wraps_one() -> None:
    """E14."""
    answer = {"status": "ok", "articles": [{"title": "a", "body": "x"}, {"title": "b"}, None]}
    items = read(json.dumps(answer).encode() + b"\n" + LINE, "jsonl")
    assert titles(items) == ["a", "b", "Trams"]
    assert [item.number for item in items] == [1, 1, 1, 2]
    assert reasons(items) == ["not_an_object"]


@pytest.mark.parametrize("ending", [b"\n", b""])
@pytest.mark.parametrize(("excess", "reason"), [(-1, []), (0, []), (1, ["record_too_large"])])
def test_a_line_up_to_the_limit_is_read(excess: int, reason: list[str], ending: bytes) -> None:
    """A21: n - 1, n, n + 1 bytes; the end of the line does not count."""
    record = LINE.strip()
    items = read(LINE + record + ending, "jsonl", limit=len(record) - excess)
    assert reasons(items) == reason * (2 if excess > 0 else 1)
    assert titles(items) == ["Trams"] * (0 if excess > 0 else 2)


def test_a_line_beyond_the_limit_is_a_reject_and_the_next_is_read() -> None:
    """A21: n + 1."""
    long = b'{"title": "' + b"x" * 200_000 + b'"}\n'
    items = read(long + LINE + long[:-1], "jsonl", limit=1000)
    assert [reject.reason for reject in rejects(items)] == ["record_too_large"] * 2
    assert [(item.number, item.offset) for item in items] == [
        (1, 0),
        (2, len(long)),
        (3, len(long) + len(LINE)),
    ]
    assert titles(items) == ["Trams"]


def test_one_line_of_sixteen_mebibytes_is_read() -> None:
    """A21."""
    line = b'{"title": "Long", "body": "' + b"x" * (16 * 2**20 - 40) + b'"}'
    assert titles(read(line, "jsonl")) == ["Long"]


def test_a_line_that_is_not_utf_8_is_read_with_a_flag() -> None:
    """A16."""
    [item] = read(b'{"title": "caf\xe9"}\n', "jsonl")
    assert isinstance(item, Record)
    assert (item.draft.title, item.draft.flags) == ("café", ("windows_1252",))


@given(st.binary(max_size=300))
def test_any_bytes_are_records_or_rejects(data: bytes) -> None:
    assert all(isinstance(item, Record | Reject) for item in read(data, "jsonl"))


@given(st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), max_size=5))
def test_what_is_written_is_read_back(articles: list[tuple[str, str]]) -> None:
    articles = [(title, body) for title, body in articles if title.strip() and body.strip()]
    data = "".join(json.dumps({"title": title, "body": body}) + "\n" for title, body in articles)
    items = [item.draft for item in read(data.encode(), "jsonl") if isinstance(item, Record)]
    assert [(draft.title, draft.body) for draft in items] == [
        (title.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), _clean(body))
        for title, body in articles
    ]


def _clean(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
