"""Which encoding the bytes of a feed are in.

In this order: UTF-8 where the bytes are UTF-8 and the encoding named is one of single bytes (feeds that
were converted and still say ISO-8859-1 are common, and other text is hardly ever UTF-8 by chance); the
``charset`` of the HTTP answer, as RFC 7303 has it; the XML declaration; UTF-8. What does not fit is read as
other inputs are: Windows-1252 where that is clear, else with U+FFFD. Encodings are those of the web: as
https://encoding.spec.whatwg.org has it, ISO-8859-1 means Windows-1252. UTF-7 and codecs that are not
encodings of text are never honoured.
"""

import codecs
import re

from app.ingest.encoding import ON_THE_WEB, REPLACED, decode

_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_ENCODINGS = re.compile(
    r"utf-8|utf-16.*|utf-32.*|ascii|iso8859-\d+|cp\d+|koi8-\w|kz1048|ptcp154|mac-\w+|tis-620|hz|iso2022_\w+|"
    r"gb\w+|big5\w*|euc_\w+|shift_jis\w*|johab"
)
_SINGLE_BYTES = re.compile(r"iso8859-\d+|cp(?:125\d|8\d\d|437)|koi8-\w|mac-\w+|tis-620|kz1048|ptcp154")
#: Encodings in which ``<`` may be part of a letter, or whose letters have no byte in common with ASCII.
_NOT_LIKE_ASCII = re.compile(r"utf-16.*|utf-32.*|iso2022_\w+|hz|cp(?:037|500|1140|1026|273|424|875|1047)")


def declared(head: bytes, content_type: str = "") -> str:
    """The encoding that the HTTP answer or the declaration names, or ``utf-8``."""
    in_prolog = _DECLARATION.search(head[:1024])
    in_header = _CHARSET.search(content_type[:200])
    named = (in_header[1] if in_header else "", in_prolog[1].decode("ascii", "ignore") if in_prolog else "")
    return next((encoding for name in named if (encoding := encoding_named(name))), "utf-8")


def encoding_named(name: str) -> str:
    """Python's name for the encoding; empty where it is unknown, or no encoding of text."""
    try:
        known = codecs.lookup(name.strip().lower()).name if name.strip() else ""
    except (LookupError, ValueError):
        return ""
    return ON_THE_WEB.get(known, known) if _ENCODINGS.fullmatch(known) else ""


def is_like_ascii(encoding: str) -> bool:
    """Whether markup can be found in the bytes without decoding them."""
    return not _NOT_LIKE_ASCII.fullmatch(encoding)


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
