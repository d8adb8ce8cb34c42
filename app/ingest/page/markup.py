"""Marks that text browsers and converters leave in a dump: numbered links, Markdown links and emphasis."""

import re

_REFERENCES = re.compile(
    r"\n[ \t]*References[ \t]*\n\s*(?:Visible links:?\s*\n\s*)?1\.[ \t]+[a-z]{2,10}:", re.IGNORECASE
)
_NUMBERED = re.compile(r"\[\d{1,4}\](?=\S)")
# Possessive: what stands in the brackets is read once, whatever follows.
_TARGET = r"\(<?[^()\s]*+(?:\([^()\s]*+\)[^()\s]*+)?+>?(?:\s\"[^\"]{0,300}\")?\)"
_IMAGE = re.compile(r"!\[[^\[\]]{0,1000}+\]" + _TARGET)
_LINK = re.compile(r"\[([^\[\]]{0,1000}+)\]" + _TARGET)
_ESCAPED = re.compile(r"\\([-.#*_()\[\]!+>`~|])")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_]{1,1000})(?<=\S)\1")


def without_references(text: str) -> str:
    """``text`` without the list of addresses that lynx puts at its end, and the numbers that point there."""
    found = _REFERENCES.search(text)
    return _NUMBERED.sub("", text[: found.start()]) if found else text


def without_links(line: str) -> str:
    """Markdown links as their words alone, pictures left out, ``**`` and backslashes taken off."""
    if "](" in line:
        line = _LINK.sub(r"\1", _IMAGE.sub("", line))
    if "\\" in line:
        line = _ESCAPED.sub(r"\1", line)
    return _STRONG.sub(r"\2", line) if "**" in line or "__" in line else line
