"""Shapes that inputs seldom have: each is read, or refused by its reason, like any other."""

import gzip
import json
import random
from decimal import Decimal
from types import SimpleNamespace

import orjson
import pytest
from lxml import html

from app.ingest.field_map import FieldMap
from app.ingest.readers import ReadOptions, read_input
from app.ingest.readers.csv import columns_of
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.feeds.charset import text_of
from app.ingest.readers.feeds.links import is_web
from app.ingest.readers.heads import first_objects
from app.ingest.readers.html.mainarticle import whole_address
from app.ingest.readers.html.state import stated_text
from app.ingest.readers.html.tree import text_of as text_in
from app.ingest.readers.lines import Lines
from app.ingest.readers.parquet import _plain
from app.ingest.readers.warc import revisits
from app.ingest.readers.warc.encodings import undone
from app.ingest.readers.warc.reading import _name
from app.ingest.readers.wire.cutting import CHUNK
from app.ingest.readers.wire.inline import _parsed
from app.ingest.readers.xml import parse_fragment
from tests.ingest.reading import NOW, as_input, drafts, read, reasons, titles

# --- tables


def test_a_table_without_a_header_is_read_by_the_numbers_of_its_columns() -> None:
    fields = FieldMap((("title", "#1"), ("body", "#2")))
    data = b"Trams,They run\nFerries,They sail\n"
    options = ReadOptions(NOW, fields=fields)
    assert titles(list(read_input(as_input(data), "csv", options))) == ["Trams", "Ferries"]
    assert columns_of(data, fields) == ["#1", "#2"]
    assert columns_of(b"\n\n", fields) == []


def test_only_a_row_of_lines_that_may_be_read_again_is() -> None:
    lines = Lines(as_input(b"a\nb\nc\n").stream, 100, ",")
    assert [next(lines), next(lines)] == ["a\n", "b\n"]
    lines.go_back()
    assert next(lines) == "b\n"
    lines.next_row()
    lines.go_back()
    assert next(lines) == "c\n"


# --- JSON


def test_what_follows_a_list_that_is_named_as_an_article_is_looked_at_once() -> None:
    assert [dict(found) for found in first_objects(b'{"articles": [{"title": "A"}, 7, {"title": "B"}]}')] == [
        {"title": "A"}
    ]
    assert list(first_objects(b'[{"title": "A", ')) == []


def test_the_same_name_twice_matters_only_where_it_is_read() -> None:
    """A33."""
    harmless = b'{"title": "Trams", "body": "They run.", "other": {"a": 1}, "other": {"a": 2}}'
    assert titles(read(harmless, "json")) == ["Trams"]
    assert reasons(read(b'{"title": "Trams", "title": "Ferries"}', "json")) == ["duplicate_key"]


def test_a_byline_that_says_nothing_is_none() -> None:
    assert [
        draft.byline for draft in drafts(read(b'{"title": "Trams", "byline": "", "by": " "}', "json"))
    ] == [""]


def test_values_of_parquet_are_as_json_has_them() -> None:
    assert _plain([Decimal("1.50"), b"caf\xc3\xa9 \xff", {"a": 1}]) == ["1.50", "café \ufffd", {"a": 1}]


# --- feeds


@pytest.mark.parametrize(
    ("data", "encoding", "text", "flags"),
    [
        (b"caf\xe9", "cp1252", "café", ()),
        (b"caf\xe9 \x81", "cp1252", "café \x81", ()),
        (b"\xa4\xe9", "big5", b"\xa4\xe9".decode("big5"), ()),
        (b"\xff\xff", "big5", "\ufffd\ufffd", ("replaced",)),
    ],
)
def test_bytes_that_their_encoding_does_not_know_are_read_all_the_same(
    data: bytes, encoding: str, text: str, flags: tuple[str, ...]
) -> None:
    """A14."""
    read_text, read_flags = text_of(data, encoding)
    assert read_text == text
    assert bool(read_flags) == bool(flags)


def feed(*items: str, head: str = "") -> bytes:
    return (
        f'<rss version="2.0"><channel><title>Gazette</title>{head}{"".join(items)}</channel></rss>'.encode()
    )


@pytest.mark.parametrize(
    "address", ["http://[broken", "ftp://a.example/", "mailto:a@b.example", "//a.example"]
)
def test_what_is_no_web_address_is_no_link(address: str) -> None:
    assert not is_web(address)
    (draft,) = drafts(read(feed(f"<item><title>Trams</title><link>{address}</link></item>"), "feed"))
    assert draft.url in ("", address)


def test_references_that_nobody_declared_are_but_signs() -> None:
    item = "<item><title>Q&amp;A &copy; &hellip; &nosuch; R&D &#169;</title></item>"
    assert titles(read(feed(item), "feed")) == ["Q&A © … &nosuch; R&D ©"]


def test_base64_that_is_none_is_text() -> None:
    """Atom 0.3: ``mode`` says so, and is not believed."""
    entry = (
        '<feed xmlns="http://purl.org/atom/ns#"><entry><title mode="base64">They run!</title></entry></feed>'
    )
    assert titles(read(entry.encode(), "feed")) == ["They run!"]


def test_an_item_that_ends_in_its_own_tag_says_nothing() -> None:
    assert titles(read(feed("<item/>", "<item><title>Trams</title></item>"), "feed")) == ["", "Trams"]


def test_an_item_that_the_input_ends_in_is_cut() -> None:
    for cut in ("<item", "<item><title>Trams", "<item><title>Trams</title></item"):
        data = feed("<item><title>Ferries</title></item>").partition(b"</channel>")[0] + cut.encode()
        assert (titles(read(data, "feed"))[:1], reasons(read(data, "feed"))) == (["Ferries"], ["truncated"])


def test_the_source_of_an_item_may_be_without_a_name() -> None:
    item = "<item><title>Trams</title><source/><source><link>https://a.example/</link></source></item>"
    assert [draft.source for draft in drafts(read(feed(item), "feed"))] in ([""], ["Gazette"])


def test_a_json_feed_that_is_cut_still_gives_its_items() -> None:
    whole = json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Gazette",
            "items": [{"id": "1", "title": "Trams"}],
        }
    ).encode()
    assert titles(read(whole, "jsonfeed")) == ["Trams"]
    assert titles(read(whole[:-2], "jsonfeed")) == ["Trams"]
    assert titles(read(b"[7, 8]", "jsonfeed")) == []


# --- web pages


def test_an_address_that_cannot_be_joined_is_none() -> None:
    assert whole_address("https://a.example/", "http://[broken") == ""


def test_the_state_of_a_page_is_looked_through_within_bounds() -> None:
    body = "They run again. " * 40
    values = "".join(f'var v{n} = {{"n": {n}}};' for n in range(200))
    told = orjson.dumps({"headline": "Trams", "content": body}).decode()
    broken = 'var x = {"headline": ' + "x" * 300
    deep = "var y = " + "[" * 100_000
    listed = orjson.dumps({"headline": "Trams", "items": [body, {"text": body}, 7, {"n": 1}]}).decode()
    titled = frozenset({"trams"})

    def stated(script: str) -> str:
        return stated_text(html.fromstring(f"<html><script>{script}</script></html>"), titled)

    assert stated(f"var x = {told};").strip() == body.strip()
    assert stated(f"{broken}; var z = {told};").strip() == body.strip()
    assert stated(f"{deep}; var z = {told};").strip() in (body.strip(), "")
    assert stated(f"var x = {listed};").count("again") == 80
    assert stated("short") == stated(broken) == ""
    assert stated(values + " " * 300) == ""


def test_comments_and_processing_say_nothing() -> None:
    assert text_in(html.fromstring("<p>They <!-- not --> run<?php no ?> again</p>")) == "They run again"


# --- wire formats


def test_what_claims_to_be_markup_inside_a_text_and_is_none_is_text() -> None:
    assert _parsed("<nitf><body>") is None
    assert _parsed("They run & sail") is None


def test_a_fragment_may_be_more_than_one_element() -> None:
    assert parse_fragment("<a>1</a>").tag == "a"
    with pytest.raises(RecordFault):
        parse_fragment("")


def test_a_story_far_beyond_the_limit_is_one_reject_and_the_next_is_read() -> None:
    """A21."""
    story = '<REUTERS NEWID="{}"><TEXT><TITLE>{}</TITLE><BODY>{}</BODY></TEXT></REUTERS>\n'
    data = story.format(1, "LONG", "x " * CHUNK) + story.format(2, "SHORT", "They run.")
    items = read(data.encode(), "reuters-sgml", limit=20_000)
    assert (reasons(items), titles(items)) == (["record_too_large"], ["SHORT"])


def test_a_story_without_its_end_is_cut() -> None:
    assert reasons(read(b'<REUTERS NEWID="1"><TEXT><TITLE>TRAMS</TITLE><BODY>They', "reuters-sgml")) == [
        "truncated"
    ]


def nitf(head: str = "", body_head: str = "", content: str = "<p>They run.</p>") -> bytes:
    return (
        f"<nitf><head>{head}</head><body><body.head><hedline><hl1>Trams</hl1></hedline>{body_head}</body.head>"
        f"<body.content>{content}</body.content></body></nitf>"
    ).encode()


def test_where_a_nitf_text_was_written_may_stand_in_parts_or_bare() -> None:
    for dateline, place in [
        ("<dateline>VENN,  1 March</dateline>", "VENN, 1 March"),
        (
            "<dateline><location><city>Venn</city>, <country>Norland</country></location></dateline>",
            "Venn, Norland",
        ),
        ("<dateline><location>Venn, Norland</location></dateline>", "Venn, Norland"),
    ]:
        (draft,) = drafts(read(nitf(body_head=dateline), "nitf"))
        assert draft.dateline == place, dateline


def test_a_nitf_picture_is_one_that_can_be_fetched() -> None:
    media = '<media media-type="{}"><media-reference source="{}"/></media>'
    content = media.format("video", "https://a.example/v.mp4") + media.format("image", "v.jpg")
    content += media.format("photo", "https://a.example/p.jpg")
    assert [draft.image_url for draft in drafts(read(nitf(content=content), "nitf"))] == [
        "https://a.example/p.jpg"
    ]
    assert [
        draft.image_url for draft in drafts(read(nitf(content=media.format("image", "v.jpg")), "nitf"))
    ] == [""]


# --- crawl archives


def test_a_content_encoding_that_breaks_off_gives_what_came() -> None:
    """D12."""
    text = random.Random(1).randbytes(200_000)
    packed = gzip.compress(text)
    assert text.startswith(undone(packed[:100_000], "gzip", 2**20))
    wrong = packed[:-8] + bytes(8)  # its checksum
    assert text.startswith(undone(wrong, "gzip", 2**20)[:1000])
    assert undone(b"<html>", "gzip", 2**20) == b"<html>"
    with pytest.raises(RecordFault):
        undone(b"\x00\x01\x02", "gzip", 2**20)


def test_an_address_that_is_none_has_no_name() -> None:
    assert _name("http://[broken") == ""
    assert _name("https://a.example/b.html?c") == "/b.html"


def test_of_pages_so_many_are_remembered_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """D15: a crawl of millions must not fill the memory."""
    monkeypatch.setattr(revisits, "MOST", 2)
    seen = revisits.Seen()
    for number in range(10):
        seen.add(
            SimpleNamespace(
                fields={"warc-payload-digest": f"sha1:{number}"}, url=f"https://a.example/{number}"
            )
        )
        assert len(seen._hashes) <= 4
    assert seen.knows(SimpleNamespace(fields={"warc-payload-digest": "sha1:9"}))
    assert not seen.knows(SimpleNamespace(fields={"warc-payload-digest": "sha1:0"}))


def test_an_archive_where_a_document_should_be_is_a_reject() -> None:
    """D04"""
    assert reasons(read(b"PK\x05\x06" + bytes(18), "zip")) == ["nested_archive"]
