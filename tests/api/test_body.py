"""The body of a request, as it is taken in and read: never beyond its limit, told in words."""

from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest
from starlette.requests import Request

from app.api.body import JSON, Body, read_body, read_json, read_lines, read_value
from app.errors import BodyError, DatelineError, Rejected, TooLarge, WrongMediaType
from app.ingest.readers.faults import RecordFault

PLAIN = {"content-type": "application/json"}


class Sender:
    """Gives the pieces of a body; counts how many were asked for."""

    def __init__(self, *pieces: bytes, goes: bool = False) -> None:
        self.pieces = list(pieces)
        self.goes = goes
        self.asked = 0

    async def receive(self) -> dict[str, Any]:
        self.asked += 1
        if not self.pieces and self.goes:
            return {"type": "http.disconnect"}
        piece = self.pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(self.pieces) or self.goes}


def taken(sender: Sender, headers: dict[str, str], most: int = 10, *, lines: bool = False) -> Body:
    given = [(name.encode(), value.encode()) for name, value in headers.items()]
    return taken_raw(sender, given, most, lines=lines)


def taken_raw(sender: Sender, headers: list[tuple[bytes, bytes]], most: int, *, lines: bool = False) -> Body:
    request = Request({"type": "http", "method": "POST", "headers": headers}, sender.receive)
    read: Callable[[], Awaitable[Body]] = lambda: read_body(request, most, lines=lines)  # noqa: E731
    return anyio.run(read)


def said(error: pytest.ExceptionInfo[DatelineError]) -> str:
    return str(error.value)


def test_a_body_is_taken_whole_in_however_many_pieces() -> None:
    assert taken(Sender(b"01234", b"56789"), PLAIN) == Body(JSON, b"0123456789")
    assert taken(Sender(b"0123456789"), PLAIN | {"content-length": "10"}).data == b"0123456789"
    assert taken(Sender(b""), PLAIN).data == b""


def test_a_body_that_is_too_long_is_not_read_on() -> None:
    """F35"""
    for length in ("11", "9" * 5000):
        sender = Sender(b"0")
        with pytest.raises(TooLarge) as refused:
            taken(sender, PLAIN | {"content-length": length})
        assert (said(refused), sender.asked) == ("The body is longer than 10 bytes.", 0)
    sender = Sender(b"01234", b"567890", b"never")
    with pytest.raises(TooLarge):
        taken(sender, PLAIN | {"content-length": "x"})
    assert sender.asked == 2
    with pytest.raises(TooLarge, match="longer than 1,000 bytes"):
        taken(Sender(b"x" * 1001), PLAIN, 1000)


def test_a_client_that_goes_away_in_the_middle_is_told_apart() -> None:
    with pytest.raises(BodyError) as refused:
        taken(Sender(b"0", goes=True), PLAIN)
    assert said(refused) == "The connection was closed before the end of the body."
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("kind", "read"),
    [
        ("application/json", JSON),
        ("Application/JSON; charset=UTF-8", JSON),
        ('application/json; charset="utf8"', JSON),
        ("application/json;x=y", JSON),
        ("application/x-ndjson", "application/x-ndjson"),
        ("application/ndjson", "application/ndjson"),
        ("application/jsonl;charset=utf-8", "application/jsonl"),
    ],
)
def test_the_kind_is_read_however_it_is_written(kind: str, read: str) -> None:
    assert taken(Sender(b"1"), {"content-type": kind}, lines=True) == Body(read, b"1")


@pytest.mark.parametrize(
    "kinds",
    [
        [],
        [""],
        ["none"],
        ["json"],
        ["text/plain"],
        ["application/json; charset=latin-1"],
        ["application/json; charset=utf-16"],
        ["application/x-ndjson"],
        ["application/json", "application/json"],
        ["x" * 300 + "/json"],
        [" " * 300 + "application/json"],
    ],
)
def test_another_kind_is_refused_before_anything_is_read(kinds: list[str]) -> None:
    """F28"""
    sender = Sender(b"1")
    with pytest.raises(WrongMediaType) as refused:
        taken_raw(sender, [(b"content-type", kind.encode()) for kind in kinds], 10)
    assert (said(refused), sender.asked) == ("Content-Type must be application/json, in UTF-8.", 0)


def test_where_lines_are_read_too_all_that_is_read_is_named() -> None:
    with pytest.raises(WrongMediaType) as refused:
        taken(Sender(b"1"), {}, lines=True)
    assert said(refused) == (
        "Content-Type must be application/json or application/x-ndjson or application/ndjson or "
        "application/jsonl, in UTF-8."
    )


def test_a_packed_body_is_refused() -> None:
    """F27"""
    assert taken(Sender(b"1"), PLAIN | {"content-encoding": "Identity"}).data == b"1"
    with pytest.raises(WrongMediaType) as refused:
        taken(Sender(b"1"), PLAIN | {"content-encoding": "gzip"})
    assert said(refused) == "A packed body is not read: send it without Content-Encoding."


MARK = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("data", "reason", "detail"),
    [
        (MARK + b"{}", "bad_json", "it begins with a byte order mark"),
        (b'{"a":"\xff"}', "bad_json", "byte 7 is not UTF-8"),
        (b'{"a":"\\ud800"}', "half_character", ""),
        (b'{"a":"\x01"}', "bad_json", "a control character in a text, at character 7"),
    ],
)
def test_what_an_ingest_would_mend_is_refused(data: bytes, reason: str, detail: str) -> None:
    """F27, F31"""
    with pytest.raises(RecordFault) as refused:
        read_value(data)
    assert (refused.value.reason, refused.value.detail) == (reason, detail)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (MARK + b"{}", "The body is not valid JSON: it begins with a byte order mark."),
        (b'{"a":1,"a":2}', "The body names one field twice"),
        (b"[" * 5000, "The body nests too deeply"),
        (b'{"a":NaN}', "The body holds a number that is not finite or has too many digits"),
        (b"{", "The body is not valid JSON"),
    ],
)
def test_a_body_that_cannot_be_read_is_told_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(BodyError) as refused:
        read_json(data)
    assert said(refused).startswith(sentence)
    assert said(refused).endswith(".")


def test_a_body_of_nothing_and_half_a_character_are_rejected_with_a_reason() -> None:
    for data in (b"", b" \n"):
        with pytest.raises(Rejected) as refused:
            read_json(data)
        assert (refused.value.reason, said(refused)) == (
            "empty",
            "The body is empty: send an article as a JSON object.",
        )
    with pytest.raises(Rejected) as refused:
        read_json(b'"\\udc00"')
    assert (refused.value.reason, said(refused)) == (
        "half_character",
        "The body holds half of a surrogate pair.",
    )


def test_each_line_is_read_or_told_what_is_wrong_in_it() -> None:
    one, two, broken = read_lines(b'{"a": 1}\n\n \r\n[2]\r\n{\n')
    assert (one, two) == ({"a": 1}, [2])
    assert isinstance(broken, RecordFault)
    assert broken.reason == "bad_json"
    assert list(read_lines(b"")) == []
