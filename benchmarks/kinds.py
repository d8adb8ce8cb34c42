"""Articles a second by the kind of input, beside ``sqlite-utils`` where it reads the same file."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks import archives
from benchmarks.measure import Spent, size_of, time_process
from benchmarks.plan import Plan
from benchmarks.tables import Cell, Table

_COLUMNS = ("id", "title", "byline", "date", "url", "body")
Records = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of input: ``articles`` in ``path``. ``options``: how the peer is told to read it, if it can."""

    name: str
    path: Path
    articles: int
    options: Sequence[str] | None = None


def by_kind(plan: Plan, lines: Path) -> Table:
    """The same articles as lines, table, list and feed; whole web pages as files and as an archive."""
    kinds = [*_of_articles(plan, lines), *_of_pages(plan)]
    return Table(
        "Ingest: kinds",
        f"{archives.REUTERS} and html-gold-dev",
        (
            *("kind", "articles", "MB", "articles per s", "per CPU s", "s", "CPU s", "MB of memory"),
            *("sqlite-utils: s", "CPU s", "MB of memory"),
        ),
        tuple(_row(plan, kind) for kind in kinds),
        (
            "`dateline ingest` as a process from start to end, into a fresh folder; one run each. Memory is "
            "that of the largest process.",
            "`sqlite-utils insert` and `enable-fts` of title and body, of the same file; it reads no feeds, "
            "pages or crawls.",
        ),
    )


def sqlite_utils(file: Path, database: Path, options: Sequence[str] = ("--nl",)) -> Spent:
    """What a person would do with the same file: insert it, then index title and body."""
    database.unlink(missing_ok=True)
    command = (sys.executable, "-m", "sqlite_utils")
    inserted = time_process([*command, "insert", str(database), "articles", str(file), *options])
    return inserted + time_process(
        [*command, "enable-fts", str(database), "articles", "title", "body", "--tokenize", "porter"]
    )


def _of_articles(plan: Plan, lines: Path) -> Iterator[Kind]:
    records = [json.loads(line) for line in lines.read_text().splitlines()]
    folder = plan.folder("kinds")
    yield Kind("JSON Lines", lines, len(records), ("--nl",))
    yield Kind("CSV", _written(folder / "articles.csv", _table(records)), len(records), ("--csv",))
    yield Kind("JSON list", _written(folder / "articles.json", [json.dumps(records)]), len(records), ())
    yield Kind("RSS with whole texts", _written(folder / "articles.rss", _feed(records)), len(records))


def _of_pages(plan: Plan) -> Iterator[Kind]:
    folder = archives.unpacked(plan, "html-gold-dev")
    pages = sorted(folder.rglob("*.html"))[: plan.pick(1000, 20)]
    chosen = plan.folder("kinds") / "pages"
    chosen.mkdir(exist_ok=True)
    for page in pages:
        (chosen / page.name).write_bytes(page.read_bytes())
    yield Kind("web pages, a file each", chosen, len(pages))
    crawl = plan.folder("kinds") / "pages.warc"
    crawl.write_bytes(b"".join(_crawled(page) for page in pages))
    yield Kind("the same pages as WARC", crawl, len(pages))


def _row(plan: Plan, kind: Kind) -> tuple[Cell, ...]:
    folder = plan.folder("kinds")
    spent = archives.ingest(kind.path, folder / "data")
    peer = None if kind.options is None else sqlite_utils(kind.path, folder / "peer.db", kind.options)
    theirs = (peer.wall, peer.cpu, peer.memory / 1e6) if peer else (None, None, None)
    many = kind.articles
    rates = (many / spent.wall, many / spent.cpu, spent.wall, spent.cpu, spent.memory / 1e6)
    return (kind.name, many, size_of(kind.path) / 1e6, *rates, *theirs)


def _written(path: Path, parts: Iterable[str]) -> Path:
    with path.open("w", newline="") as file:
        file.writelines(parts)
    return path


def _table(records: Records) -> Iterator[str]:
    text = StringIO(newline="")
    writer = csv.DictWriter(text, _COLUMNS, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(records)
    yield text.getvalue()


def _feed(records: Records) -> Iterator[str]:
    """RSS 2.0, https://www.rssboard.org/rss-specification, with the texts in ``content:encoded``."""
    yield '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    yield "<title>Reuters</title>"
    for record in records:
        address, title = escape(record.get("url", "")), escape(record.get("title", ""))
        text, date = escape(escape(record.get("body", ""))), escape(record.get("date", ""))
        yield f"<item><title>{title}</title><link>{address}</link><pubDate>{date}</pubDate>"
        yield f"<content:encoded>{text}</content:encoded></item>\n"
    yield "</channel></rss>"


#: Of a response with a page, ISO 28500:2017, 6.4.
_RESPONSE = (
    "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:{name}>\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
    "WARC-Target-URI: https://pages.example/{name}\r\nContent-Type: application/http;msgtype=response\r\n"
    "Content-Length: {length}\r\n\r\n"
)


def _crawled(page: Path) -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page.read_bytes()
    return _RESPONSE.format(name=page.name, length=len(answer)).encode() + answer + b"\r\n\r\n"
