"""From bytes to text. Fault ledger: A13 to A17."""

import codecs
import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.encoding import (
    REPLACED,
    WINDOWS,
    Transcoded,
    decode,
    is_windows_1252,
    wide_encoding,
    without_lone_surrogates,
)

ENGLISH = "The ferry to Ōsaka runs again, the harbour master said.\n"
ARABIC = "قال مدير الميناء إن العبارة عادت إلى العمل بعد ثلاثة أيام من العاصفة.\n" * 3
JAPANESE_JSON = (
    '{"title": "フェリーが運航を再開", "body": "港湾局によると、三日間の嵐の後にフェリーが再開した。"}\n' * 3
)


def transcoded(data: bytes, encoding: str, buffer: int = 7) -> str:
    stream = io.BufferedReader(Transcoded(io.BufferedReader(io.BytesIO(data)), encoding), buffer)
    return stream.read().decode()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [ENGLISH, ARABIC, JAPANESE_JSON], ids=["english", "arabic", "japanese"])
@pytest.mark.parametrize("marked", [True, False], ids=["marked", "unmarked"])
def test_wide_text_is_known_with_and_without_a_mark(encoding: str, text: str, marked: bool) -> None:
    """A13."""
    data = ("\ufeff" * marked + text).encode(encoding)
    assert wide_encoding(data) == encoding
    assert transcoded(data, encoding) == text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a",
        ENGLISH.encode(),
        ARABIC.encode(),
        codecs.BOM_UTF8 + ENGLISH.encode(),
        b"title,body\nA\x00,B\nC\x00,D\n",
        b"a\0b\0c\0,plain text with some stray NUL bytes on one side only, and then more of it",
        b"\0" * 10_000,
        random.Random(1).randbytes(500) * 20,
    ],
)
def test_other_bytes_are_not_taken_for_wide_text(data: bytes) -> None:
    assert wide_encoding(data) is None


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["utf-16-le", "utf-32-be"]))
def test_wide_text_of_any_kind_comes_through_in_pieces_of_any_size(text: str, encoding: str) -> None:
    assert transcoded(text.encode(encoding), encoding) == text.removeprefix("\ufeff")


def test_wide_text_that_ends_within_a_character_ends_with_a_replacement() -> None:
    """A16."""
    assert transcoded("Łódź".encode("utf-16-le")[:-1], "utf-16-le") == "Łód\ufffd"


@pytest.mark.parametrize(
    "text",
    [
        "Le café de l'été",
        "\u201cThe ferry runs,\u201d she said \u2013 twice.",
        "Müller und Söhne, Straße 5",
        "¿Dónde está el señor Ibáñez?",
        "Price: £15 or €18",
        "École supérieure",
        "À bientôt",
        "Il va à Paris et é verdade ó no",
    ],
)
def test_clear_windows_1252_is_read_as_such(text: str) -> None:
    """A14."""
    assert decode(text.encode("cp1252")) == (text, (WINDOWS,))


@pytest.mark.parametrize(
    "data",
    [
        b"overlong \xc0\xaf slash",
        b"cut caf\xc3",
        b"cut in the middle caf\xc3, and on",
        b"lone \x81\x8f tails",
        b"caf\xc3\xa9 and \xe9 mixed",
        b"\xff\xfe\xfd\xfc\xfb",
        "Привет, мир".encode("koi8-r"),
        "Привет, мир".encode("cp1251"),
        "Καλημέρα".encode("iso8859-7"),
        b"surrogate \xed\xa0\x80 in UTF-8",
        b"beyond \xf5\x90\x80\x80 the end",
    ],
)
def test_invalid_utf_8_is_replaced_and_flagged(data: bytes) -> None:
    """A16."""
    text, flags = decode(data)
    assert "\ufffd" in text
    assert flags == (REPLACED,)


def test_utf_7_stays_as_it_is_written() -> None:
    """A15."""
    assert decode(b"+ADw-script+AD4-alert(1)") == ("+ADw-script+AD4-alert(1)", ())


@given(st.binary(max_size=200))
def test_any_bytes_become_text_that_can_be_stored(data: bytes) -> None:
    text, _ = decode(data)
    assert text.encode().decode() == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_utf_8_is_never_taken_for_anything_else(text: str) -> None:
    assert decode(text.encode()) == (text, ())


def test_windows_1252_needs_every_high_byte_to_fit() -> None:
    assert is_windows_1252(b"na\xefve caf\xe9")
    assert not is_windows_1252(b"na\xefve caf\xe9 \x81")


@pytest.mark.parametrize(
    ("text", "clean"),
    [("a\ud800b", "a\ufffdb"), ("\udc00", "\ufffd"), ("\ud83d\ude00", "😀"), ("plain", "plain")],
)
def test_surrogates_are_joined_or_replaced(text: str, clean: str) -> None:
    """A17."""
    assert without_lone_surrogates(text) == clean
