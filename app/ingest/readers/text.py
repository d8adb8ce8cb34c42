"""Plain text: one article a file, with a header block or as a dump of a web page."""

from collections.abc import Iterator
from dataclasses import replace

from app.ingest.draft import Input, Record, Reject
from app.ingest.encoding import UTF8_MARK, decode
from app.ingest.page import read_page
from app.ingest.readers.options import ReadOptions


def read_text(source: Input, options: ReadOptions) -> Iterator[Record | Reject]:
    """The one record of ``source``; none where it holds nothing but white space.

    It has no external id: a file's name says where it lay, not what it is. Its address or its text
    tells it from others.
    """
    data = source.stream.read(options.max_record_bytes + 1)
    if len(data) > options.max_record_bytes:
        yield Reject("record_too_large", 1, 0)
        return
    text, flags = decode(data.removeprefix(UTF8_MARK))
    if not text or text.isspace():
        return
    reading = read_page(text, now=options.now)
    if reading.draft is None:
        yield Reject(reading.reason or "no_text", 1, 0)
    else:
        yield Record(replace(reading.draft, flags=(*reading.draft.flags, *flags)), 1, 0)
