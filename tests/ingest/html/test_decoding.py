"""The encodings of pages. Fault ledger: A13 to A16, C13."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.charsets import encoding_declared
from app.ingest.readers.html.decoding import decode_page

GERMAN = "Die Fähre nach Süderhöft fährt wieder, für fünf Mark und größere Hunde gratis. " * 4
RUSSIAN = "Городской совет решил, что маяк будет гореть всю зиму, и никто не возражал. " * 6
JAPANESE = "町議会は灯台を冬の間も点灯し続けるための予算を可決した。" * 4
CHINESE = "市议会决定灯塔整个冬天都要点亮，没有人反对。" * 6


def declared(text: str, label: str, codec: str) -> bytes:
    return f'<html><head><meta charset="{label}"></head><p>{text}'.encode(codec)


@pytest.mark.parametrize(
    ("text", "label", "codec"),
    [
        (GERMAN, "iso-8859-1", "cp1252"),
        (GERMAN + "„“", "ISO-8859-1", "cp1252"),
        (RUSSIAN, "windows-1251", "cp1251"),
        (RUSSIAN, "KOI8-R", "koi8_r"),
        (JAPANESE, "Shift_JIS", "cp932"),
        (JAPANESE, "euc-jp", "euc_jp"),
        (CHINESE, "gb2312", "gb18030"),
        (CHINESE, "utf-8", "utf-8"),
    ],
)
def test_a_page_is_read_as_it_declares_itself(text: str, label: str, codec: str) -> None:
    """A13"""
    got, flags = decode_page(declared(text, label, codec))
    assert got.endswith(text)
    assert flags == ()


def test_utf_8_is_utf_8_whatever_is_declared() -> None:
    """A14: pages that declare Latin 1 and are UTF-8 are many; the other way round it cannot be by chance."""
    assert decode_page(declared(GERMAN, "iso-8859-1", "utf-8"))[0].endswith(GERMAN)


def test_what_the_server_said_counts_before_what_the_page_declares() -> None:
    assert decode_page(declared(RUSSIAN, "iso-8859-1", "cp1251"), "windows-1251")[0].endswith(RUSSIAN)


@pytest.mark.parametrize(
    "label", ["foo", "utf-7", "rot13", "zlib", "idna", "unicode_escape", "cp037", "x" * 5_000, ""]
)
def test_an_unknown_encoding_and_utf_7_are_not_honoured(label: str) -> None:
    """A14, A15"""
    assert encoding_declared(label) == ""
    assert decode_page(b"+ADw-script+AD4-", label)[0] == "+ADw-script+AD4-"


@pytest.mark.parametrize(("text", "codec"), [(GERMAN, "cp1252"), (RUSSIAN, "cp1251"), (JAPANESE, "cp932")])
def test_an_encoding_that_is_not_declared_is_detected(text: str, codec: str) -> None:
    """A14"""
    assert decode_page(f"<html><p>{text}".encode(codec))[0].endswith(text)


def test_a_few_bytes_of_another_encoding_are_replaced_and_flagged() -> None:
    """A16, C13"""
    text, flags = decode_page((RUSSIAN * 3).encode() + b"caf\xe9 " + RUSSIAN.encode())
    assert text == RUSSIAN * 3 + "caf\ufffd " + RUSSIAN
    assert flags == ("replaced_characters",)


@pytest.mark.parametrize(
    ("text", "label", "codec"), [(JAPANESE, "euc-jp", "euc_jp"), (CHINESE, "gb2312", "gb18030")]
)
def test_a_stray_byte_does_not_cost_the_encoding_that_is_declared(text: str, label: str, codec: str) -> None:
    """C13"""
    got, flags = decode_page(declared(text, label, codec) + b"caf\xff.")
    assert got.endswith(text + "caf\ufffd.")
    assert flags == ("replaced_characters",)


@given(st.binary(max_size=400), st.sampled_from(["", "utf-8", "cp1252", "shift_jis", "nonsense"]))
def test_any_bytes_are_text(data: bytes, charset: str) -> None:
    text, _ = decode_page(data, charset)
    assert text == decode_page(data, charset)[0]
    text.encode()
