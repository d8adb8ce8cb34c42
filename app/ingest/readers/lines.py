"""The lines of a table as text, with a way back to the line after the one a damaged row began in."""

from collections.abc import Iterator
from io import BufferedReader
from typing import NamedTuple

from app.ingest.encoding import UTF8_MARK, decode
from app.ingest.readers.faults import RecordFault

CHUNK = 64 * 1024
#: Lines one row may have: what a quote that is not closed swallows is kept in memory.
MAX_ROW_LINES = 100_000
#: Separators one row may have, in quotes or not: each could be a cell, and a cell takes 60 bytes.
MAX_ROW_SEPARATORS = 250_000
ENDS = (b"\r", b"\n")


class Line(NamedTuple):  # there are millions, and it is made faster than a dataclass
    """``offset`` is in bytes, ``number`` counts lines from 1."""

    text: str
    size: int
    offset: int
    number: int
    flags: tuple[str, ...] = ()


class Lines:
    """An iterator of line texts for ``csv.reader`` that remembers the lines of the row being read.

    Raises RecordFault ``record_too_large`` for a line, or a row of several, beyond ``limit`` bytes,
    and for a row beyond ``MAX_ROW_LINES``; ``column_count`` for one beyond ``MAX_ROW_SEPARATORS``.
    """

    def __init__(self, stream: BufferedReader, limit: int, separator: str) -> None:
        self._lines = _read(stream, limit)
        self._separator = separator
        self._again: list[Line] = []
        self._limit = limit
        self._row_size = self._row_separators = 0
        self._gone_back = 0
        self.row: list[Line] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._lines)
        self.row.append(line)
        self._row_size += line.size
        self._row_separators += line.text.count(self._separator)
        if self._row_size > self._limit or len(self.row) > MAX_ROW_LINES:
            raise RecordFault("record_too_large", "a quote may not be closed" if len(self.row) > 1 else "")
        if self._row_separators > MAX_ROW_SEPARATORS:
            raise RecordFault("column_count", f"more than {MAX_ROW_SEPARATORS:,} separators")
        return line.text

    def next_row(self) -> None:
        """What follows belongs to another row."""
        self.row = []
        self._row_size = self._row_separators = 0

    def go_back(self) -> None:
        """Reads on from the line after the one that the row began in.

        Where a hostile input would have the same lines read over and over, the row's lines are given
        up: what is read again stays below what was read once, and a little.
        """
        size = sum(line.size for line in self.row[1:])
        if self.row and self._gone_back + size <= self.row[-1].offset + 2 * self._limit:
            self._gone_back += size
            self._again.extend(reversed(self.row[1:]))
        self.next_row()


def _read(stream: BufferedReader, limit: int) -> Iterator[Line]:
    """The lines of ``stream``, whichever way they end; of a line beyond ``limit`` only its size is kept."""
    offset = number = 0
    left = b""
    while data := left + stream.readline(limit + 1):
        pieces = data.splitlines(keepends=True)
        left = b""
        if len(pieces) > 1 and not data.endswith(ENDS) and len(data) > limit:
            left = pieces.pop()
        for piece in pieces:
            number += 1
            size = len(piece)
            if size > limit and not piece.endswith(ENDS):
                skipped, left = _rest_of_line(stream)
                size += skipped
            yield _line(piece if size <= limit else b"", size, offset, number)
            offset += size


def _line(data: bytes, size: int, offset: int, number: int) -> Line:
    text, flags = decode(data.removeprefix(UTF8_MARK) if number == 1 else data)
    return Line(text, size, offset, number, flags)


def _rest_of_line(stream: BufferedReader) -> tuple[int, bytes]:
    """Reads to the end of the line: how many bytes that were, and what was read beyond it."""
    skipped = 0
    while piece := stream.readline(CHUNK):
        first = piece.splitlines(keepends=True)[0]
        skipped += len(first)
        if first.endswith(ENDS):
            return skipped, piece[len(first) :]
    return skipped, b""
