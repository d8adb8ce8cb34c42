"""Documents made to hurt: each is small to write and dear to read (INP-5), and a way to say how dear."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Mapping

from tests.ingest.readers.warc.building import record, response

MB = 2**20
#: Bytes of the largest record that is read.
LARGEST = 16 * MB


def page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>Trams</title></head><body>{body}</body></html>".encode()


def rss(item: str) -> bytes:
    return f'<rss version="2.0"><channel><title>Gazette</title><item>{item}</item></channel></rss>'.encode()


def nitf(body: str) -> bytes:
    head = "<body.head><hedline><hl1>Trams</hl1></hedline></body.head>"
    return f"<nitf><body>{head}<body.content>{body}</body.content></body></nitf>".encode()


def lines(record: str, size: int) -> bytes:
    return (record * (size // len(record))).encode()


def different_words(count: int) -> str:
    return " ".join(f"w{number:x}" for number in range(count))


def many_attributes(count: int) -> str:
    return " ".join(f'a{number}="1"' for number in range(count))


def entities(count: int) -> bytes:
    """Each stands for ten of the one before."""
    tens = "".join(f'<!ENTITY i{n} "{f"&i{n - 1};" * 10}">' for n in range(1, count))
    return f'<!DOCTYPE nitf [<!ENTITY i0 "aaaaaaaaaa">{tens}]>'.encode()


def zipped(*members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, member in enumerate(members):
            archive.writestr(f"{place}.html", member)
    return stream.getvalue()


#: File name: how its bytes are made; ``size`` scales them, 1 for the worst that is let in.
WORST: Mapping[str, Callable[[float], bytes]] = {
    "nested.html": lambda size: page("<div>" * int(100_000 * size)),
    "paragraphs.html": lambda size: page("<p>It rained in Venn. " * int(250_000 * size)),
    "links.html": lambda size: page('<a href="/x">more</a> ' * int(200_000 * size)),
    "tables.html": lambda size: page("<table><tr><td>" * int(3_000 * size)),
    "comments.html": lambda size: page("<!--" * int(50_000 * size)),
    "brackets.html": lambda size: page("<" * int(2 * MB * size)),
    "attribute.html": lambda size: page(
        f'<img src="data:image/png;base64,{"A" * int(9 * MB * size)}"><p>Ran.'
    ),
    "linked.html": lambda size: page(
        f'<script type="application/ld+json">{"[" * int(200_000 * size)}</script><p>It ran.'
    ),
    "author.rss": lambda size: rss(f"<title>Trams</title><author>a@{'a.' * int(100_000 * size)}</author>"),
    "deep.rss": lambda size: rss(
        f"<title>Trams</title><description>{'<b>' * int(50_000 * size)}</description>"
    ),
    "items.rss": lambda size: rss("</item><item><title>Trams</title>" * int(300_000 * size)),
    "attributes.xml": lambda size: nitf(f"<p {many_attributes(int(100_000 * size))}>It ran.</p>"),
    "deep.xml": lambda size: nitf("<block>" * int(50_000 * size)),
    "text.xml": lambda size: nitf(f"<p>{'x ' * int(7 * MB * size)}</p>"),
    "elements.xml": lambda size: nitf("<p/>" * int(4 * MB * size)),
    "entities.xml": lambda size: entities(10) + nitf("<p>&i9;</p>"),
    "deep.json": lambda size: b"[" * int(LARGEST * size),
    "digits.json": lambda size: b'[{"title": "Trams", "body": ' + b"9" * int(4 * MB * size) + b"}]",
    "keys.json": lambda size: json.dumps({f"k{n}": n for n in range(int(400_000 * size))}).encode(),
    "lists.json": lambda size: b'[{"title": "Trams", "body": [' + b"[]," * int(5 * MB * size) + b"[]]}]",
    "quote.csv": lambda size: b'title,body\n"Trams,' + lines("They run\n", int(15 * MB * size)),
    "quotes.csv": lambda size: b"title,body\n" + lines('a"b,"c\n', int(2 * MB * size)),
    "columns.csv": lambda size: b"title,body" + b",x" * int(7 * MB * size) + b"\n",
    "names.csv": lambda size: b"title,body" + b",xy" * int(5 * MB * size) + b"\n",
    "wide.csv": lambda size: f"title,body\nTrams,\U0001f68b{'x' * int(15 * MB * size)}\n".encode(),
    "wide.json": lambda size: (
        f'[{{"title": "Trams", "body": "\U0001f68b{"x" * int(15 * MB * size)}"}}]'.encode()
    ),
    "wide.jsonl": lambda size: (
        f'{{"title": "Trams", "body": "\U0001f68b{"x" * int(15 * MB * size)}"}}'.encode()
    ),
    "line.jsonl": lambda size: b'{"title": "Trams", "body": "' + b"x" * int(15 * MB * size) + b'"}\n',
    "escapes.jsonl": lambda size: b'{"title": "Trams", "body": "' + b"\\u0301" * int(2 * MB * size) + b'"}\n',
    "words.txt": lambda size: f"Title: Trams\n\n{different_words(int(1_000_000 * size))}".encode(),
    "line.txt": lambda size: b"x" * int(15 * MB * size),
    "short.txt": lambda size: lines("It ran\n\n", int(8 * MB * size)),
    "wire.txt": lambda size: b"\x01" + b"\x01a0 b c\n\x02" * int(MB * size),
    "bomb.gz": lambda size: gzip.compress(bytes(int(1024 * MB * size))),
    "bomb.zip": lambda size: zipped(bytes(int(200 * MB * size))),
    "header.warc": lambda size: b"WARC/1.0\r\nWARC-Type: " + b"x" * int(15 * MB * size),
    "headers.warc": lambda size: b"WARC/1.0\r\n" + b"A: b\r\n" * int(2_000_000 * size),
    "bomb.warc": lambda size: (
        record("warcinfo", b"")
        + response(gzip.compress(bytes(int(512 * MB * size))), "Content-Encoding: gzip")
    ),
}
