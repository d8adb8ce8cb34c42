"""The table of formats, and reading an input by it."""

import logging
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from app.errors import UsageError
from app.ingest.detect import Detected, detect
from app.ingest.draft import Input, InputFault, Record, Reject
from app.ingest.readers.csv import read_csv
from app.ingest.readers.json import read_json
from app.ingest.readers.jsonl import read_jsonl
from app.ingest.readers.options import Reader, ReadOptions
from app.ingest.readers.text import read_text

AUTO = "auto"
#: A further format is a module with a reader, a line here and what ``detect`` needs to know it.
READERS: Mapping[str, Reader] = MappingProxyType(
    {"jsonl": read_jsonl, "json": read_json, "csv": read_csv, "tsv": read_csv, "text": read_text}
)
FORMATS = (AUTO, *READERS)

log = logging.getLogger(__name__)


def read_input(source: Input, kind: str, options: ReadOptions) -> Iterator[Record | Reject]:
    """Every record of ``source`` in order, as a draft or as a reject with its reason.

    ``kind`` is one of ``FORMATS``; ``auto`` looks at the content. What ends an input early (damaged
    packing, a file that changed) is the last reject. Raises UsageError for an unknown ``kind``, at
    once, and nothing later.
    """
    if kind not in FORMATS:
        raise UsageError(f"--format {kind}: not one of {', '.join(FORMATS)}")
    return _read(source, kind, options)


def _read(source: Input, kind: str, options: ReadOptions) -> Iterator[Record | Reject]:
    number = 0
    try:
        detected = detect(source.stream.peek(1), source.name) if kind == AUTO else Detected(kind, kind)
        if not detected.format:
            yield Reject("unsupported_type", 1, 0, _told(detected))
            return
        if detected.contradicts:
            log.warning("%s: read as %s", source.name, _told(detected))
        for item in READERS[detected.format](source, options):
            number = item.number
            yield item
    except InputFault as fault:
        yield Reject(fault.reason, number + 1, None, fault.detail)


def _told(detected: Detected) -> str:
    return detected.what + (f", though named {detected.contradicts}" if detected.contradicts else "")
