"""How a table is written: its separator and its quotes, from a bounded sample."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.ingest.encoding import decode
from app.ingest.field_map import NOTHING_SAID, FieldMap

SAMPLE = 64 * 1024
DELIMITERS = ",\t;|"
TEXT_FIELDS = frozenset({"title", "body", "description"})


@dataclass(frozen=True, slots=True)
class Dialect:
    """``quotes``: ``doubled`` (a quote inside quotes is written twice), ``escaped`` (with a backslash,
    as Spark and MySQL do), ``none`` (a quote is a letter like any other)."""

    delimiter: str = ","
    quotes: str = "doubled"

    def options(self) -> dict[str, Any]:
        """Keyword arguments of ``csv.reader``. Strict: a quote out of place is an error, not a guess."""
        return {
            "delimiter": self.delimiter,
            "quoting": csv.QUOTE_NONE if self.quotes == "none" else csv.QUOTE_MINIMAL,
            "doublequote": True,
            "escapechar": "\\" if self.quotes == "escaped" else None,
            "strict": True,
        }


def dialect_of(head: bytes, fields: FieldMap = NOTHING_SAID) -> Dialect:
    """The dialect of a table that begins with ``head``; commas and doubled quotes where nothing tells."""
    lines = _lines(head[:SAMPLE])
    if not lines:
        return Dialect()
    delimiter = max(DELIMITERS, key=lambda char: (known_names(lines[0], char, fields), _regular(lines, char)))
    kinds = ["doubled"]
    if any('\\"' in line for line in lines):
        kinds.append("escaped")
    if delimiter == "\t":  # only such tables are written without quotes
        kinds.append("none")
    dialects = [Dialect(delimiter, kind) for kind in kinds]
    flawless = next((dialect for dialect in dialects if _is_flawless(lines, dialect)), None)
    return flawless or max(dialects, key=lambda dialect: _fit(lines, dialect))


def known_names(header: str, delimiter: str, fields: FieldMap = NOTHING_SAID) -> int:
    """How many cells of a header line are names of an article's fields."""
    return sum(fields.field_of(cell) is not None for cell in _cells(header, delimiter))


def _regular(lines: list[str], delimiter: str) -> int:
    """How many rows are as wide as the first, where names do not tell; 0 for a table of one column."""
    return _fit(lines, Dialect(delimiter)) if len(_cells(lines[0], delimiter)) > 1 else 0


def delimiter_of(head: bytes) -> str | None:
    """The separator of what is surely a table of articles by its header: two known names, one for text."""
    lines = _lines(head[:SAMPLE])
    for char in DELIMITERS if lines else "":
        if known_names(lines[0], char) >= 2 and has_text_column(_cells(lines[0], char)):
            return char
    return None


def has_text_column(header: Sequence[str], fields: FieldMap = NOTHING_SAID) -> bool:
    """Whether a column is named as the title, the body or the summary."""
    return any(fields.field_of(cell) in TEXT_FIELDS for cell in header)


def _lines(sample: bytes) -> list[str]:
    text = decode(sample)[0].removeprefix("\ufeff")
    lines = list(io.StringIO(text, newline=""))
    while lines and _is_aside(lines[0]):
        del lines[0]
    return lines


def _is_aside(line: str) -> bool:
    """A blank line, Excel's hint at the separator, a tool's comment."""
    if line.startswith("#"):
        return not any(known_names(line, char) for char in DELIMITERS)
    return not line.strip() or line.startswith("sep=")


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # a cell beyond the library's own limit
        return []


def _fit(lines: list[str], dialect: Dialect) -> int:
    """Rows that are as wide as the header, less those that are not."""
    fit = 0
    for width in _widths(lines, dialect):
        fit += 1 if width == len(_cells(lines[0], dialect.delimiter)) else -1
    return fit


def _is_flawless(lines: list[str], dialect: Dialect) -> bool:
    """Whether every row is as wide as the header, and the last one ends.

    Quotes that work out to the end are quotes: without them a cell of several lines may make as many rows.
    """
    width = len(_cells(lines[0], dialect.delimiter))
    return all(row == width for row in _widths(lines, dialect, at_end=-1))


def _widths(lines: list[str], dialect: Dialect, at_end: int | None = None) -> Iterator[int]:
    """The width of each row, -1 for an error; ``at_end`` for a row that the end of the sample may cut."""
    reader = csv.reader(lines, **dialect.options())
    try:
        yield from (len(row) for row in reader if row)
    except csv.Error:
        if (width := -1 if reader.line_num < len(lines) else at_end) is not None:
            yield width
