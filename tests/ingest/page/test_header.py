"""Header blocks: keys in any order, case and language, front matter, and texts that only look like one."""

from datetime import UTC, datetime

import pytest

from app.ingest.draft import Draft
from app.ingest.page import read_page

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def draft_of(text: str) -> Draft:
    draft = read_page(text, now=NOW).draft
    assert draft is not None
    return draft


def test_keys_may_come_in_any_order_and_case() -> None:
    draft = draft_of("DATE: 1 May 2020\nsource: Pier News\nhEADLINE: Gulls return\n\nThey came at dawn.")
    assert (draft.title, draft.published, draft.source) == ("Gulls return", "1 May 2020", "Pier News")
    assert draft.body == "They came at dawn."


@pytest.mark.parametrize(
    "block",
    [
        "Titre: A\nDate de publication: B",
        "Título: A\nFecha: B",
        "Заголовок: A\nДата: B",
        "Başlık: A\nTarih: B",
        "العنوان: A\nالتاريخ: B",
    ],
)
def test_keys_may_be_translated(block: str) -> None:
    draft = draft_of(block + "\n\nText.")
    assert (draft.title, draft.published, draft.body) == ("A", "B", "Text.")


def test_a_value_may_hold_colons_and_go_on_in_an_indented_line() -> None:
    draft = draft_of("Title: Flood: the second\n  night\nURL: https://pier.example/a?b=c:d\n\nText.")
    assert draft.title == "Flood: the second night"
    assert draft.url == "https://pier.example/a?b=c:d"


def test_a_label_in_two_languages_counts_by_the_known_one() -> None:
    assert draft_of("Başlık/Title: A\nKaynak/Source: Pier News\n\nText.").source == "Pier News"


def test_unknown_keys_are_passed_over() -> None:
    draft = draft_of("Title: A\nDate: 2020-05-01\nWeather: fair\n\nText.")
    assert (draft.title, draft.body) == ("A", "Text.")


def test_empty_lines_between_the_pairs_are_allowed() -> None:
    draft = draft_of(
        "Title: A\n\nURL Source: https://pier.example/a-b\n\n"
        "Published Time: 2020-05-01\n\nMarkdown Content:\nText."
    )
    assert (draft.url, draft.published, draft.body) == ("https://pier.example/a-b", "2020-05-01", "Text.")


def test_without_a_title_key_a_line_that_stands_alone_is_the_title() -> None:
    draft = draft_of("Source: Pier News\nDate: 1 May 2020\n\nGulls return\n\nThey came at dawn.")
    assert (draft.title, draft.body) == ("Gulls return", "They came at dawn.")


def test_a_title_alone_is_an_article_without_a_body() -> None:
    assert draft_of("Title: Gulls return\n").title == "Gulls return"


@pytest.mark.parametrize("text", ["Title:\nDate: 1 May 2020\n\n", "Title:   \n\n   "])
def test_an_empty_title_without_a_body_is_refused(text: str) -> None:
    """A24"""
    assert read_page(text, now=NOW).reason == "no_text"


def test_a_long_title_and_a_long_word_are_handed_on_whole() -> None:
    """A22, A24"""
    draft = draft_of("Title: " + "t" * 2**20 + "\n\n" + "w" * 4 * 2**20)
    assert (len(draft.title), len(draft.body)) == (2**20, 4 * 2**20)


def test_prose_that_begins_with_a_colon_is_no_header() -> None:
    text = (
        "Note: the ferry is late\n\n"
        + "The ferry is late because of the fog, the harbour master said on Monday. " * 3
    )
    draft = draft_of(text)
    assert draft.title == "Note: the ferry is late"


def test_a_yaml_list_becomes_tags() -> None:
    assert draft_of('---\ntitle: A\ntags: ["x", y]\n---\nText.').tags == ("x", "y")
