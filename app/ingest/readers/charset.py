"""The text of an XML input, whatever its encoding is and whatever it says it is.

In this order: UTF-8 where the beginning is UTF-8 beyond ASCII; the encoding that is declared, where it is
known and its bytes are one character or more (UTF-16 and UTF-32 have become UTF-8 when the input was opened,
UTF-7 is never honoured); Windows-1252 where the bytes clearly are; else UTF-8, with U+FFFD for what is not.
"""

import codecs
import re
from collections.abc import Iterator
from io import BufferedReader

from app.ingest.charsets import encoding_declared
from app.ingest.encoding import UTF8_MARK, is_windows_1252

CHUNK = 64 * 1024
DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")


def decoded(stream: BufferedReader) -> Iterator[str]:
    """The text of ``stream`` in pieces, without a byte-order mark."""
    head = stream.peek(1)
    decoder = codecs.getincrementaldecoder(encoding_of(head.removeprefix(UTF8_MARK)))("replace")
    if head.startswith(UTF8_MARK):
        stream.read(len(UTF8_MARK))
    while data := stream.read1(CHUNK):
        yield decoder.decode(data)
    yield decoder.decode(b"", final=True)


def encoding_of(head: bytes) -> str:
    """The name of the codec that reads an input of which ``head`` is the beginning."""
    is_utf8 = _is_utf8(head)
    if is_utf8 and not head.isascii():
        return "utf-8"
    if declared := _declared(head):
        return declared
    return "cp1252" if not is_utf8 and is_windows_1252(head) else "utf-8"


def _declared(head: bytes) -> str:
    """The codec of the encoding that is declared; empty for UTF-8, unknown and dangerous ones."""
    match = DECLARED.match(head)
    declared = encoding_declared(match[1].decode("ascii")) if match else ""
    return "" if declared == "utf-8" else declared


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
