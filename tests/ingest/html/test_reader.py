"""Web pages as inputs: what came with them, saved ones, folders of them."""

from dataclasses import replace
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.ingest.draft import Draft, Record
from app.ingest.opening import Found, find_inputs, open_input
from app.ingest.readers import ReadOptions, read_input
from app.ingest.readers.html.mhtml import saved_page
from tests.ingest.html.pages import BODY, PARAGRAPHS, article, page
from tests.ingest.reading import NOW, as_input, read, reasons

OPTIONS = ReadOptions(now=NOW)


def fetched(data: bytes, **besides: str) -> Draft:
    (item,) = read_input(replace(as_input(data), **besides), "html", OPTIONS)
    assert isinstance(item, Record)
    return item.draft


def test_the_address_that_a_page_was_fetched_from_is_its_own_where_it_names_none() -> None:
    url = "https://harbourgazette.example/2020/01/02/lighthouse"
    assert fetched(page(), url=url).url == url
    named = page(head='<link rel="canonical" href="/news/lighthouse">')
    assert fetched(named, url=url).url == "https://harbourgazette.example/news/lighthouse"
    assert fetched(page(), url=url).published == "2020-01-02"


def test_a_canonical_address_that_is_the_front_page_is_not_believed() -> None:
    url = "https://harbourgazette.example/lighthouse"
    named = page(head='<link rel="canonical" href="https://harbourgazette.example/">')
    assert fetched(named, url=url).url == url


def test_the_charset_of_the_server_counts() -> None:
    data = page(body="<p>Маяк будет гореть всю зиму, решил совет.</p>" + BODY).replace(
        b"charset='utf-8'", b""
    )
    russian = data.decode().encode("cp1251")
    assert "Маяк" in fetched(russian, content_type="text/html; charset=windows-1251").body


def test_a_saved_page_is_read_from_whatever_part_it_stands_in() -> None:
    message = MIMEMultipart("related")
    message.attach(MIMEText("body { color: black }", "css"))
    inner = MIMEMultipart("alternative")
    part = MIMEText(page().decode(), "html", "utf-8")
    part["Content-Location"] = "https://harbourgazette.example/lighthouse"
    inner.attach(part)
    message.attach(inner)
    draft = article(message.as_bytes(), "auto")
    assert draft.title == "Lighthouse stays lit"
    assert draft.url == "https://harbourgazette.example/lighthouse"
    assert draft.body.split("\n\n") == list(PARAGRAPHS)


def test_a_saved_message_without_a_page_is_no_article() -> None:
    assert reasons(read(b"MIME-Version: 1.0\nContent-Type: text/plain\n\nHello there", "mhtml")) == [
        "no_text"
    ]


def test_parts_in_parts_without_end_do_no_harm() -> None:
    nested = b"".join(
        b'Content-Type: multipart/related; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3_000)
    )
    assert saved_page(nested + b"Content-Type: text/html\n\n" + page()) is None


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reading_of_a_saved_page_fail(data: bytes) -> None:
    saved_page(b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n" + data)


def test_a_folder_of_pages_gives_an_article_each(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.htm").write_bytes(page(title=f"Story number {number} of the day"))
    titles = []
    for found in find_inputs([str(tmp_path)]):
        assert isinstance(found, Found)
        with open_input(found) as source:
            titles += [
                item.draft.title for item in read_input(source, "auto", OPTIONS) if isinstance(item, Record)
            ]
    assert titles == [f"Story number {number} of the day" for number in range(3)]


def test_utf_16_is_decoded_when_the_file_is_opened(tmp_path: Path) -> None:
    """A13"""
    (tmp_path / "wide.html").write_bytes(page().replace(b"utf-8", b"utf-16").decode().encode("utf-16"))
    (found,) = find_inputs([str(tmp_path / "wide.html")])
    assert isinstance(found, Found)
    with open_input(found) as source:
        (item,) = read_input(source, "auto", OPTIONS)
    assert isinstance(item, Record)
    assert item.draft.body.split("\n\n") == list(PARAGRAPHS)
