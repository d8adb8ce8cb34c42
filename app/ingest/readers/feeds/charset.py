"""Which encoding the bytes of a feed are in.

In this order: UTF-8 where the bytes are UTF-8 and the encoding named is one of single bytes (feeds that
were converted and still say ISO-8859-1 are common, and other text is hardly ever UTF-8 by chance); the
``charset`` of the HTTP answer, as RFC 7303 has it; the XML declaration; UTF-8. What does not fit is read as
other inputs are: Windows-1252 where that is clear, else with U+FFFD.
"""

import re

from app.ingest.charsets import encoding_named, has_nothing_of_ascii
from app.ingest.encoding import REPLACED, decode

_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_SINGLE_BYTES = re.compile(r"iso8859-\d+|cp(?:125\d|8\d\d|437)|koi8-\w|mac-\w+|tis-620|kz1048|ptcp154")
#: Encodings in which ``<`` may be part of a letter.
_SHIFTING = re.compile(r"iso2022_\w+|hz")


def declared(head: bytes, content_type: str = "") -> str:
    """The encoding that the HTTP answer or the declaration names, or ``utf-8``."""
    in_prolog = _DECLARATION.search(head[:1024])
    in_header = _CHARSET.search(content_type[:200])
    named = (in_header[1] if in_header else "", in_prolog[1].decode("ascii", "ignore") if in_prolog else "")
    return next((encoding for name in named if (encoding := encoding_named(name))), "utf-8")


def is_like_ascii(encoding: str) -> bool:
    """Whether markup can be found in the bytes without decoding them."""
    return not (has_nothing_of_ascii(encoding) or _SHIFTING.fullmatch(encoding))


def text_of(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    """``data`` as text, and the flags of its decoding. Never fails."""
    if encoding == "utf-8" or not is_like_ascii(encoding) or _SINGLE_BYTES.fullmatch(encoding):
        text, flags = decode(data)
        if not flags or encoding == "utf-8":
            return text, flags
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        pass
    if encoding == "cp1252":  # five bytes of it stand for nothing
        return data.decode("latin-1"), ()
    return data.decode(encoding, "replace"), (REPLACED,)
