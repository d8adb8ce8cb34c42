"""JSON Lines: one object a line. ``number`` is the line's, ``offset`` that of its first byte."""

from collections.abc import Iterator
from io import BufferedReader
from typing import IO, NamedTuple

from app.ingest.draft import Input, InputFault, Passed, Record, Reject
from app.ingest.encoding import UTF8_MARK
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.options import ReadOptions
from app.ingest.readers.parse import is_cut, parse
from app.ingest.readers.records import records_of

CHUNK = 64 * 1024
#: Bytes of a block: some hundred articles.
BLOCK = 256 * 1024
#: White space, and the separator of RFC 7464 that stands before each record of a JSON text sequence.
BLANK = b" \t\r\n\x1e"


class Block(NamedTuple):
    """Whole lines, and how many lines and bytes stand before them."""

    data: bytes
    number: int
    offset: int


def read_jsonl(source: Input, options: ReadOptions) -> Iterator[Record | Reject | Passed]:
    """The records of ``source``; a bad line is one reject and the next line is read."""
    return read_lines(source.stream, options)


def read_lines(
    stream: IO[bytes], options: ReadOptions, number: int = 0, offset: int = 0
) -> Iterator[Record | Reject | Passed]:
    """As ``read_jsonl``, of a stream before which stand ``number`` lines in ``offset`` bytes."""
    while line := stream.readline(options.max_record_bytes + 1):
        number += 1
        start, offset = offset, offset + len(line)
        if not line.endswith(b"\n") and len(line) > options.max_record_bytes:
            offset += _skip_line(stream)
            yield Reject("record_too_large", number, start, f"line {number}")
            continue
        text = line.removeprefix(UTF8_MARK) if number == 1 else line
        if text := text.strip(BLANK):
            yield from _read_line(text, number, start, options, last=not line.endswith(b"\n"))


def blocks_of(stream: BufferedReader, options: ReadOptions) -> Iterator[Block]:
    """The stream in blocks of whole lines, each for ``read_lines``; of too long a line only the beginning.

    A fault of the stream is raised when what stands before it has been given.
    """
    number = offset = 0
    fault: InputFault | None = None
    while fault is None:
        data = bytearray()
        try:
            skipped = _fill(stream, data, options.max_record_bytes)
        except InputFault as raised:
            fault, skipped = raised, 0
            del data[data.rfind(b"\n") + 1 :]
        if not data:
            break
        yield Block(bytes(data), number, offset)
        number += data.count(b"\n") + bool(skipped)
        offset += len(data) + skipped
    if fault:
        raise fault


def _fill(stream: BufferedReader, data: bytearray, limit: int) -> int:
    """Adds whole lines to ``data``, some ``BLOCK`` bytes; how many bytes of too long a line were skipped."""
    while len(data) < BLOCK and (more := stream.read1(BLOCK - len(data))):
        data += more
    if not data or data.endswith(b"\n"):
        return 0
    rest = stream.readline(limit + 1)
    data += rest
    return _skip_line(stream) if len(rest) > limit and not rest.endswith(b"\n") else 0


def _read_line(
    line: bytes, number: int, offset: int, options: ReadOptions, last: bool
) -> Iterator[Record | Reject | Passed]:
    try:
        value, flags = parse(line)
    except RecordFault as fault:
        # Only the last line can have been cut: any other has its end.
        cut = last and fault.reason == "bad_json" and is_cut(line)
        yield Reject("truncated" if cut else fault.reason, number, offset, f"line {number}: {fault.detail}")
    else:
        yield from records_of(value, number, offset, options, flags)


def _skip_line(stream: IO[bytes]) -> int:
    """Reads to the end of the line without keeping it; how many bytes that were."""
    skipped = 0
    while piece := stream.readline(CHUNK):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped
