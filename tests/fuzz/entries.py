"""Where strangers' bytes come in: one check an entry point, for the fuzzer and for its kept corpus.

A check reads the bytes as the entry point would and raises where something is not as declared: an exception
that nobody declared, a reason that is not in the table, text that the store could not keep.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from app.errors import QueryError
from app.ingest.draft import FLAGS, PASSED, REASONS, Input, Passed
from app.ingest.jobs import Reading, Rejected, jobs_of
from app.ingest.layers import readable
from app.ingest.normalise import authors_from, is_byline, parse_date, plain_text, read_dateline, search_dates
from app.ingest.normalise.markup import has_markup
from app.ingest.readers import AUTO, ReadOptions
from app.ingest.unpack import Limits
from app.search.query.limits import Limits as QueryLimits
from app.search.query.parser import parse
from app.search.query.printing import print_query
from app.search.when import Calendar
from app.values import Article, Candidate
from app.values.address import clean_url

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
#: Small limits, so that a small input can reach them.
LIMITS = Limits(unpacked=2**20, ratio=50, ratio_after=2**16, members=50)
OPTIONS = ReadOptions(NOW, max_record_bytes=2**16, limits=LIMITS)
#: No language is told: it takes longest, and is the same for every entry.
READING = Reading(OPTIONS, max_text_bytes=2**14, source="Fuzz", tell=lambda text: None)
CALENDAR = Calendar(NOW, "Europe/Lisbon")
#: A canonical spelling may be longer than what was written.
ROOMY = QueryLimits(length=10**6, terms=10**4, depth=50)

Check = Callable[[bytes], None]


def read_as(kind: str, name: str = "input") -> Check:
    """A check of the reader ``kind``, down to the article that would be stored."""

    def check(data: bytes) -> None:
        for item in results(Input(name, io.BufferedReader(io.BytesIO(data), 256 * 1024), len(data)), kind):
            check_item(item)

    return check


def results(source: Input, kind: str) -> Iterator[Candidate | Rejected | Passed]:
    """What becomes of the records of ``source``, in this process."""
    for job in jobs_of(source, kind, OPTIONS):
        yield from [job] if isinstance(job, Passed) else READING(job)


def check_item(item: Candidate | Rejected | Passed) -> None:
    if isinstance(item, Candidate):
        check_article(item.article)
    else:
        assert item.reason in (PASSED if isinstance(item, Passed) else REASONS)


def check_article(article: Article) -> None:
    """That the store could keep it, and that it means the same tomorrow."""
    assert article.title
    assert article.source
    assert set(article.flags) <= FLAGS.keys()
    lines = (article.title, article.byline, *article.authors, *article.tags)
    for text in (article.body, article.description, *lines):
        assert "\0" not in text
        text.encode()
    assert not any(has_markup(line) for line in lines)
    assert article.url is None or article.url.startswith(("http://", "https://"))


def check_packed(data: bytes) -> None:
    """Whatever it is packed in, and in whatever encoding, a file named on the command line."""
    raw = io.BytesIO(data)
    opened = readable(raw, raw.tell, LIMITS)
    for item in results(Input("input", opened.stream), AUTO):
        check_item(item)


def check_date(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    reading = parse_date(text, now=NOW)
    assert reading.flag in (None, *FLAGS)
    assert reading.moment is None or reading.moment.at.tzinfo is not None
    assert all(0 <= found.start < found.end <= len(text) for found in search_dates(text, now=NOW))


def check_url(data: bytes) -> None:
    cleaned = clean_url(data.decode("utf-8", "replace"))
    if cleaned is not None:
        cleaned.encode("ascii")
        assert clean_url(cleaned) == cleaned


def check_line(data: bytes) -> None:
    """A byline, a dateline, a piece of markup."""
    text = data.decode("utf-8", "replace")
    assert all(name.strip() for name in authors_from(text))
    is_byline(text)
    dateline = read_dateline(text)
    assert dateline is None or 0 < dateline.end <= len(text)
    assert not has_markup(plain_text(text))


def check_query(data: bytes) -> None:
    q = data.decode("utf-8", "replace")
    try:
        parsed = parse(q, QueryLimits(), CALENDAR)
    except QueryError as error:
        refused = error
    else:
        assert parse(print_query(parsed.tree), ROOMY, CALENDAR).tree == parsed.tree
        return
    assert 0 <= refused.position <= len(q)


ENTRIES: Mapping[str, Check] = {
    "feed": read_as("feed"),
    "jsonfeed": read_as("jsonfeed"),
    "html": read_as("html"),
    "text": read_as("text"),
    "csv": read_as("csv"),
    "json": read_as("json"),
    "jsonl": read_as("jsonl"),
    "newsml-g2": read_as("newsml-g2"),
    "newsml-1": read_as("newsml-1"),
    "nitf": read_as("nitf"),
    "wxr": read_as("wxr"),
    "sitemap": read_as("sitemap"),
    "iptc7901": read_as("iptc7901"),
    "reuters-sgml": read_as("reuters-sgml"),
    "warc": read_as("warc"),
    "arc": read_as("arc"),
    "zip": read_as("zip"),
    "tar": read_as("tar"),
    "packed": check_packed,
    "date": check_date,
    "url": check_url,
    "line": check_line,
    "query": check_query,
}
