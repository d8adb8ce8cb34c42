"""The table of formats, and reading an input by it."""

import logging
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from app.errors import UsageError
from app.ingest.detect import Detected, detect
from app.ingest.draft import Input, InputFault, Passed, Record, Reject
from app.ingest.finding import printable
from app.ingest.readers.archives import read_tar, read_zip
from app.ingest.readers.csv import read_csv
from app.ingest.readers.feeds import read_json_feed, read_xml_feed
from app.ingest.readers.html import read_mhtml, read_web_page
from app.ingest.readers.json import read_json
from app.ingest.readers.jsonl import read_jsonl
from app.ingest.readers.options import Container, Format, ReadOptions
from app.ingest.readers.parquet import read_parquet
from app.ingest.readers.sitemap import read_sitemap
from app.ingest.readers.text import read_text
from app.ingest.readers.warc import read_arc, read_warc
from app.ingest.readers.wire.iptc7901 import read_iptc7901
from app.ingest.readers.wire.newsml_1 import read_newsml_1
from app.ingest.readers.wire.newsml_g2 import read_newsml_g2
from app.ingest.readers.wire.nitf import read_nitf
from app.ingest.readers.wire.reuters_sgml import read_reuters_sgml
from app.ingest.readers.wxr import read_wxr

AUTO = "auto"
#: A further format is a module with a reader, a line here and what ``detect`` needs to know it.
READERS: Mapping[str, Format] = MappingProxyType(
    {
        "jsonl": Format(read_jsonl),
        "json": Format(read_json),
        "csv": Format(read_csv),
        "tsv": Format(read_csv),
        "feed": Format(read_xml_feed, isolated=True, streamed=True),
        "jsonfeed": Format(read_json_feed, isolated=True, streamed=True),
        "html": Format(read_web_page, isolated=True),
        "mhtml": Format(read_mhtml, isolated=True),
        "parquet": Format(read_parquet, isolated=True, streamed=True),
        "text": Format(read_text, isolated=True),
        "newsml-g2": Format(read_newsml_g2, isolated=True, streamed=True),
        "newsml-1": Format(read_newsml_1, isolated=True, streamed=True),
        "nitf": Format(read_nitf, isolated=True, streamed=True),
        "iptc7901": Format(read_iptc7901),
        "reuters-sgml": Format(read_reuters_sgml),
        "wxr": Format(read_wxr, isolated=True, streamed=True),
        "sitemap": Format(read_sitemap, isolated=True, streamed=True),
    }
)
#: Archives of documents: a reader that gives members, each to be read by its own format.
CONTAINERS: Mapping[str, Container] = MappingProxyType(
    {"warc": read_warc, "arc": read_arc, "zip": read_zip, "tar": read_tar}
)
FORMATS = (AUTO, *READERS, *CONTAINERS)

log = logging.getLogger(__name__)


def read_input(source: Input, kind: str, options: ReadOptions) -> Iterator[Record | Reject | Passed]:
    """Every record of ``source`` in order: as a draft, as a reject with its reason, or passed over.

    ``kind`` is one of ``FORMATS``; ``auto`` looks at the content. What ends an input early (damaged
    packing, a file that changed) is the last reject. Raises UsageError for an unknown ``kind``, at
    once, and nothing later.
    """
    check_kind(kind)
    return _read(source, kind, options)


def check_kind(kind: str) -> None:
    """Raises UsageError for what is none of ``FORMATS``."""
    if kind not in FORMATS:
        raise UsageError(f"--format: {printable(kind)} is not read; choose one of {', '.join(FORMATS)}")


def format_of(source: Input, kind: str) -> str | Reject:
    """The key in ``READERS`` or ``CONTAINERS`` that reads ``source``, or why none does. Raises InputFault."""
    if kind != AUTO:
        return kind
    detected = detect(source.stream.peek(1), source.name)
    if detected.contradicts:
        log.warning("%s: read as %s", source.name, _told(detected))
    return detected.format or Reject("unsupported_type", 1, 0, _told(detected))


def _read(source: Input, kind: str, options: ReadOptions) -> Iterator[Record | Reject | Passed]:
    number = 0
    try:
        found = format_of(source, kind)
        if found in CONTAINERS:
            found = Reject("nested_archive", 1, 0, "an archive where a document should be")
        if isinstance(found, Reject):
            yield found
            return
        for item in READERS[found].read(source, options):
            number = item.number
            yield item
    except InputFault as fault:
        yield Reject(fault.reason, number + 1, None, fault.detail)


def _told(detected: Detected) -> str:
    return detected.what + (f", though named {detected.contradicts}" if detected.contradicts else "")
