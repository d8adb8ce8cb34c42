"""Wire copy: lines broken at a fixed width, paragraphs set off by an indent or an empty line."""

import re
from itertools import pairwise

#: Two columns in a line, or leaders between them: a table keeps its lines.
COLUMNS = re.compile(r"\S(?: {3,}|\t+)\S|\.{4,}")
#: A line so short that its next word would have fitted is the end of one, not a wrap.
SHORTEST_WRAP = 40
#: What an agency signs its copy with at the very end: ``Reuter``, ``dpa bb/hh``, ``ENDS``.
SIGNATURE = re.compile(r"-*\s?[A-Za-z]{2,10}(?:[\s/-](?:[A-Za-z]{1,3}|yyzz|[a-z]\d)){0,5}\W*")
#: The same of an agency that is not known: small letters, initials with a slash between.
INITIALS = re.compile(r"[a-z]{2,6} [a-z]{2,3}(?:/[a-z]{2,3})+")


def paragraphs_of_copy(text: str) -> str:
    """``text`` with the lines of each paragraph joined, and an empty line between paragraphs."""
    paragraphs: list[str] = []
    lines: list[str] = []
    for line in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        if not line.strip() or (_begins_paragraph(line) and not _goes_on_table(lines, line)):
            paragraphs += [_joined(lines)] if lines else []
            lines = []
        if line.strip():
            lines.append(line.rstrip())
    return "\n\n".join(paragraphs)


def without_signature(text: str, names: tuple[str, ...]) -> str:
    """``text`` without a last line that only signs it: one of ``names``, and perhaps initials after it."""
    body, break_, last = text.rstrip().rpartition("\n")
    words = re.split(r"[\s/-]+", last.strip(" .\t-=<").casefold())
    signed = SIGNATURE.fullmatch(last.strip()) and words[0] in names
    signs = break_ and len(last) < 30 and (signed or INITIALS.fullmatch(last.strip()))
    return body.rstrip() if signs else text


def _goes_on_table(lines: list[str], line: str) -> bool:
    """Whether ``line`` is the next row of a table, whose rows may all be indented."""
    return bool(lines and COLUMNS.search(line.strip()) and COLUMNS.search(lines[-1].strip()))


def _begins_paragraph(line: str) -> bool:
    return line.startswith(("  ", "\t"))


def _joined(lines: list[str]) -> str:
    text = lines[0].strip()
    for before, line in pairwise(lines):
        apart = COLUMNS.search(before.strip()) or COLUMNS.search(line.strip()) or len(before) < SHORTEST_WRAP
        text += ("\n" if apart else " ") + line.strip()
    return text
