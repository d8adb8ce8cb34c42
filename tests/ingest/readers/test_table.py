"""Reading an input by the table of formats. Fault ledger: A01, A02, A10 to A14, A18, A21, E22."""

import io
import logging
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UsageError
from app.ingest.draft import REASONS, Input, InputFault, Record, Reject
from app.ingest.readers import AUTO, READERS, ReadOptions, read_input
from app.ingest.unpack import Limits
from tests.ingest.reading import NOW, as_input, drafts, read, reasons, rejects, titles

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

KINDS = (AUTO, *READERS)
LINE = b'{"title": "Trams", "body": "They run."}\n'
PAGE = b"Title: Trams run by night\nDate: 2026-01-05\n\nFrom June the trams of Northgate run by night.\n"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
def test_an_empty_input_has_no_records_in_any_format(kind: str, data: bytes) -> None:
    """A01, A02."""
    assert read(data, kind) == []


@pytest.mark.parametrize("name", ["news.pdf", "news.jsonl", "news"])
def test_a_file_of_another_type_is_one_reject_that_names_it(name: str) -> None:
    """A11."""
    [reject] = read(b"%PDF-1.7\n...", "auto", name)
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.number, reject.offset) == ("unsupported_type", 1, 0)
    assert reject.detail.startswith("a PDF document")


def test_a_wrong_name_is_reported_and_the_content_read(caplog: pytest.LogCaptureFixture) -> None:
    """A10."""
    with caplog.at_level(logging.WARNING):
        assert titles(read(LINE * 2, "auto", "news.csv")) == ["Trams", "Trams"]
    assert caplog.messages == ["news.csv: read as JSON Lines, though named .csv"]
    [reject] = rejects(read(b"<?xml version='1.0'?><svg/>", "auto", "news.csv"))
    assert reject.detail == "an XML document, though named .csv"


def test_a_format_that_is_told_is_not_guessed() -> None:
    assert titles(read(LINE * 2, "jsonl", "news.csv")) == ["Trams", "Trams"]
    assert reasons(read(LINE * 2, "csv", "news.jsonl")) == ["no_header"]


def test_an_unknown_format_is_refused_at_once() -> None:
    with pytest.raises(UsageError, match="yaml is not read; choose one of auto, jsonl, json, csv, tsv, "):
        read_input(as_input(b""), "yaml", ReadOptions(now=NOW))


def test_a_page_of_text_is_one_record_without_an_external_id() -> None:
    [item] = read(PAGE, "auto", "0042.txt")
    assert isinstance(item, Record)
    assert (item.number, item.offset) == (1, 0)
    assert (item.draft.title, item.draft.external_id) == ("Trams run by night", "")


@pytest.mark.parametrize(
    ("limit", "reason"), [(len(PAGE) + 1, []), (len(PAGE), []), (len(PAGE) - 1, ["record_too_large"])]
)
def test_a_page_is_read_up_to_the_limit(limit: int, reason: list[str]) -> None:
    """A21: n - 1, n, n + 1."""
    assert reasons(read(PAGE, "text", limit=limit)) == reason


def test_text_without_an_article_is_a_reject_with_the_readers_reason() -> None:
    [reject] = rejects(read(b"Login | Help | Contact\n", "text"))
    assert reject.reason in ("no_text", "no_title")


def test_a_page_in_windows_1252_is_read_with_a_flag() -> None:
    """A14."""
    [draft] = drafts(read(PAGE.replace(b"Northgate", b"Montr\xe9al"), "text"))
    assert "Montréal" in draft.body
    assert draft.flags == ("windows_1252",)


def test_utf_7_stays_as_it_is_written() -> None:
    """A15."""
    [draft] = drafts(read(b'{"title": "+ADw-script+AD4-", "charset": "utf-7"}', "jsonl"))
    assert draft.title == "+ADw-script+AD4-"


class Breaking(io.RawIOBase):
    """Gives its bytes, then a fault."""

    def __init__(self, data: bytes, fault: InputFault) -> None:
        self._data = io.BytesIO(data)
        self._fault = fault

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        if count := self._data.readinto(buffer):
            return count
        raise self._fault


@pytest.mark.parametrize(
    ("kind", "data", "whole"),
    [
        ("jsonl", LINE * 2 + b'{"title": "half', 2),
        ("json", LINE * 2 + b'{"title": "half', 2),
        ("json", b"[" + LINE + b"," + LINE, 2),
        ("json", b'{"articles": [' + LINE + b"," + LINE, 2),
        ("csv", b"title,body\nA,B\nC,D\nhalf,ro", 2),
        ("csv", b'title,body\nA,B\nC,"D\n', 1),
        ("csv", b"title,bo", 0),
        ("text", PAGE, 0),
        *((kind, b"", 0) for kind in KINDS),
    ],
)
def test_what_ends_an_input_early_is_the_last_reject_and_no_half_record_is_read(
    kind: str, data: bytes, whole: int
) -> None:
    """A08, D09."""
    source = Input("x", io.BufferedReader(Breaking(data, InputFault("truncated", "cut"))))
    *before, last = read_input(source, kind, ReadOptions(now=NOW))
    assert len(titles(before)) == len(before) == whole
    assert last == Reject("truncated", whole + 1, None, "cut")


@given(st.binary(max_size=400), st.sampled_from(KINDS), st.sampled_from(["a", "a.csv", "a.jsonl", "a.txt"]))
def test_any_bytes_in_any_format_are_records_or_rejects_with_a_known_reason(
    data: bytes, kind: str, name: str
) -> None:
    for item in read(data, kind, name, limit=100):
        assert isinstance(item, Record) or item.reason in REASONS
        assert item.number >= 1


def test_the_default_limits_are_those_of_the_documentation() -> None:
    """D02, A21."""
    assert Limits() == Limits(layers=2, unpacked=16 * 2**30, ratio=200, ratio_after=2**20)
    assert ReadOptions(now=NOW).max_record_bytes == 16 * 2**20
