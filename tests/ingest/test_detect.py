"""What an input is. Fault ledger: A01, A02, A10, A11, A12, E14, E21, E22."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.detect import BEGINNINGS, NOT_ARTICLES, detect
from app.ingest.readers import CONTAINERS, READERS

LINE = b'{"title": "Trams", "body": "They run."}'


@pytest.mark.parametrize(
    ("head", "name", "found"),
    [
        (LINE + b"\n" + LINE + b"\n", "news", "jsonl"),
        (LINE + b"\n\n \n" + LINE, "news.json", "jsonl"),
        (LINE + b"\r\n", "news.jsonl", "jsonl"),
        (LINE, "news.ndjson.gz", "jsonl"),
        (LINE, "news", "json"),
        (LINE[:-3], "news.jsonl", "jsonl"),
        (LINE[:-3], "standard input", "json"),
        (LINE + b"\n", "news.json", "json"),
        (LINE + b"\nnonsense\n" + LINE, "news.jsonl", "jsonl"),
        (b"{'title': 'x'}\n" + LINE, "news.jsonl", "jsonl"),
        (b"{'title': 'x'}\n" + LINE, "news", "jsonl"),
        (b'{"title": "cut in the\n' + LINE, "news.jsonl", "jsonl"),
        (b"// a comment\n" + LINE, "news.jsonl", "jsonl"),
        (b'{\n  "title": "Trams"\n}\n{\n  "title": "Ferries"\n}', "news", "json"),
        (b'{\n  "title": "Trams"\n}', "news.jsonl", "json"),
        (b'{"status": "ok",\n "articles": [', "news", "json"),
        (b'\xef\xbb\xbf [\n{"title": "x"}', "news", "json"),
        (b"[" * 100_000, "news", "json"),
        (b'{"a":' * 50_000, "news", "json"),
        (b"[]", "news", "json"),
        (b'"a text"', "news.json", "json"),
        (b"\x1e" + LINE + b"\n\x1e" + LINE, "news", "jsonl"),
        (b"title,body\nx,y\n", "news", "csv"),
        (b"\xef\xbb\xbf\n\nTitle;Date;Text\n", "news.txt", "csv"),
        (b'"headline"|"text"\n', "news", "csv"),
        (b"headline\tcontent\n", "news.csv", "tsv"),
        (b"sep=;\r\ntitle;body\r\n", "news", "csv"),
        (b"no,names,known\n1,2,3", "news.csv", "csv"),
        (b"no\tnames\tknown", "news.tsv", "tsv"),
        (b"title,body\nA\x00,B\x00\nlong enough a table", "news", "csv"),
        (b"Title: Trams\n\nThey run again.", "news.txt", "text"),
        (b"Title, body and soul\n", "news", "text"),
        (b"[Photo: a tram] The trams run again.", "news", "text"),
        (b"{{Infobox}} The trams run again.", "news", "text"),
        (b"< 5 degrees and snow", "news", "text"),
        (b"<!DOCTYPE html><html><body>", "news", "html"),
        (b"\xef\xbb\xbf\n<html lang='en'>", "news.txt", "html"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">', "n", "html"),
        (b"<!-- a note --><p>text", "news", "html"),
        (b"<custom-page>text", "news.html", "html"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;", "n", "mhtml"),
        (b"Content-Type: text/plain\r\n\r\nmultipart/related is a type", "news", "text"),
        (b"The trams run again.", "news.unknown", "text"),
        (b"<?xml version='1.0'?>\n<!-- <rss> -->\n<newsItem xmlns='x' guid='a'>", "item.xml", "newsml-g2"),
        (b"<g2:newsMessage xmlns:g2='x'>", "message", "newsml-g2"),
        (b"<!DOCTYPE NewsML PUBLIC 'a' 'b' [<!ENTITY a 'b'>]>\n<NewsML Version='1.2'>", "a", "newsml-1"),
        (b"\xef\xbb\xbf<!DOCTYPE nitf SYSTEM 'nitf.dtd'><nitf>", "a.xml", "nitf"),
        (b"<contentSet><inlineXML><nitf xmlns='x'>", "a.xml", "nitf"),
        (b"<urlset xmlns='x' xmlns:news='y'><url>", "news.xml", "sitemap"),
        (b'<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/">', "site.xml", "wxr"),
        (b"<!DOCTYPE lewis SYSTEM 'lewis.dtd'>\n<REUTERS NEWID='1'>", "a.sgm", "reuters-sgml"),
        (b"<REUTERS NEWID='1'>", "a", "reuters-sgml"),
        (b"\x16\x16\x01f0704\x1freute\nu f BC-TRAMS   02-26 0105\n\x02TRAMS RUN", "a", "iptc7901"),
        (b"\x01abc0014 4 pl 171 vvvvb\r\nTrams/\r\n\x02Trams run=\r\n", "a.txt", "iptc7901"),
        (b"+ADw-script+AD4-", "news", "text"),
        (b"\x1b[1mThe trams\x1b[0m run again", "news", "text"),
        (b"", "news.jsonl", "jsonl"),
        (b" \r\n\t", "news.csv", "csv"),
        (b"\xef\xbb\xbf \n", "news", "text"),
    ],
)
def test_formats_are_known_by_content_and_by_name_where_content_does_not_tell(
    head: bytes, name: str, found: str
) -> None:
    assert detect(head, name).format == found


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"<?xml version='1.0'?><svg>", "an XML document"),
        (b"<sitemapindex xmlns='x'><sitemap>", "an index of sitemaps, which holds no articles"),
        (b"\x00\x01\x02\x03\x04\x05", "binary data"),
        (pickle.dumps({"title": "x"}), "a Python pickle, which is never opened"),
    ],
)
def test_what_is_not_read_is_named(head: bytes, what: str) -> None:
    """A11, E22."""
    detected = detect(head, "file")
    assert (detected.format, detected.what) == ("", what)


@pytest.mark.parametrize(("at", "beginning", "what"), BEGINNINGS)
def test_files_of_other_kinds_are_known_by_their_beginning(at: int, beginning: bytes, what: str) -> None:
    """A11."""
    detected = detect(bytes(at) + beginning + b" title,body\n", "news.jsonl")
    assert (detected.format, detected.what) == ("", what)


@pytest.mark.parametrize("suffix", sorted(NOT_ARTICLES))
def test_text_that_is_no_article_is_known_by_its_name(suffix: str) -> None:
    """E22: YAML, pickles and programs are not read, whatever they hold."""
    assert detect(b"a: 1\nb: 2\n", f"file{suffix}").format == ""


@pytest.mark.parametrize(
    ("head", "name", "contradicts"),
    [
        (b"<?xml version='1.0'?><rss>", "news.csv", ".csv"),
        (b"PK\x03\x04 a workbook", "news.csv", ".csv"),
        (b"title,body\n", "news.json", ".json"),
        (LINE + b"\n" + LINE, "news.csv.gz", ".csv"),
        (LINE + b"\n" + LINE, "news.json", ""),
        (b"title\tbody\n", "news.csv", ""),
        (b"title\tbody\n", "news", ""),
        (LINE + b"\n" + LINE, "news.backup", ""),
    ],
)
def test_a_name_that_contradicts_the_content_is_told(head: bytes, name: str, contradicts: str) -> None:
    """A10, E21: the content wins."""
    assert detect(head, name).contradicts == contradicts


def test_a_file_that_is_two_things_is_what_comes_first_in_the_order() -> None:
    """A12."""
    zip_and_html = b"PK\x03\x04<html><body>"
    html_and_zip = b"<html><body>PK\x03\x04"
    assert {detect(zip_and_html, name).what for name in ("a.html", "a.zip", "a")} == {"a ZIP archive"}
    assert {detect(html_and_zip, name).what for name in ("a.html", "a.zip", "a")} == {"a web page (HTML)"}
    assert detect(b'{"title": "<html>"}\n{"title": "title,body"}', "a").format == "jsonl"


@given(
    st.binary(max_size=300), st.sampled_from(["a", "a.json", "a.jsonl", "a.csv", "a.txt", "a.yaml", ".gz"])
)
def test_any_bytes_are_something_and_the_same_each_time(head: bytes, name: str) -> None:
    detected = detect(head, name)
    assert detected.format in ("", *READERS, *CONTAINERS)
    assert detected.what
    assert detect(head, name) == detected


@pytest.mark.parametrize(
    ("head", "format_"),
    [
        (b'<?xml version="1.0"?><rss version="2.0">', "feed"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", "feed"),
        (b"<!-- a note --><!DOCTYPE rdf:RDF [<!ENTITY a 'b'>]><rdf:RDF ", "feed"),
        (b"<a:feed xmlns:a='http://www.w3.org/2005/Atom'>", "feed"),
        (b"<html><rss >", "html"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "jsonfeed"),
        (b'{"version": 1, "items": []}', "json"),
    ],
)
def test_feeds_are_known_by_their_first_element_or_their_version(head: bytes, format_: str) -> None:
    assert detect(head, "file").format == format_
