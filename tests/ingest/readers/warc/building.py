"""Crawl archives made for the tests."""

import gzip
import io
from pathlib import Path

from app.ingest.draft import Document, Input, InputFault, Passed, Reject
from app.ingest.finding import Found
from app.ingest.opening import open_input
from app.ingest.readers import CONTAINERS, ReadOptions
from app.ingest.unpack import Limits
from tests.ingest.reading import NOW, as_input

PAGE = b"<html><head><title>Trams</title></head><body><p>The trams run again.</p></body></html>"
Items = list[Document | Input | Reject | Passed]


def record(
    kind: str, content: bytes, *fields: str, url: str = "https://venn.example/a", length: str = ""
) -> bytes:
    head = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        "WARC-Date: 2026-03-01T10:00:00Z",
        *fields,
        f"Content-Length: {length or len(content)}",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + content + b"\r\n\r\n"


def answer(body: bytes = PAGE, *fields: str, status: str = "200 OK", kind: str = "text/html") -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *fields]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def response(body: bytes = PAGE, *fields: str, url: str = "https://venn.example/a") -> bytes:
    return record("response", answer(body, *fields), url=url)


def arc(*records: tuple[str, bytes]) -> bytes:
    version = b"1 0 Venn\nURL IP-address Archive-date Content-type Archive-length\n\n"
    lines = [b"filedesc://venn.arc 0.0.0.0 20260301100000 text/plain %d\n" % len(version), version, b"\n"]
    for url, content in records:
        lines.append(f"{url} 192.0.2.1 20260301100000 text/html {len(content)}\n".encode() + content + b"\n")
    return b"".join(lines)


def members(*records: bytes) -> bytes:
    """Each record packed by itself, as crawlers do it."""
    return b"".join(gzip.compress(each) for each in records)


def items(data: bytes, kind: str = "warc", limit: int = 2**20) -> Items:
    return list(CONTAINERS[kind](as_input(data), ReadOptions(NOW, limit)))


def items_in_file(path: Path, data: bytes, kind: str = "warc", limits: Limits | None = None) -> Items:
    """What a file gives; a fault of its stream stands last, as a reject."""
    path.write_bytes(data)
    found: Items = []
    with open_input(Found(path.name, path), limits or Limits()) as source:
        try:
            found.extend(CONTAINERS[kind](source, ReadOptions(NOW, 2**20)))
        except InputFault as fault:
            found.append(Reject(fault.reason, len(found) + 1, None, fault.detail))
    return found


def told(found: Items) -> list[str]:
    """The address of each page, and the reasons of what is none."""
    return [item.url if isinstance(item, Document) else _reason(item) for item in found]


def _reason(item: Input | Reject | Passed) -> str:
    return item.name if isinstance(item, Input) else item.reason


def bodies(found: Items) -> list[bytes]:
    return [item.data for item in found if isinstance(item, Document)]


def stream(data: bytes) -> io.BufferedReader:
    return io.BufferedReader(io.BytesIO(data))
