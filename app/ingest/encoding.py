"""From bytes to text: UTF-8 first, UTF-16 and UTF-32 by their shape, Windows-1252 where it is clear.

No other encoding is guessed, and UTF-7 is never honoured: its text stays as it is written.
"""

import codecs
import io
import re

from app.ingest.raw import Raw

#: Flags of a draft whose bytes were not plain UTF-8.
REPLACED = "replaced_characters"
WINDOWS = "windows_1252"

# The longer marks stand first: that of UTF-32 LE begins with that of UTF-16 LE.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UTF8_MARK = codecs.BOM_UTF8
SAMPLE = 4096
NOT_ASCII_TEXT = re.compile(rb"[\x01-\x08\x0e-\x1f\x7f-\xff]")
HIGH = re.compile(rb"[\x80-\xff]")
UTF8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
#: Bytes that are as likely in Windows-1252 as they are senseless in UTF-8: quotes, dashes and signs;
#: small letters beside a letter; capitals at the start of a word; words of one letter (à, é, ó, À).
WESTERN = re.compile(
    rb"[\x80\x82\x84\x85\x8b\x91-\x97\x99\x9b\xa0\xa1\xa3\xa7\xa9\xab\xae\xb0\xb4\xb7\xbb\xbd\xbf]"
    rb"|(?<=[A-Za-z\xc0-\xff])[\x9a\x9c\x9e\xdf-\xf6\xf8-\xff]|[\x9a\x9c\x9e\xdf-\xf6\xf8-\xff](?=[A-Za-z])"
    rb"|(?<![a-z\xdf-\xff])[\x8a\x8c\x8e\x9f\xc0-\xd6\xd8-\xde](?=[A-Za-z\xc0-\xff])"
    rb"|(?<![\x21-\xff])[\xc0\xc9\xd3\xe0\xe1\xe8\xe9\xf2\xf3](?= )"
)
#: Three such letters in a row are Cyrillic, Greek or another script in an encoding of its own.
OTHER_SCRIPT = re.compile(rb"[\xc0-\xff]{3}")


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of ``data`` and the flags to set. Never fails: what cannot be read becomes U+FFFD."""
    try:
        return data.decode(), ()
    except UnicodeDecodeError:
        pass
    if is_windows_1252(data):
        return data.decode("cp1252", "replace"), (WINDOWS,)
    return data.decode("utf-8", "replace"), (REPLACED,)


def is_windows_1252(data: bytes) -> bool:
    """Whether bytes that are not UTF-8 are clearly Windows-1252: every high byte fits, none is UTF-8."""
    if UTF8_CHARACTER.search(data) or OTHER_SCRIPT.search(data):
        return False
    return len(WESTERN.findall(data)) == len(HIGH.findall(data))


def without_lone_surrogates(text: str) -> str:
    """``text`` with pairs of surrogates joined and lone ones replaced by U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def wide_encoding(head: bytes) -> str | None:
    """Which UTF-16 or UTF-32 an input begins in, by its mark or by where its zero bytes stand."""
    marked = next((encoding for mark, encoding in MARKS if head.startswith(mark)), None)
    return marked or _unmarked(head[:SAMPLE])


def _unmarked(sample: bytes) -> str | None:
    zeros = [sample[place::4].count(0) for place in range(4)]
    quarter = len(sample) // 4
    if quarter < 2:
        return None
    full = [count >= quarter * 0.9 for count in zeros]
    if full[2] and full[3] and not full[0]:
        return "utf-32-le"
    if full[0] and full[1] and not full[3]:
        return "utf-32-be"
    return _unmarked_utf16(sample)


def _unmarked_utf16(sample: bytes) -> str | None:
    """UTF-16 has zeros on one side only; how many depends on the share of ASCII in the text."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    few, many = sorted((even, odd))
    if few or many < 4:
        return None
    # Text without ASCII letters has few zeros, but then its other bytes are no ASCII text either.
    if many < len(sample) * 0.15 and len(NOT_ASCII_TEXT.findall(sample)) < len(sample) * 0.15:
        return None
    encoding = "utf-16-le" if odd else "utf-16-be"
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return None
    return encoding


class Transcoded(Raw):
    """UTF-16 or UTF-32 bytes as UTF-8, without the byte-order mark."""

    def __init__(self, stream: io.BufferedReader, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._ready = b""
        self._begun = False
        self._ended = False

    def fill(self, view: memoryview) -> int:
        while not self._ready and not self._ended:
            self._ready = self._more(len(view))
        data, self._ready = self._ready[: len(view)], self._ready[len(view) :]
        view[: len(data)] = data
        return len(data)

    def _more(self, wanted: int) -> bytes:
        data = self._stream.read1(wanted)
        self._ended = not data
        text = self._decoder.decode(data, final=self._ended)
        if text and not self._begun:
            self._begun = True
            text = text.removeprefix("\ufeff")
        return text.encode()
