"""What the encodings of the web are called, and which codec reads each.

Names mean what they mean to browsers (https://encoding.spec.whatwg.org): ISO-8859-1 is Windows-1252, GB 2312
is GB 18030. UTF-7 and codecs that are not encodings of text are never honoured.
"""

import codecs
import re

#: What names stand for on the web, where that is more than Python's codec of the name.
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
#: Names that Python does not know.
_ALIASES = {"x-sjis": "cp932", "x-gbk": "gb18030", "x-mac-cyrillic": "mac_cyrillic"}
_ENCODINGS = re.compile(
    r"utf-8|utf-16.*|utf-32.*|ascii|iso8859-\d+|cp\d+|koi8-\w|kz1048|ptcp154|mac-\w+|tis-620|hz|iso2022_\w+|"
    r"gb\w+|big5\w*|euc_\w+|shift_jis\w*|johab"
)
_NOTHING_OF_ASCII = re.compile(r"utf-16.*|utf-32.*|cp(?:037|500|1140|1026|273|424|875|1047)")


def encoding_named(label: str) -> str:
    """Python's name for the encoding; empty where it is unknown, or no encoding of text."""
    label = label.strip().lower()
    try:
        known = codecs.lookup(_ALIASES.get(label, label)).name if label else ""
    except (LookupError, ValueError):
        return ""
    return _WIDER.get(known, known) if _ENCODINGS.fullmatch(known) else ""


def encoding_declared(label: str) -> str:
    """The same of a name that a document itself holds in ASCII: one in which it could not is none."""
    named = encoding_named(label)
    return "" if has_nothing_of_ascii(named) else named


def has_nothing_of_ascii(encoding: str) -> bool:
    """Whether ASCII letters are other bytes in it, or more of them: UTF-16, UTF-32, EBCDIC."""
    return _NOTHING_OF_ASCII.fullmatch(encoding) is not None
