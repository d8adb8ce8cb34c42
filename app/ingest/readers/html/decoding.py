"""From the bytes of a page to text.

In this order, each only where the one before says nothing or cannot be: UTF-8 that holds no fault; what
the server said; what the page declares; Windows-1252 where it is clear; a detector; UTF-8 with U+FFFD for
what it cannot read.
"""

import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from app.ingest.charsets import encoding_declared
from app.ingest.encoding import REPLACED, UTF8_MARK, decode, is_windows_1252

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*+=\s*+(?:["']\s*+)?([\w.:-]{2,40})""", re.IGNORECASE)
_HEAD = 8192
_TAGS = re.compile(rb"<[^<>]{0,2000}>|[\x00-\x7f]{200,}")
_SAMPLE = 20_000
#: So many faults among the bytes that are not ASCII, and it is the wrong encoding.
_MOST_FAULTS = 0.02


def decode_page(data: bytes, charset: str = "") -> tuple[str, tuple[str, ...]]:
    """The text of ``data`` and the flags to set; never fails. ``charset`` is what the server said."""
    data = data.removeprefix(UTF8_MARK)
    try:
        return data.decode(), ()
    except UnicodeDecodeError:
        pass
    for name in _names(data, charset):
        text = data.decode(name, "replace")
        if text.count("\ufffd") <= _MOST_FAULTS * _high(data):
            return text, (REPLACED,) if "\ufffd" in text else ()
    return _guessed(data)


def _names(data: bytes, charset: str) -> Iterator[str]:
    declared = [match.decode("ascii", "replace") for match in _DECLARED.findall(data[:_HEAD])]
    for label in dict.fromkeys((charset, *declared, "utf-8")):
        if name := encoding_declared(label):
            yield name


def _high(data: bytes) -> int:
    return len(data) - len(data.translate(None, bytes(range(0x80, 0x100))))


def _guessed(data: bytes) -> tuple[str, tuple[str, ...]]:
    if is_windows_1252(data):
        return decode(data)
    found = from_bytes(_TAGS.sub(b" ", data)[:_SAMPLE]).best()
    name = encoding_declared(found.encoding.replace("_", "-")) if found else ""
    if not name:
        return decode(data)
    text = data.decode(name, "replace")
    return text, (REPLACED,) if "\ufffd" in text else ()
