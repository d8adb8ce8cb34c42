"""Pages that are made or happen to be bad. Fault ledger: C01 to C13, C16.

What each costs in time is not asserted here (that depends on the machine): all of them take well under a
second or two of computing.
"""

from collections.abc import Callable

import pytest
from lxml.etree import tostring

from app.ingest.readers.html import extracting
from app.ingest.readers.html.extracting import MOST_ELEMENTS
from app.ingest.readers.html.tree import parse_page
from tests.ingest.html.pages import BODY, PARAGRAPHS, article, linked, page
from tests.ingest.reading import drafts, read, reasons, titles

SENTENCES = [
    f"Gull number {n} was counted on the pier of Sandholm by a clerk of the council." for n in range(25_000)
]


def test_elements_that_nest_beyond_what_can_be_followed_are_refused() -> None:
    """C01, C04"""
    assert reasons(read(page(body="<div>" * 100_000 + BODY), "html")) == ["too_deep"]
    assert reasons(read(page(body="<table><tr><td>" * 3_000 + BODY), "html")) == ["too_deep"]


def test_deep_nesting_that_can_be_followed_gives_the_article() -> None:
    """C01"""
    assert article(page(body="<div>" * 1_500 + BODY)).body.split("\n\n") == list(PARAGRAPHS)


def test_a_page_of_very_many_paragraphs_is_read_in_linear_time() -> None:
    """C02: beyond some 20,000 elements the text is taken as a dump of the page, not by the library."""
    draft = article(page(body="".join(f"<p>{sentence}</p>" for sentence in SENTENCES)))
    assert draft.body.count("\n\n") > 24_000
    assert draft.title == "Lighthouse stays lit"


@pytest.mark.parametrize(
    ("count", "asked"), [(MOST_ELEMENTS - 1, True), (MOST_ELEMENTS, True), (MOST_ELEMENTS + 1, False)]
)
@pytest.mark.parametrize("element", ["<p>x</p>", '<a href="/1">x</a>'])
def test_a_page_of_too_many_elements_is_not_given_to_the_library(
    monkeypatch: pytest.MonkeyPatch, element: str, count: int, asked: bool
) -> None:
    """C02, C03: n-1, n, n+1; its time grows with their square."""
    monkeypatch.setattr(extracting, "bare_extraction", lambda *_, **__: None)
    root = parse_page(f"<html><body>{element * (count - 2)}</body></html>")
    assert root is not None
    assert root.xpath("count(//*)") == count
    assert extracting.extracted(root) == ([] if asked else None)


def test_very_many_links_hide_no_article() -> None:
    """C03"""
    links = "".join(f'<li><a href="/{n}">Tides</a></li>' for n in range(60_000))
    assert PARAGRAPHS[1] in article(page(body=f"<ul>{links}</ul>{BODY}")).body


@pytest.mark.parametrize("flood", ["<!--" * 50_000, "<![CDATA[" * 20_000, "<" * 2_000_000])
def test_floods_of_marks_end_in_an_article_or_in_no_text(flood: str) -> None:
    """C05, C06"""
    items = read(page(body=flood + BODY), "html")
    assert titles(items) == ["Lighthouse stays lit"] or reasons(items) == ["no_text"]


@pytest.mark.parametrize(
    "image",
    [f'<p title="{"x" * 9_000_000}">', f'<img src="data:image/png;base64,{"A" * 9_000_000}">'],
    ids=["attribute", "picture"],
)
def test_huge_attributes_are_dropped_and_the_text_is_kept(image: str) -> None:
    """C07"""
    assert article(page(body=image + BODY)).body.split("\n\n") == list(PARAGRAPHS)


def test_pictures_written_into_the_page_are_not_parsed() -> None:
    """C07"""
    root = parse_page(page(body=f'<img src="data:image/png;base64,{"A" * 100_000}">{BODY}').decode())
    assert root is not None
    assert len(tostring(root)) < 2_000


@pytest.mark.parametrize(
    "script",
    [
        "[" * 200_000,
        '{"a":' * 100_000,
        '{"@type": "NewsArticle", "headline": {"a": 1}, "author": [[["x"]]], "keywords": 3, "image": [[]],'
        ' "datePublished": {"x": 2}, "publisher": 7, "articleBody": ["x"],'
        ' "articleSection": {}, "url": 1e999}',
        '{"@type": "NewsArticle", "articleBody": "' + "word " * 1_000_000 + '"}',
        "[" + ",".join(f'{{"@type": "NewsArticle", "headline": "x{n}"}}' for n in range(20_000)) + "]",
        '{"@type": "NewsArticle", "datePublished": ' + "9" * 10_000 + "}",
        "null",
        "",
    ],
    ids=["arrays", "objects", "types", "huge", "many", "number", "null", "empty"],
)
def test_linked_data_that_cannot_be_used_is_passed_over(script: str) -> None:
    """C08"""
    draft = article(page(head=linked(script)))
    assert draft.title == "Lighthouse stays lit"
    assert draft.body.split("\n\n") == list(PARAGRAPHS)
    assert draft.published == ""


def test_what_a_page_asks_to_fetch_is_not_fetched() -> None:
    """C09: there is nothing in the reader that could; the base address alone is not taken for the page's."""
    head = '<base href="http://127.0.0.1:1/"><meta http-equiv="refresh" content="0;url=http://127.0.0.1:1/x">'
    draft = article(page(head=head, body='<iframe src="http://127.0.0.1:1/f"></iframe>' + BODY))
    assert (draft.url, draft.image_url) == ("", "")


def test_packed_bytes_in_the_place_of_a_page_are_never_unpacked_here() -> None:
    """C10: files are unpacked by their content under a cap when they are opened."""
    assert reasons(read(b"\x1f\x8b\x08" + bytes(1_000), "html")) == ["no_text"]


@pytest.mark.parametrize("empty", [b"", b" \n\t", b"\xef\xbb\xbf \n"])
def test_a_file_without_anything_has_no_record(empty: bytes) -> None:
    """A01, A02"""
    assert read(empty, "html") == []
    assert read(empty, "mhtml") == []


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"<html><head><title>Gazette</title></head><body></body></html>",
        lambda: b"<!-- nothing -->",
        lambda: page(body=""),
        lambda: page(body="<script>var text = 'a story';</script>"),
    ],
)
def test_a_page_without_text_is_no_article(make: Callable[[], bytes]) -> None:
    """C11"""
    assert reasons(read(make(), "html")) == ["no_text"]


@pytest.mark.parametrize(
    "paragraphs",
    [
        (
            "We value your privacy and use cookies on this site to give you the best experience.",
            "Please accept all cookies or manage your settings to go on reading this site.",
        ),
        (
            "You have reached the end of what can be read for nothing here this month.",
            "Subscribe now for unlimited access, or log in to your account if you have one already.",
        ),
    ],
    ids=["cookies", "login"],
)
def test_a_wall_is_no_article(paragraphs: tuple[str, ...]) -> None:
    """C11"""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    assert reasons(read(page(body=body), "html")) == ["no_text"]


def test_of_many_titles_the_first_counts_and_a_huge_one_is_no_harm() -> None:
    """C12"""
    many = "".join(f"<title>Title {n}</title>" for n in range(100)).encode()
    assert article(b"<html><head>" + many + f"</head><body>{BODY}</body></html>".encode()).title == "Title 0"
    assert len(article(page(title="word " * 200_000)).title) <= 2_000


def test_a_record_too_large_is_refused_before_it_is_parsed() -> None:
    assert reasons(read(page(), "html", limit=100)) == ["record_too_large"]
    assert reasons(read(b"MIME-Version: 1.0\n\n" + page(), "mhtml", limit=100)) == ["record_too_large"]


def test_no_bytes_of_a_page_make_its_reading_fail() -> None:
    """B12 for pages: cut anywhere, it is an article or a reject."""
    whole = page(head=linked('{"@type": "NewsArticle", "headline": "Lighthouse stays lit"}'))
    for end in range(0, len(whole), 7):
        items = read(whole[:end], "html")
        assert len(drafts(items)) + len(reasons(items)) == (1 if end else 0)


@pytest.mark.parametrize("control", ["\x01", "\x1f", "\ufffe"])
def test_a_control_character_in_the_page_takes_nothing_away(control: str) -> None:
    """A18: behind a script, where libraries that take it out would write it anew."""
    body = f"<p>{PARAGRAPHS[0]}</p><script>x()</script>{control} and so on<p>{PARAGRAPHS[1]}</p>"
    assert PARAGRAPHS[1] in article(page(body=body)).body
