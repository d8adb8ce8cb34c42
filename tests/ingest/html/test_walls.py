"""Pages that are no article: errors and lists of stories."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.readers.html.walls import is_error, is_list
from tests.ingest.html.pages import BODY, article, linked, page
from tests.ingest.reading import read, reasons

TEXTS = st.lists(st.text(max_size=60), max_size=12)
STORIES = [f"Story number {number} of a long harbour week" for number in range(12)]
CARDS = "".join(
    f"<h3><a href=/{at}>{text}</a></h3><p>In the week of the storm ship {at} came in late, she says.</p>"
    for at, text in enumerate(STORIES)
)
LONG = "".join(
    f"<p>On page {n} of the book a clerk of the town has written who owed him {n} eggs.</p>"
    for n in range(12)
)
DATED = linked(
    '{"@type":"NewsArticle","headline":"404 not found, says the clerk","datePublished":"2024-05-01"}'
)


def reason_for(data: bytes) -> list[str]:
    return reasons(read(data, "html"))


@pytest.mark.parametrize(
    "title",
    ["404", "Error 404 (Not Found)", "403 Forbidden", "Page not found - Gazette", "Страница не найдена"],
)
def test_a_short_page_with_the_title_of_an_error_is_refused_as_one(title: str) -> None:
    assert reason_for(page(title=title)) == ["error_page"]


def test_an_article_about_an_error_is_an_article() -> None:
    assert (
        article(page(DATED, title="404 not found, says the clerk")).title == "404 not found, says the clerk"
    )
    assert article(page(body=LONG, title="Page not found in the town's oldest book")).title


def test_a_page_of_teasers_is_refused_as_a_list_of_stories() -> None:
    assert reason_for(page(body=CARDS, title="Harbour Gazette")) == ["story_list"]


def test_an_article_with_teasers_around_it_is_an_article() -> None:
    assert article(page(body=BODY + CARDS, title="Lighthouse stays lit through winter")).body
    assert article(page(body=CARDS, title="Lighthouse stays lit through winter")).title
    assert article(page(DATED, body=BODY + CARDS, title="Town")).title
    named = '<meta property="og:title" content="Lighthouse stays lit through winter">'
    headed = "<h2>Coast - Lighthouse stays lit through winter</h2>"
    assert (
        article(page(named, body=headed + CARDS, title="Town")).title == "Lighthouse stays lit through winter"
    )


@given(TEXTS, st.text(max_size=60), TEXTS, TEXTS)
def test_any_lines_are_judged_without_a_fault(
    body: list[str], browser: str, headings: list[str], links: list[str]
) -> None:
    assert is_list(body, browser, headings, links, links[:3]) in (True, False)
    assert is_error([browser, *headings], body) in (True, False)


def test_an_undated_story_whose_title_is_no_first_heading_is_an_article() -> None:
    story = (
        "<h2>Lighthouse stays lit through winter</h2><p>The keeper stays as well, and so does her cat.</p>"
    )
    told = (
        f"<html><head><title>Lighthouse stays lit through winter - Gazette</title></head><body>{story}{CARDS}"
    )
    assert article(told.encode()).title == "Lighthouse stays lit through winter"
