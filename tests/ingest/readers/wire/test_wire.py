"""What each wire format does beyond its golden files."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.draft import Passed, Record, Reject
from app.ingest.normalise import Rejection, normalise
from app.ingest.readers.wire.copy import paragraphs_of_copy, without_signature
from app.ingest.readers.wire.ninjs import is_ninjs
from app.ingest.readers.wire.status import passed_for
from app.ingest.readers.wxr import without_shortcodes
from app.values import Article
from tests.ingest.reading import NOW, drafts, read, reasons, titles

G2 = "http://iptc.org/std/nar/2006-10-01/"


def article(data: bytes) -> Article:
    [draft] = drafts(read(data))
    made = normalise(draft, now=NOW, max_text_bytes=2**20)
    assert not isinstance(made, Rejection)
    return made


def news_item(meta: str, content: str = "<p>Text.</p>") -> bytes:
    inline = f"<contentSet><inlineXML>{content}</inlineXML></contentSet>"
    return f'<newsItem xmlns="{G2}" guid="g">{meta}{inline}</newsItem>'.encode()


def headed(guid: str, headline: str, more: str = "") -> str:
    meta = f"<contentMeta><headline>{headline}</headline></contentMeta>"
    return f'<newsItem xmlns="{G2}" guid="{guid}">{meta}{more}</newsItem>'


def message(*items: str) -> bytes:
    return f'<newsMessage xmlns="{G2}"><itemSet>{"".join(items)}</itemSet></newsMessage>'.encode()


def test_a_later_version_of_an_item_has_the_same_identity() -> None:
    versions = (headed("g", f"H{n}").replace("guid", f'version="{n}" guid') for n in (1, 2))
    assert [draft.external_id for draft in drafts(read(message(*versions)))] == ["g", "g"]


@pytest.mark.parametrize(
    ("status", "embargo", "passed"),
    [
        ("stat:usable", "", None),
        ("", "", None),
        ("stat:canceled", "", "withdrawn"),
        ("Withheld", "", "withdrawn"),
        ("", "2026-11-21T11:59:00Z", None),
        ("", "2026-11-21T12:01:00Z", "embargoed"),
        ("usable", "2099-01-01T00:00:00Z", "embargoed"),
        ("usable", "next week", "embargoed"),
        ("embargoed", "", "embargoed"),
        ("embargoed", "2026-11-21T11:59:00Z", None),
        ("in_progress", "", "not_published"),
    ],
)
def test_what_must_not_be_published_is_passed_over(status: str, embargo: str, passed: str | None) -> None:
    assert passed_for(status, embargo, NOW) == passed


def test_a_headline_may_stand_in_the_text_alone() -> None:
    assert (
        article(news_item("", "<html><body><h1>Trams run</h1><p>They do.</p></body></html>")).title
        == "Trams run"
    )
    assert (
        article(
            news_item("", "<html><head><title>Trams run</title></head><body>They do.</body></html>")
        ).title
        == "Trams run"
    )


def test_a_dateline_that_is_but_a_date_names_no_place() -> None:
    place = "<located><name>Venn</name></located><headline>H</headline>"
    dated = news_item(f"<contentMeta><dateline>2026-01-03 20:13:08 GMT</dateline>{place}</contentMeta>")
    said = news_item(f"<contentMeta><dateline>HARM, Jan 3</dateline>{place}</contentMeta>")
    assert (article(dated).dateline, article(said).dateline) == ("Venn", "Harm")


def test_a_heading_inside_the_text_stays_in_it() -> None:
    made = article(
        news_item("<contentMeta><headline>H</headline></contentMeta>", "<p>One.</p><h1>Two</h1><p>Three.</p>")
    )
    assert made.body == "One.\n\nTwo\n\nThree."


def test_data_of_sports_and_events_are_no_text() -> None:
    made = news_item(
        "<contentMeta><headline>Score</headline></contentMeta>",
        "<sports-content><team>Venn</team></sports-content>",
    )
    assert article(made).flags == ("no_body",)


def test_markup_in_text_is_gone_from_the_article() -> None:
    """B19, B20."""
    html = "<p onclick='x()'>A<script>alert(1)</script>B]]>]]&gt;<![CDATA[</p>"
    inline = f"<contentSet><inlineData contenttype='text/html'><![CDATA[{html}]]></inlineData></contentSet>"
    made = article(headed("g", "&lt;svg onload=x&gt; Trams", inline).encode())
    assert "<" not in made.title + made.body
    assert "alert" not in made.body
    assert "A" in made.body


@given(st.text(max_size=200))
def test_a_headline_is_never_markup_that_acts(text: str) -> None:
    escaped = json.dumps(
        {"uri": "u", "versioncreated": "2026-01-01", "headline": f"x {text}", "body_xhtml": f"<p>{text}</p>"}
    )
    for item in read(escaped.encode()):
        if isinstance(item, Record):
            made = normalise(item.draft, now=NOW, max_text_bytes=2**20)
            assert isinstance(made, Rejection) or "<script" not in (made.title + made.body).lower()


def test_nitf_without_a_head_is_read() -> None:
    data = b"<nitf><body><body.content><p>Trams run again in Venn.</p></body.content></body></nitf>"
    assert article(data).title == "Trams run again in Venn."


@pytest.mark.parametrize(
    ("data", "given"),
    [
        ('<date.issue norm="20260219+0100"/>', "20260219"),
        ('<date.release norm="20260219T101500+0100"/>', "20260219T101500+0100"),
        ("", "20260220"),
    ],
)
def test_the_date_of_nitf_is_the_first_that_is_said(data: str, given: str) -> None:
    head = f'<head><docdata>{data}</docdata><pubdata date.publication="20260220"/></head>'
    body = "<body><body.content><p>x</p></body.content></body>"
    assert drafts(read(f"<nitf>{head}{body}</nitf>".encode()))[0].published == given


@pytest.mark.parametrize(
    ("byline", "printed"),
    [
        ("By Ann Lee", "By Ann Lee"),
        ("By Ann Lee<byttl>Science Writer</byttl>", "By Ann Lee, Science Writer"),
        ("By <person>Ann Lee</person>, <byttl>Science Writer</byttl>", "By Ann Lee, Science Writer"),
        ("<byttl>Venn Sports</byttl>", "Venn Sports"),
        ("", ""),
    ],
)
def test_a_byline_is_one_line_with_the_title_behind_a_comma(byline: str, printed: str) -> None:
    head = f"<body.head><byline>{byline}</byline></body.head>"
    data = f"<nitf><body>{head}<body.content>x</body.content></body></nitf>"
    assert drafts(read(data.encode()))[0].byline == printed


def test_items_after_one_that_is_no_article_are_read() -> None:
    items = read(message(f'<newsItem xmlns="{G2}" guid="a"/>', headed("b", "B")))
    assert (reasons(items), titles(items), [item.number for item in items]) == (["no_text"], ["B"], [1, 2])


def test_other_json_is_no_ninjs() -> None:
    assert not is_ninjs({"uri": "x", "title": "T", "body": "B"})
    assert not is_ninjs({"versioncreated": "2026-01-01", "headline": "T"})
    assert is_ninjs({"guid": "x", "bodies": []})


@pytest.mark.parametrize(
    "odd",
    [
        {"headlines": "text"},
        {"headlines": [1, None, {"value": 3}]},
        {"bodies": {"a": {"value": "x"}}},
        {"renditions": [{"href": 4}], "type": "picture"},
        {"subject": "x", "authors": "y", "keywords": [1]},
        {"dateline": {"located": 3}},
    ],
)
def test_ninjs_of_odd_shapes_is_read_as_far_as_it_goes(odd: dict[str, object]) -> None:
    """E19."""
    item = {
        "uri": "u",
        "versioncreated": "2026-01-01T00:00:00Z",
        "headline": "Trams",
        "body_text": "They run.",
        **odd,
    }
    assert titles(read(json.dumps(item).encode())) == ["Trams"]


def test_several_transmissions_in_one_file_and_one_that_is_cut() -> None:
    one = b"\x01abc0001 4 pl 10 x\r\n\x02One=\r\nText one.\r\n\x03\x04"
    items = read(one + b"\x01abc0002 4 pl 10 x\r\n\x02Two=\r\nText")
    assert (titles(items), reasons(items)) == (["One"], ["truncated"])
    assert [item.number for item in items] == [1, 2]
    assert isinstance(items[1], Reject)
    assert items[1].offset == len(one)


@pytest.mark.parametrize(("spare", "reason"), [(1, []), (0, []), (-1, ["record_too_large"])])
def test_a_transmission_beyond_the_limit_is_a_reject_and_the_next_is_read(
    spare: int, reason: list[str]
) -> None:
    """n-1, n, n+1."""
    long = b"\x01abc0001 4 pl 10 x\r\n\x02One=\r\n" + b"Text. " * 40_000 + b"\x03\x04"
    items = read(long + b"\x01abc0002 4 pl 10 x\r\n\x02Two=\r\nText two.\x03\x04", limit=len(long) + spare)
    assert reasons(items) == reason
    assert titles(items)[-1] == "Two"


def test_a_story_of_reuters_without_its_end_is_a_reject() -> None:
    whole = b'<REUTERS NEWID="2"><TEXT><TITLE>TWO</TITLE><BODY>Text.\n Reuter\n&#3;</BODY></TEXT></REUTERS>'
    data = b'<REUTERS NEWID="1"><TEXT><TITLE>ONE</TITLE></TEXT>\n' + whole
    items = read(data)
    assert (reasons(items), titles(items)) == (["truncated"], ["TWO"])
    assert drafts(items)[0].body == "Text."


@pytest.mark.parametrize(
    ("copy", "text"),
    [
        (
            "    The first line goes on\nand on until it ends in the\nthird.\n    Next.",
            "The first line goes on\nand on until it ends in the\nthird.\n\nNext.",
        ),
        (
            "    The first line of the paragraph goes on and\nthen it ends.",
            "The first line of the paragraph goes on and then it ends.",
        ),
        ("One.\r\n\r\nTwo.", "One.\n\nTwo."),
        (
            "Net        4 mln   vs 3 mln\nSales     44 mln  vs 37 mln",
            "Net        4 mln   vs 3 mln\nSales     44 mln  vs 37 mln",
        ),
        ("", ""),
    ],
)
def test_lines_of_wire_copy_become_paragraphs(copy: str, text: str) -> None:
    assert paragraphs_of_copy(copy) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Body.\n\nReuter", "Body."),
        ("Body.\n\n REUTER", "Body."),
        ("Body.\n\ndpa mt/jl", "Body."),
        ("Body.\n\nReuters said so.", "Body.\n\nReuters said so."),
        ("Body.\n\nThe end", "Body.\n\nThe end"),
        ("Reuter", "Reuter"),
    ],
)
def test_what_only_signs_the_copy_is_cut(text: str, kept: str) -> None:
    assert without_signature(text, ("reuter", "reuters", "dpa")) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a [gallery ids='1'] b", "a  b"),
        ("[vc_row][vc_column width='1']Text[/vc_column][/vc_row]", "Text"),
        ('[caption id="a"]<img/> A man[/caption]Text', "Text"),
        ("he said [sic] and [...] and [1] and [he]", "he said [sic] and [...] and [1] and [he]"),
        ("[[embed]]", "[embed]"),
        ("[embed]https://video.example/1[/embed]", ""),
    ],
)
def test_shortcodes_go_and_other_brackets_stay(text: str, kept: str) -> None:
    assert without_shortcodes(text) == kept


@given(st.lists(st.sampled_from(["[", "]", "a", "_", " ", "=", "/", "caption", "\n"])).map("".join))
def test_shortcodes_are_taken_out_of_any_text(text: str) -> None:
    assert len(without_shortcodes(text)) <= len(text)


def test_what_is_passed_over_has_its_number() -> None:
    items = read(f'<newsMessage xmlns="{G2}"><conceptItem/><planningItem/></newsMessage>'.encode())
    assert items == [Passed("not_news", 1), Passed("not_news", 2)]
