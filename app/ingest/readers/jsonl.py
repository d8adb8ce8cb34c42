"""JSON Lines: one object a line. ``number`` is the line's, ``offset`` that of its first byte."""

from collections.abc import Iterator
from io import BufferedReader

from app.ingest.draft import Input, Record, Reject
from app.ingest.encoding import UTF8_MARK
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.options import ReadOptions
from app.ingest.readers.parse import is_cut, parse
from app.ingest.readers.records import records_of

CHUNK = 64 * 1024
#: White space, and the separator of RFC 7464 that stands before each record of a JSON text sequence.
BLANK = b" \t\r\n\x1e"


def read_jsonl(source: Input, options: ReadOptions) -> Iterator[Record | Reject]:
    """The records of ``source``; a bad line is one reject and the next line is read."""
    offset = number = 0
    while line := source.stream.readline(options.max_record_bytes + 1):
        number += 1
        start, offset = offset, offset + len(line)
        if not line.endswith(b"\n") and len(line) > options.max_record_bytes:
            offset += _skip_line(source.stream)
            yield Reject("record_too_large", number, start, f"line {number}")
            continue
        text = line.removeprefix(UTF8_MARK) if number == 1 else line
        if text := text.strip(BLANK):
            yield from _read_line(text, number, start, last=not line.endswith(b"\n"))


def _read_line(line: bytes, number: int, offset: int, last: bool) -> Iterator[Record | Reject]:
    try:
        value, flags = parse(line)
    except RecordFault as fault:
        # Only the last line can have been cut: any other has its end.
        cut = last and fault.reason == "bad_json" and is_cut(line)
        yield Reject("truncated" if cut else fault.reason, number, offset, f"line {number}: {fault.detail}")
    else:
        yield from records_of(value, number, offset, flags)


def _skip_line(stream: BufferedReader) -> int:
    """Reads to the end of the line without keeping it; how many bytes that were."""
    skipped = 0
    while piece := stream.readline(CHUNK):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped
