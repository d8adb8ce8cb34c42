"""Parquet tables, where the extra ``dateline[parquet]`` is installed: one article a row.

A table must be read from its end, so what comes as a stream is put into a file of its own first, or into
memory while it is small. ``number`` counts rows from 1; there are no offsets. Rows are read a few at a time.
"""

import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from app.ingest.draft import Input, Record, Reject
from app.ingest.encoding import UTF8_MARK
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.mapping import draft_of
from app.ingest.readers.options import ReadOptions

CHUNK = 1 << 20
ROWS = 100


def read_parquet(source: Input, options: ReadOptions) -> Iterator[Record | Reject]:
    """The records of ``source``. A damaged table is one reject, after the rows before the damage."""
    number = 0
    if not source.stream.peek(1).removeprefix(UTF8_MARK).strip():
        return
    with SpooledTemporaryFile(max_size=options.max_record_bytes + 1) as file:
        while piece := source.stream.read1(CHUNK):
            file.write(piece)
        file.seek(0)
        try:
            for row in _rows(cast(IO[bytes], file)):
                number += 1
                yield _read_row(row, number, options)
        except RecordFault as fault:
            yield Reject(fault.reason, number + 1, None, fault.detail)


def _rows(file: IO[bytes]) -> Iterator[Mapping[str, object]]:
    """Raises RecordFault where reading cannot go on."""
    # Its own allocators take more address space at once than a worker may have.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    try:
        from pyarrow.lib import ArrowException
        from pyarrow.parquet import ParquetFile
    except ModuleNotFoundError as error:
        raise RecordFault("needs_parquet") from error
    try:
        with ParquetFile(file, pre_buffer=False) as table:
            for batch in table.iter_batches(batch_size=ROWS, use_threads=False):
                yield from batch.to_pylist()
    except (ArrowException, OSError) as error:
        raise RecordFault("unreadable", f"damaged Parquet data ({type(error).__name__})") from error


def _read_row(row: Mapping[str, object], number: int, options: ReadOptions) -> Record | Reject:
    fields = ((name, _plain(value)) for name, value in row.items())
    try:
        return Record(draft_of(options.fields.renamed(fields)), number)
    except RecordFault as fault:
        return Reject(fault.reason, number, None, fault.detail)


def _plain(value: Any) -> object:
    """A value as JSON would have it."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    return value
