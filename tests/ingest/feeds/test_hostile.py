"""Feeds written to do harm (faults, group B)."""

import tracemalloc
from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.ingest.draft import Input, Record, Reject
from app.ingest.normalise import normalise
from app.ingest.readers import ReadOptions, read_input
from app.values import Article, natural_key
from tests.ingest.reading import NOW, drafts, read, reasons, titles

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


def feed(items: str, prolog: str = "", attributes: str = "") -> bytes:
    return f"{prolog}<rss{attributes}><channel><title>Post</title>{items}</channel></rss>".encode()


def laughs(levels: int) -> str:
    inner = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels))
    return f'<!DOCTYPE rss [<!ENTITY l0 "lol">{inner}]>'


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "prolog",
    [laughs(10), f'<!DOCTYPE rss [<!ENTITY a "{"x" * 100_000}">]>'],
    ids=["billion-laughs", "quadratic"],
)
def test_entities_that_blow_up_are_refused_at_once(prolog: str) -> None:
    """B01, B02"""
    items = read(feed("<item><title>&l9;" + "&a;" * 20_000 + "</title></item>", prolog), "feed")
    assert reasons(items) == ["xml_entity"]


def test_small_entities_used_without_end_are_refused() -> None:
    """B02"""
    prolog = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 1000}">]>'
    items = read(feed(f"<item><title>{'&a;' * 2000}</title></item><item><title>Good</title></item>", prolog))
    assert (reasons(items), titles(items)) == (["xml_entity"], ["Good"])


@pytest.mark.parametrize(("length", "found"), [(1023, []), (1024, []), (1025, ["xml_entity"])])
def test_an_entity_may_stand_for_so_long_a_text(length: int, found: list[str]) -> None:
    """B01, B02: n-1, n, n+1 characters."""
    prolog = f'<!DOCTYPE rss [<!ENTITY a "{"x" * length}">]>'
    assert reasons(read(feed("<item><title>Good</title></item>", prolog))) == found


@pytest.mark.parametrize(("more", "found"), [(-1, []), (0, []), (1, ["xml_entity"])])
def test_entities_may_add_so_much_text_to_an_item(more: int, found: list[str]) -> None:
    """B02: n-1, n, n+1 characters."""
    prolog = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 1024}"><!ENTITY b "{"x" * (1024 - 3)}"><!ENTITY c "x">]>'
    text = "&a;" * 255 + "&b;" + "&c;" * (3 + more)
    assert reasons(read(feed(f"<item><title>{text}</title></item>", prolog))) == found


def test_a_namespace_written_as_an_entity_is_read() -> None:
    """B06"""
    prolog = (
        '<!DOCTYPE rss [<!ENTITY dc "http://purl.org/dc/elements/1.1/"><!ENTITY paper "Post &amp; Mail">]>'
    )
    items = "<item><title>&paper;</title><d:creator>Ann Lee</d:creator></item>"
    (draft,) = drafts(read(feed(items, prolog, ' xmlns:d="&dc;"')))
    assert (draft.title, draft.authors) == ("Post & Mail", ("Ann Lee",))


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "file://{secret}"> %p;]>',
        '<!DOCTYPE rss SYSTEM "file://{secret}">',
        '<!DOCTYPE rss PUBLIC "-//Post//DTD//EN" "http://127.0.0.1:9/rss.dtd">',
        '<?xml-stylesheet type="text/xsl" href="file://{secret}"?>',
    ],
)
def test_nothing_outside_is_ever_opened(prolog: str, tmp_path: Path) -> None:
    """B03, B04, B05, B07: an entity of elsewhere stands for nothing, the rest is read."""
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{secret}" parse="text"/>'
    document = feed(f"<item><title>One &x;</title>{include}</item>", prolog.replace("{secret}", str(secret)))
    (draft,) = drafts(read(document.replace(b"<title>Post", b"<title>Post &x;")))
    assert draft.title.startswith("One")
    assert "SECRET" not in str(draft)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("<a>" * 50_000, "too_deep"),
        (f"<title>{'x' * 11_000_000}</title>", "record_too_large"),
        (f'<title a="{"x" * 11_000_000}">One</title>', "record_too_large"),
    ],
)
def test_an_item_beyond_the_limits_is_one_reject(item: str, reason: str) -> None:
    """B08, B09"""
    items = read(feed(f"<item>{item}</item><item><title>Good</title></item>"), "feed")
    assert (reasons(items), titles(items)) == ([reason], ["Good"])


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "item",
    [
        "<title " + " ".join(f'a{n}="x"' for n in range(100_000)) + ">One</title>",
        f"<{'n' * 1_000_000}/><title>One</title>",
        "<title " + " ".join(f'xmlns:n{n}="urn:{n}"' for n in range(100_000)) + ">One</title>",
        "<author>a@" + "a." * 100_000 + "</author><title>One</title>",
        "<author>" + "a" * 60_000 + "</author><title>One</title>",
        "<author>" + "(" * 60_000 + "@</author><title>One</title>",
        "<title>" * 100_000,
        "<title><![CDATA[" + "<![CDATA[" * 100_000 + "]]></title>",
        "&" * 1_000_000,
        "&x" * 500_000,
    ],
    ids=["attributes", "name", "spaces", "mail", "author", "brackets", "titles", "cdata", "signs", "names"],
)
def test_an_odd_item_costs_little_and_nothing_else(item: str) -> None:
    """B09, B10, B13, B14"""
    items = read(feed(f"<item>{item}</item><item><title>Good</title></item>"), "feed")
    assert titles(items)[-1:] == ["Good"]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "head",
    [
        "<!--" * 60_000,
        "<!DOCTYPE" * 30_000,
        "<![CDATA[" * 30_000,
        "<?xml " * 40_000,
        "<!DOCTYPE rss [" * 9000,
    ],
)
def test_a_head_that_never_ends_is_one_reject_at_once(head: str) -> None:
    """B11"""
    assert len(read((head + "<rss>").encode(), "feed")) == 1


def test_an_item_larger_than_a_record_may_be_is_refused_and_the_next_one_read() -> None:
    """B22: at the limit, and one byte above it."""
    item = b"<item><title>" + b"x" * 5000 + b"</title></item>"
    data = b"<rss><channel>" + item + b"<item><title>Good</title></item></channel></rss>"
    assert reasons(read(data, "feed", limit=len(item))) == []
    items = read(data, "feed", limit=len(item) - 1)
    assert (reasons(items), titles(items)) == (["record_too_large"], ["Good"])


class _Endless(RawIOBase):
    """A feed of many items, or of one without end, made as it is read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        buffer = memoryview(buffer)
        self._left = self._left or next(self._pieces, b"")
        piece, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def _memory_of(pieces: Iterator[bytes], limit: int = 2**20) -> tuple[int, int]:
    """How many items there were, and the largest memory in bytes."""
    source = Input("feed", BufferedReader(_Endless(pieces), 65536))
    tracemalloc.start()
    try:
        count = sum(1 for _ in read_input(source, "feed", ReadOptions(NOW, limit)))
        return count, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _many(count: int) -> Iterator[bytes]:
    yield b"<rss><channel><title>Post</title>"
    for number in range(count):
        yield b"<item><title>Item %d</title><description>%s</description></item>" % (number, b"word " * 50)
    yield b"</channel></rss>"


def test_many_items_take_the_memory_of_a_few() -> None:
    """B15"""
    few, many = _memory_of(_many(500)), _memory_of(_many(5000))
    assert (few[0], many[0]) == (500, 5000)
    assert many[1] < few[1] + 2**20


def test_a_text_node_without_end_takes_the_memory_of_the_limit() -> None:
    """B22"""

    def endless() -> Iterator[bytes]:
        yield b"<rss><channel><item><title><![CDATA["
        for _ in range(64 * 16):
            yield b"x" * 65536
        yield b"]]></title></item></channel></rss>"

    count, memory = _memory_of(endless())
    assert (count, memory < 2**24) == (1, True)


def _article(document: bytes) -> Article:
    (item,) = read(document)
    assert isinstance(item, Record)
    article = normalise(item.draft, now=NOW, max_text_bytes=2**20)
    assert isinstance(article, Article)
    return article


def test_a_feed_cannot_take_the_place_of_what_another_source_told() -> None:
    """B18"""
    item = "<title>One</title><link>https://courier.example/1</link><guid>https://courier.example/1</guid>"
    courier = _article(
        b"<rss><channel><title>The Courier</title><item>" + item.encode() + b"</item></channel></rss>"
    )
    other = _article(feed(f"<item>{item}</item>"))
    posing = _article(feed(f'<item>{item}<source url="https://courier.example/">The Courier</source></item>'))
    keys = {natural_key(article) for article in (courier, other)}
    assert len(keys) == 2
    assert natural_key(posing) == natural_key(other)


def test_an_item_with_nothing_to_tell_it_by_has_a_key_of_its_text() -> None:
    """B16"""
    one = _article(feed("<item><title>One</title></item>"))
    assert natural_key(one) == natural_key(_article(feed("<item><title>One</title></item>")))
    assert natural_key(one) != natural_key(_article(feed("<item><title>Two</title></item>")))


@pytest.mark.parametrize(
    "title",
    [
        "<![CDATA[<script>alert(1)</script>One]]>",
        "&lt;svg onload=alert(1)&gt;&lt;/svg&gt;One",
        "&amp;lt;img src=x onerror=alert(1)&amp;gt;One",
        "<b onclick='x()'>One</b>",
    ],
)
def test_no_markup_is_kept(title: str) -> None:
    """B19, B20"""
    article = _article(feed(f"<item><title>{title}</title></item>"))
    assert article.title == "One"


def test_no_reject_tells_what_the_feed_says() -> None:
    items = read(feed("<item><title>Secret words</ title></item>" + "<item></item>"), "feed")
    assert not any("Secret" in reject.detail for reject in items if isinstance(reject, Reject))
