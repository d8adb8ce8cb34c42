"""Text as we keep it: NFC, real lines, no control characters, no half characters.

The words stay as they are; hard-wrapped wire copy keeps its lines. What changes is what a database,
an index or a browser would stumble over (faults A17 to A20):

- ``CRLF``, ``CR``, form feeds and Unicode's own line ends become ``LF``; other controls go, tab stays;
- surrogates that form a pair become their character, lone ones U+FFFD;
- of the marks and invisible signs that follow one another, the first eight stay;
- HTML character references that end in a semicolon (``&amp;`` ``&#8217;``) are resolved, see ``markup``.
"""

import re
import unicodedata

#: Combining marks or invisible signs in a row that are kept; more are an attack or a joke, not text.
MARKS_IN_A_ROW = 8

# One scan tells that a text needs none of the repairs below, as nearly all do.
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
#: The same in ASCII, where taking bytes out is the quickest look.
_ODD_BYTES = bytes((*range(9), *range(0x0B, 0x20), 0x7F))
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LINE_ENDS = dict.fromkeys((0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029), "\n")
_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF))
_REPAIRS = _CONTROLS | {0x09: "\t", 0x0A: "\n"} | _LINE_ENDS
_UNPRINTED_RUN = re.compile(rf"[^\w\s\x00-\x7f]{{{MARKS_IN_A_ROW + 1},}}")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean_line(text: str) -> str:
    """``text`` on one line: cleaned, white space folded to single spaces, none at the ends.

    Empty where nothing of it can be seen.
    """
    return _seen(" ".join(_clean(text).split()))


def clean_text(text: str) -> str:
    """``text`` with its lines and paragraphs: no spaces at line ends, at most one blank line between.

    Empty where nothing of it can be seen.
    """
    text = _clean(text)
    if not text.isascii() or " \n" in text or "\t\n" in text:
        text = "\n".join([line.rstrip() for line in text.split("\n")])
    return _seen((_BLANK_LINES.sub("\n\n", text) if "\n\n\n" in text else text).strip())


def cap_bytes(text: str, limit: int) -> tuple[str, bool]:
    """``text`` cut to at most ``limit`` bytes of UTF-8, never inside a character, and whether it was cut."""
    if len(text) * 4 <= limit:
        return text, False
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= limit:
        return text, False
    return encoded[: max(limit, 0)].decode("utf-8", "ignore"), True


def cap_characters(text: str, limit: int) -> tuple[str, bool]:
    """``text`` cut to at most ``limit`` characters, ``…`` included, at a word's end if one is near."""
    if len(text) <= limit:
        return text, False
    cut = text[: limit - 1]
    space = cut.rfind(" ", limit // 2)
    return (cut[:space] if space > 0 else cut).rstrip() + "…", True


def repaired(text: str) -> str:
    """``text`` without control characters and half characters, its line ends as ``LF``."""
    if text.isascii():
        data = text.encode()
        return text if len(data.translate(None, _ODD_BYTES)) == len(data) else _repaired(text)
    return _repaired(text) if _ODD.search(text) else text


def _clean(text: str) -> str:
    text = repaired(text)
    if text.isascii():
        return text
    # The cap comes before NFC, which sorts a run of marks in time that grows with its square.
    return unicodedata.normalize("NFC", _UNPRINTED_RUN.sub(_capped, text))


def _seen(text: str) -> str:
    """``text``, unless it is all signs that show nothing and the space between them."""
    return "" if text and all(map(_shows_nothing, text)) else text


def _shows_nothing(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) == "Cf"


def _repaired(text: str) -> str:
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\r\n", "\n").translate(_REPAIRS)


def _capped(run: re.Match[str]) -> str:
    kept: list[str] = []
    in_a_row = 0
    for char in run.group():
        in_a_row = in_a_row + 1 if unicodedata.category(char) in ("Mn", "Me", "Cf") else 0
        if in_a_row <= MARKS_IN_A_ROW:
            kept.append(char)
    return "".join(kept)
