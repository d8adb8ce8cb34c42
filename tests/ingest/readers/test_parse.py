"""One JSON value, strictly. Fault ledger: A17, E09 to E13, E20."""

import json
from contextlib import nullcontext, suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.encoding import REPLACED, WINDOWS
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.parse import (
    CROWD_BYTES,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_KEYS,
    MAX_VALUES,
    is_cut,
    parse,
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.floats(-1e9, 1e9) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def fault_of(data: bytes) -> RecordFault:
    with pytest.raises(RecordFault) as caught:
        parse(data)
    return caught.value


@given(json_values, st.booleans(), st.sampled_from([None, 1]))
def test_whatever_json_can_write_is_read_back(value: Any, ascii_only: bool, indent: int | None) -> None:
    data = json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode("utf-8", "surrogatepass")
    try:
        data.decode()
    except UnicodeDecodeError:
        return
    if "\\ud" not in data.decode().lower():
        assert parse(data) == (value, ())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (nested(MAX_DEPTH + 1), "too_deep"),
        (b'{"a":' * 100_000, "too_deep"),
        (b"[" * 100_000, "too_deep"),
        (b'{"views": ' + b"9" * (MAX_DIGITS + 1) + b"}", "bad_number"),
        (b'{"views": ' + b"9" * 10_000 + b"}", "bad_number"),
        (b'{"views": 1e999}', "bad_number"),
        (b'{"views": -1e999}', "bad_number"),
        (b'{"views": NaN}', "bad_number"),
        (b'{"views": [Infinity]}', "bad_number"),
        (b'{"views": -Infinity}', "bad_number"),
        (b'{"title": "a", "title": "b"}', "duplicate_key"),
        (b'{"title": "a", "tit\\u006ce": "b"}', "duplicate_key"),
        (b'{"a": {"b": 1, "b" \t: 2}}', "duplicate_key"),
        (b'{"a": [{"b": 1,\n"b"\n:2}], "text": "so it is \\": or so"}', "duplicate_key"),
        (b"{" + b",".join(b'"k%d":1' % key for key in range(MAX_KEYS + 1)) + b"}", "wrong_type"),
    ],
)
def test_what_the_quick_parser_lets_pass_is_refused(data: bytes, reason: str) -> None:
    """E09 to E12."""
    assert fault_of(data).reason == reason


@pytest.mark.parametrize(
    "data",
    [
        nested(MAX_DEPTH),
        nested(MAX_DEPTH - 1),
        b'{"views": ' + b"9" * MAX_DIGITS + b"}",
        b'{"text": "' + b"[{" * 50 + b'"}',
        b'{"views": -0}',
        b'{"views": 1e25}',
        b'{"text": "one \\": two \\" : three"}',
        b"{" + b",".join(b'"k%d":1' % key for key in range(MAX_KEYS)) + b"}",
        b'{"views":1e25,' + b",".join(b'"k%d":1' % key for key in range(MAX_KEYS - 1)) + b"}",
    ],
)
def test_what_only_looks_odd_is_read(data: bytes) -> None:
    """Limits at n - 1 and n."""
    assert parse(data) == (json.loads(data), ())


def test_long_numbers_keep_all_their_digits() -> None:
    """E10."""
    assert parse(b'{"id": 18446744073709551616}')[0] == {"id": 18446744073709551616}


@pytest.mark.parametrize(
    ("data", "position"),
    [
        (b'{"title": "a",}', 15),
        (b"{'title': 'a'}", 2),
        (b'{"title": "a" // comment\n}', 15),
        (b'{"title": "a" /* comment */}', 15),
        (b'{"title": 007}', 12),
        (b'{"title": "a"} {"title": "b"}', 16),
        ('{"title": "é" x}'.encode(), 15),
        (b'{"title": "cut', 11),
        (b"", 1),
    ],
)
def test_bad_json_tells_the_position(data: bytes, position: int) -> None:
    """E20."""
    fault = fault_of(data)
    assert fault.reason == "bad_json"
    assert fault.detail.endswith(f"at character {position}")


@pytest.mark.parametrize(
    ("data", "text", "flags"),
    [
        (b'{"t": "a\\ud800b"}', "a\ufffdb", (REPLACED,)),
        (b'{"t": "\\udc00\\ud800"}', "\ufffd\ufffd", (REPLACED,)),
        (b'{"t": "\\ud83d\\ude00"}', "😀", ()),
        (b'{"t": "\xff\xfe"}', "\ufffd\ufffd", (REPLACED,)),
        (b'{"t": "caf\xe9"}', "café", (WINDOWS,)),
        (b'{"t": "a\tb\nc"}', "a\tb\nc", ()),
        (b'{"t": "a\\u0000b"}', "a\0b", ()),
        (b'{"t": "a\\ud800b", "n": ["\\ud801"]}', "a\ufffdb", (REPLACED,)),
    ],
)
def test_odd_text_is_kept_as_text_that_can_be_stored(data: bytes, text: str, flags: tuple[str, ...]) -> None:
    """A17, E13."""
    value, found = parse(data)
    assert (value["t"], found) == (text, flags)
    assert json.dumps(value, ensure_ascii=False).encode()


def test_the_key_that_stands_twice_is_named_without_what_it_holds() -> None:
    """E12."""
    assert fault_of(b'{"title": "secret", "title": "other"}').detail == "'title'"


@pytest.mark.parametrize(
    ("data", "cut"),
    [
        (b'{"a": "b', True),
        (b'{"a": ["b"', True),
        (b'{"a": "\\"', True),
        (b'{"a": "}"', True),
        (b"{a}", False),
    ],
)
def test_a_value_that_ends_too_early_is_known(data: bytes, cut: bool) -> None:
    assert is_cut(data) is cut


def test_hostile_escapes_are_scanned_once() -> None:
    """2 MiB of escaped quotes in a string without end."""
    assert fault_of(b'{"a": "' + b'\\"' * 2**20).reason == "bad_json"


@given(st.binary(max_size=120) | st.text('{}[]",:\\ \nntrue019eE-+.').map(str.encode))
def test_any_bytes_are_a_value_or_a_fault(data: bytes) -> None:
    with suppress(RecordFault):
        parse(data)


@pytest.mark.parametrize(
    ("lists", "more", "refused"),
    [(149_996, b",[[]]", False), (149_998, b"", False), (149_997, b",[[]]", True)],
)
def test_a_record_of_very_many_values_is_refused_before_they_are_made(
    lists: int, more: bytes, refused: bool
) -> None:
    """INP-5, INP-9: n - 1, n and n + 1 values; two brackets and two texts stand around them."""
    data = b'{"body": ["' + b"a" * CROWD_BYTES + b'"' + b",[]" * lists + more + b"]}"
    assert (4 + 2 * lists + len(more) // 2 + bool(more) > MAX_VALUES) == refused
    with pytest.raises(RecordFault, match="wrong_type") if refused else nullcontext():
        parse(data)
