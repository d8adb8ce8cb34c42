"""JSON: arrays of any length, objects one after another, and the answers of APIs that wrap a list.

``number`` counts values from 1, ``offset`` is that of the value's first byte. An array is read element
by element in constant memory. A damaged element is one reject; where it hides the start of the next
(a quote or a bracket is missing) reading goes on at the next object that begins with the same field.
"""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from app.ingest.draft import Input, Passed, Record, Reject
from app.ingest.encoding import UTF8_MARK
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.heads import wrapped_array
from app.ingest.readers.options import ReadOptions
from app.ingest.readers.parse import error_in, parse
from app.ingest.readers.records import records_of
from app.ingest.readers.scan import Cursor, Nesting, Span

FIRST_KEY = re.compile(rb'\{\s*+("[^"\\]*+(?:\\.[^"\\]*+)*+")\s*+:')
SCALAR = re.compile(rb'(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"|[-+.\w]++)(?=[\s,\]\x1e]|\Z)')
#: After so many bytes a value is looked at for errors: a missing quote would go on to the end.
PROBE = 32 * 1024
STRAY = re.compile(rb"[^\[\]{}]++|\}++|\]++")


@dataclass(frozen=True, slots=True)
class Element:
    """A value that was read, or the fault that kept it from being read."""

    offset: int
    value: object = None
    flags: tuple[str, ...] = ()
    fault: RecordFault | None = None


def read_json(source: Input, options: ReadOptions) -> Iterator[Record | Reject | Passed]:
    """The records of ``source``."""
    for number, element in enumerate(elements_of(source, options), start=1):
        if element.fault is None:
            yield from records_of(element.value, number, element.offset, options, element.flags)
        else:
            yield Reject(element.fault.reason, number, element.offset, element.fault.detail)


def elements_of(source: Input, options: ReadOptions, titled: bool = False) -> Iterator[Element]:
    """The values of ``source`` in order, and what cannot be read between them.

    ``titled``: an object that wraps a list may have a title of its own.
    """
    cursor = Cursor(source.stream)
    if cursor.head(len(UTF8_MARK)) == UTF8_MARK:
        cursor.skip(len(UTF8_MARK))
    return _values(cursor, options.max_record_bytes, titled)


def _values(cursor: Cursor, limit: int, titled: bool) -> Iterator[Element]:
    """The values at the top, and the elements of the arrays there."""
    while (byte := cursor.next_byte()) is not None:
        if byte == ord("["):
            yield from _elements(cursor, limit)
        elif byte == ord("{"):
            yield from _object(cursor, limit, titled)
        elif byte == ord(","):
            cursor.skip(1)
        else:
            yield _stray(cursor)


def _object(cursor: Cursor, limit: int, titled: bool) -> Iterator[Element]:
    """The object itself, or the elements of the list that it wraps."""
    wrapped = wrapped_array(cursor.head(), titled)
    if wrapped is None:
        yield from _value(cursor, limit)
        return
    cursor.skip(wrapped.at)
    ended = yield from _elements(cursor, limit)
    end = cursor.offset
    if ended and not cursor.close(Nesting(depth=wrapped.depth)):
        yield Element(end, fault=RecordFault("truncated", "the object around the list does not end"))


def _elements(cursor: Cursor, limit: int) -> Generator[Element, None, bool]:
    """The elements of the array that begins here; returns whether it has an end."""
    start = cursor.offset
    cursor.skip(1)
    after_comma = False
    while (byte := cursor.next_byte()) != ord("]"):
        if byte is None:
            yield Element(start, fault=RecordFault("truncated", "the list does not end"))
            return False
        if byte == ord(",") and not after_comma:
            cursor.skip(1)
        elif byte in b"{[":
            yield from _value(cursor, limit)
        else:
            yield _stray(cursor)
        after_comma = byte == ord(",")
    if after_comma:
        yield Element(cursor.offset, fault=RecordFault("bad_json", "a comma before the end of the list"))
    cursor.skip(1)
    return True


def _value(cursor: Cursor, limit: int) -> Iterator[Element]:
    span = _span(cursor, limit)
    try:
        value, flags = parse(_whole(span))
    except RecordFault as fault:
        yield Element(span.offset, fault=_recover(cursor, span, fault))
    else:
        yield Element(span.offset, value, flags)


def _span(cursor: Cursor, limit: int) -> Span:
    """The value that begins here, or as much of it as shows that it is broken."""
    probe = min(PROBE, limit)
    span = cursor.value(probe)
    while span.too_large and probe < limit and error_in(span.data) is None:
        probe = min(4 * probe, limit)
        span = cursor.go_on(span, probe)
    return span


def _whole(span: Span) -> bytes:
    if span.whole:
        return span.data
    if span.too_large:
        raise RecordFault("record_too_large")
    raise RecordFault("truncated", "the value does not end")


def _recover(cursor: Cursor, span: Span, fault: RecordFault) -> RecordFault:
    """What is wrong with ``span``; the cursor is left where the next value can begin."""
    error = error_in(span.data)
    alike = _alike(span.data) if error and error.at is not None else None
    if error and error.at is not None and alike:
        restart = _next_like_this(span.data, error.at, alike)
        if restart is not None and cursor.go_back(span.data[restart:]):
            return error
    if span.too_large:
        cursor.skip_rest(span, alike)
    return fault if span.whole else error or fault


def _alike(data: bytes) -> re.Pattern[bytes] | None:
    """How an object begins that has the same first field as the one in ``data``."""
    key = FIRST_KEY.match(data)
    return re.compile(rb"\{\s*+" + re.escape(key.group(1)) + rb"\s*+:") if key else None


def _next_like_this(data: bytes, error: int, alike: re.Pattern[bytes]) -> int | None:
    """Where, by the error in ``data`` or after it, another object begins with the same field.

    The search begins two quotes before the error: where a quote is missing the text between them is
    what should have stood outside, and may hold that beginning.
    """
    quote = data.rfind(b'"', 0, error)
    start = max(1, data.rfind(b'"', 0, max(0, quote)))
    found = alike.search(data, start)
    return found.start() if found else None


def _stray(cursor: Cursor) -> Element:
    """What stands where a value should begin: a scalar, a comment, anything."""
    offset, head = cursor.offset, cursor.head()
    if scalar := SCALAR.match(head):
        cursor.skip(scalar.end())
        return Element(offset, fault=RecordFault("not_an_object", "a text or number, not an object"))
    stray = STRAY.match(head)
    cursor.skip(stray.end() if stray else 1)
    return Element(offset, fault=RecordFault("bad_json", "text outside of any value"))
