"""An input as a web page: one article at most."""

import re
from collections.abc import Iterator

from app.ingest.draft import Input, Record, Reject
from app.ingest.encoding import UTF8_MARK
from app.ingest.readers.html.mhtml import PageBytes, saved_page
from app.ingest.readers.options import ReadOptions

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)


def read_web_page(source: Input, options: ReadOptions) -> Iterator[Record | Reject]:
    """The article on the page; nothing where ``source`` holds only white space."""
    data = source.stream.read(options.max_record_bytes + 1)
    found = _CHARSET.search(source.content_type[:500])
    yield from _read(PageBytes(data, source.url, found[1] if found else ""), options)


def read_mhtml(source: Input, options: ReadOptions) -> Iterator[Record | Reject]:
    """The article on the page that a browser saved with its pictures in one file."""
    data = source.stream.read(options.max_record_bytes + 1)
    if len(data) > options.max_record_bytes:
        yield Reject("record_too_large", 1, 0)
        return
    page = saved_page(data)
    if page is not None:
        yield from _read(page, options)
    elif data.removeprefix(UTF8_MARK).strip():
        yield Reject("no_text", 1, 0, "no part of it is a page")


def _read(page: PageBytes, options: ReadOptions) -> Iterator[Record | Reject]:
    from app.ingest.readers.html.reading import read_html  # heavy: half a second, for those who need it

    if len(page.data) > options.max_record_bytes:
        yield Reject("record_too_large", 1, 0)
    elif page.data.removeprefix(UTF8_MARK).strip():
        reading = read_html(page.data, now=options.now, url=page.url, charset=page.charset)
        yield Record(reading.draft, 1, 0) if reading.draft else Reject(reading.reason, 1, 0)
