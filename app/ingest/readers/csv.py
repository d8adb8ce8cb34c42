"""Tables (CSV, TSV): a header row with the names of fields, then one article a row.

``number`` counts data rows from 1, ``offset`` is that of the row's first byte. Rows as wide as the
header are read; cells beyond it are let pass when they are empty. Of two columns with names of one
field the better name wins, then the left one. A row with a quote out of place is one reject, with the
lines that can be nothing but its rest; reading goes on at the next row.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from itertools import chain, takewhile

from app.ingest.dialect import SAMPLE, Dialect, dialect_of, has_text_column
from app.ingest.draft import Input, Record, Reject
from app.ingest.field_map import FieldMap
from app.ingest.readers.columns import date_signs, known_header, with_sign
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.lines import Line, Lines
from app.ingest.readers.mapping import draft_of
from app.ingest.readers.options import ReadOptions

MAX_COLUMNS = 1000
#: How databases write a value that is missing.
MISSING = frozenset({"\\N", "NULL"})


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, or the fault that kept it from being read, and its lines."""

    cells: Sequence[str]
    lines: Sequence[Line]
    fault: RecordFault | None = None

    @property
    def is_blank(self) -> bool:
        return not self.fault and not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """The names of the columns, what a person said of them, and how columns write dates (``date_signs``)."""

    header: Sequence[str]
    fields: FieldMap
    signs: Mapping[int, str]


def read_csv(source: Input, options: ReadOptions) -> Iterator[Record | Reject]:
    """The records of ``source``."""
    csv.field_size_limit(options.max_record_bytes)  # the library's own limit is 131,072 characters
    head = source.stream.peek(1)
    dialect = dialect_of(head, options.fields)
    rows = _rows(source.stream, options.max_record_bytes, dialect)
    first = _first_row(rows, options.fields)
    if first is None:
        return
    if fault := _header_fault(first, options.fields):
        yield Reject(fault.reason, 1, first.lines[0].offset, fault.detail)
        return
    header, repeated = known_header(first.cells, options.fields), first.cells
    if options.fields.has_numbers:
        rows = chain((first,), rows)
        header = repeated = numbered(len(first.cells))
    table = Table(header, options.fields, _signs(head, dialect, header, options.fields))
    rows = _without_rests(rows, len(header), dialect.delimiter)
    for number, row in enumerate((row for row in rows if row.cells != repeated), start=1):
        yield _read_row(row, table, number)


def _signs(head: bytes, dialect: Dialect, header: Sequence[str], fields: FieldMap) -> Mapping[int, str]:
    """In which order the columns have their dates, by the beginning of the table."""
    rows = _rows(BufferedReader(BytesIO(head[:SAMPLE])), SAMPLE, dialect)
    sample = (row.cells for row in takewhile(lambda row: row.fault is None, rows))
    return date_signs(header, sample, fields, dialect.delimiter)


def numbered(count: int) -> list[str]:
    """The names of the columns of a table without a header."""
    return [f"#{number}" for number in range(1, count + 1)]


def columns_of(head: bytes, fields: FieldMap) -> Sequence[str]:
    """The names of the columns of a table that begins with ``head``."""
    rows = _rows(BufferedReader(BytesIO(head)), len(head), dialect_of(head, fields))
    first = _first_row(rows, fields)
    cells = known_header(first.cells, fields) if first else ()
    return numbered(len(cells)) if fields.has_numbers else cells


def _first_row(rows: Iterator[Row], fields: FieldMap) -> Row | None:
    """The first row that says something; Excel's ``sep=`` and a tool's ``# comment`` do not."""
    return next((row for row in rows if not (row.is_blank or _is_aside(row, fields))), None)


def _is_aside(row: Row, fields: FieldMap) -> bool:
    if row.fault is not None:
        return False
    is_comment = row.cells[0].startswith("#") and not fields.has_numbers
    return row.cells[0].startswith("sep=") or (is_comment and not any(map(fields.field_of, row.cells)))


def _header_fault(header: Row, fields: FieldMap) -> RecordFault | None:
    if header.fault:
        return header.fault
    if len(header.cells) > MAX_COLUMNS:
        return RecordFault("column_count", f"{len(header.cells)} columns, at most {MAX_COLUMNS}")
    names = numbered(len(header.cells)) if fields.has_numbers else header.cells
    if not has_text_column(names, fields):
        return RecordFault("no_header", "no column is a title, a body or a summary")
    return None


def _rows(stream: BufferedReader, limit: int, dialect: Dialect) -> Iterator[Row]:
    """Every row, damaged ones too; after such a one reading goes on at the line after its first."""
    lines = Lines(stream, limit, dialect.delimiter)
    while True:
        try:
            for cells in csv.reader(lines, **dialect.options()):
                yield Row(cells, lines.row)
                lines.next_row()
            return
        except csv.Error as error:
            fault = RecordFault("column_count", str(error))
        except RecordFault as beyond:
            fault = beyond
        yield Row((), lines.row, fault)
        lines.go_back()


def _without_rests(rows: Iterator[Row], width: int, delimiter: str) -> Iterator[Row]:
    """The rows, without blank ones and without lines that can only be the rest of a damaged row."""
    damaged = False
    for row in rows:
        if row.is_blank:
            continue
        fits = row.fault is None and len(row.cells) == width
        if damaged and not fits and row.lines[0].text.count(delimiter) < width - 1:
            continue
        damaged = row.fault is not None
        yield row


def _read_row(row: Row, table: Table, number: int) -> Record | Reject:
    line = row.lines[0]
    flags = tuple(dict.fromkeys(flag for line in row.lines for flag in line.flags))
    try:
        return Record(draft_of(table.fields.renamed(_fields(row, table)), flags), number, line.offset)
    except RecordFault as fault:
        detail = f"line {line.number}: {fault.detail}".removesuffix(": ")
        return Reject(fault.reason, number, line.offset, detail)


def _fields(row: Row, table: Table) -> Iterator[tuple[str, object]]:
    if row.fault:
        raise row.fault
    width = len(table.header)
    if len(row.cells) < width or any(row.cells[width:]):
        raise RecordFault("column_count", f"{len(row.cells)} cells, the header has {width}")
    cells = list(row.cells)
    for place, sign in table.signs.items():
        cells[place] = with_sign(cells[place], sign)
    return ((name, cell) for name, cell in zip(table.header, cells, strict=False) if cell not in MISSING)
