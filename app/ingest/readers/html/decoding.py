"""From the bytes of a page to text.

In this order, each only where the one before says nothing or cannot be: UTF-8 that holds no fault; what
the server said; what the page declares; Windows-1252 where it is clear; a detector; UTF-8 with U+FFFD for
what it cannot read. UTF-7 is never honoured. Labels mean what they mean to browsers (WHATWG Encoding
Standard): ``iso-8859-1`` is Windows-1252, ``gb2312`` is GB 18030.
"""

import codecs
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from app.ingest.encoding import ON_THE_WEB, REPLACED, UTF8_MARK, decode, is_windows_1252

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*+=\s*+(?:["']\s*+)?([\w.:-]{2,40})""", re.IGNORECASE)
_HEAD = 8192
_KNOWN = re.compile(
    r"utf-?8|(?:iso|iso-ir|cp|x-cp|windows|ibm|mac|koi|gb|gbk|big5|euc|x-euc|shift|sjis|x-sjis|ms|ks|tis|us-ascii"
    r"|ascii|latin|hz|viscii|dos|x-mac|x-gbk)[\w.:-]*"
)
_ALIASES = {
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "x-mac-cyrillic": "mac_cyrillic",
}
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
        if name := codec_named(label):
            yield name


def codec_named(label: str) -> str:
    """The codec that a browser takes for ``label``, "" for one that it does not know."""
    label = label.strip().casefold()
    if not _KNOWN.fullmatch(label):
        return ""
    try:
        name = codecs.lookup(_ALIASES.get(label, label)).name
    except LookupError:
        return ""
    return ON_THE_WEB.get(name, name)


def _high(data: bytes) -> int:
    return len(data) - len(data.translate(None, bytes(range(0x80, 0x100))))


def _guessed(data: bytes) -> tuple[str, tuple[str, ...]]:
    if is_windows_1252(data):
        return decode(data)
    found = from_bytes(_TAGS.sub(b" ", data)[:_SAMPLE]).best()
    name = codec_named(found.encoding.replace("_", "-")) if found else ""
    if not name:
        return decode(data)
    text = data.decode(name, "replace")
    return text, (REPLACED,) if "\ufffd" in text else ()
