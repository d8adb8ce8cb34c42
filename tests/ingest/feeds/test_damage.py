"""Feeds that are not well formed, cut, or in an encoding that they do not name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.draft import REASONS, Reject
from app.ingest.encoding import Transcoded, wide_encoding
from app.ingest.readers import ReadOptions
from app.ingest.readers.feeds import read_xml_feed
from tests.ingest.reading import NOW, as_input, drafts, read, reasons, titles

FEED = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE rss [<!ENTITY paper "The Tollbridge Gazette">]>
<rss version="2.0"><channel><title>&paper;</title><!-- <item>none</item> -->
<item><title>Fähre &amp; Brücke</title>
<description><![CDATA[<p>Text with <item> in it</p>]]></description></item>
<item><title>Second</title><link>https://gazette.example/2</link></item>
</channel></rss>""".encode()


def channel(items: str) -> bytes:
    return f"<rss><channel><title>Post</title>{items}</channel></rss>".encode()


def test_every_beginning_of_a_feed_gives_the_items_that_are_whole() -> None:
    """B12"""
    for length in range(len(FEED)):
        items = read(FEED[:length], "feed")
        whole = FEED[:length].count(b"</item>") - (
            FEED[:length].count(b"-->") or FEED[:length].count(b"none</item>")
        )
        assert len(drafts(items)) == max(0, whole)
        assert all(reason in REASONS for reason in reasons(items))
    assert titles(read(FEED)) == ["Fähre & Brücke", "Second"]
    assert reasons(read(FEED)) == []


def test_a_feed_that_ends_too_early_is_told() -> None:
    """B12"""
    cut = channel("<item><title>One</title></item><item><title>Two</ti").removesuffix(b"</channel></rss>")
    assert (titles(read(cut)), reasons(read(cut))) == (["One"], ["truncated"])
    between = channel("<item><title>One</title></item>").removesuffix(b"</rss>").removesuffix(b"</channel>")
    assert (titles(read(between)), reasons(read(between))) == (["One"], ["truncated"])


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("<title>Salt & sand</title>", "Salt & sand"),
        ("<title>Salt&nbsp;&mdash; sand</title>", "Salt\xa0— sand"),
        ("<title>AT&T;</title>", "AT&T;"),
        ("<title>A\x08b\x0bc</title>", "Abc"),
        ("<title>It&#146;s &#0;</title>", "It’s \ufffd"),
        ("<title><![CDATA[One ]]]]><![CDATA[> two]]></title>", "One ]]> two"),
    ],
)
def test_what_xml_refuses_and_feeds_write_all_the_same_is_read(item: str, title: str) -> None:
    """B06, B19"""
    assert titles(read(channel(f"<item>{item}</item>"))) == [title]


def test_markup_that_stands_in_a_text_does_not_swallow_what_follows() -> None:
    """B11"""
    broken = "<item><title>One<br>more</title><description>a <b>c</description><link>https://p.example/1</link></item>"
    (first, second) = drafts(read(channel(f"{broken}<item><title>Two</title></item>")))
    assert (first.title, first.url, first.flags) == (
        "One<br>more",
        "https://p.example/1",
        ("damaged_markup",),
    )
    assert (second.title, second.flags) == ("Two", ())


def test_character_data_stays_what_it_is_in_a_damaged_item() -> None:
    """B19"""
    item = "<item><title><![CDATA[One <b>two</b>]]></title><description>a <b>c</description></item>"
    (draft,) = drafts(read(channel(item)))
    assert (draft.title, draft.description, draft.flags) == (
        "One <b>two</b>",
        "a <b>c",
        ("damaged_markup",),
    )


def test_an_item_without_its_end_costs_no_other() -> None:
    """B11"""
    items = "<item><title>One</title><item><title>Two</title></item><item><title>Three</title></item>"
    assert titles(read(channel(items))) == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    "data", [b"no feed", b"<rss", b"<!DOCTYPE rss [", b"<rss><![CDATA[", b"<?xml ?><!--"]
)
def test_what_is_no_feed_is_one_reject(data: bytes) -> None:
    """B11"""
    assert len(read(data, "feed")) == 1
    assert isinstance(read(data, "feed")[0], Reject)


def test_junk_before_and_after_the_feed_is_passed_over() -> None:
    junk = (
        b"\n\nWarning: a script said this.\n" + channel("<item><title>One</title></item>") + b"<!-- 0.1 s -->"
    )
    assert (titles(read(junk, "feed")), reasons(read(junk, "feed"))) == (["One"], [])


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "iso-8859-1"),
        ("cp1252", "iso-8859-1"),
        ("cp1251", "windows-1251"),
        ("koi8-r", "koi8-r"),
        ("shift_jis", "shift_jis"),
        ("iso2022_jp", "iso-2022-jp"),
        ("gb18030", "gb2312"),
        ("utf-16", "utf-16"),
        ("utf-8", "no-such-encoding"),
        ("utf-8", "utf-7"),
        ("cp1252", "utf-8"),
    ],
)
def test_the_declared_encoding_counts_unless_the_bytes_are_utf_8(encoding: str, declared: str) -> None:
    """A13, A14, A15, B21"""
    words = {"cp1252": "Öl für Café", "shift_jis": "渡し船", "iso2022_jp": "渡し船", "gb18030": "渡船"}
    title = words.get(encoding, "Паром" if "1251" in encoding or "koi" in encoding else "Fähre")
    text = (
        f'<?xml version="1.0" encoding="{declared}"?>'
        + channel(f"<item><title>{title}</title></item>").decode()
    )
    source = as_input(text.encode(encoding))
    if wide := wide_encoding(source.stream.peek(1)):
        source = as_input(Transcoded(source.stream, wide).read())
    assert titles(list(read_xml_feed(source, ReadOptions(NOW)))) == [title]


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    read(data, "feed")
    read(channel("<item>").replace(b"<item>", b"<item>" + data + b"</item>"), "feed")


@given(
    st.lists(
        st.sampled_from(
            ["<item>", "</item>", "<title>", "</title>", "<![CDATA[", "]]>", "<!--", "-->", "a&b;"]
        )
    )
)
def test_no_order_of_tags_raises(pieces: list[str]) -> None:
    for item in read(channel("".join(pieces)), "feed"):
        assert not isinstance(item, Reject) or item.reason in REASONS
