"""What holds for every text, and the parts of a dump one at a time."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.draft import REASONS, Draft
from app.ingest.page import PageReading, read_page

NOW = datetime(2026, 11, 21, tzinfo=UTC)
TITLE = "Lighthouse keeper wins the marrow prize"
BODY = (
    "The keeper of the northern lighthouse won the marrow prize on Sunday with one that four men carried.",
    "The prize is a silver spade, which the keeper said would be of no use on a rock in the sea.",
    "Second came the vicar, whose marrow had been the favourite until it was dropped on the stairs.",
)
LINES = st.sampled_from(
    [TITLE, *BODY, "Home", "News", "12 May 2020", "By Ann Lee", "Related", "Comments", "© 2020 Pier News",
     "Share", "Source: Pier News", "https://pier.example/2020/05/marrow-prize", "# Sport", "* Weather",
     "| a | b", "", "  ", "Title: x"]
)  # fmt: skip


def page(*above: str, below: tuple[str, ...] = (), title: str = TITLE) -> str:
    return "\n\n".join([*above, title, *BODY, *below])


def draft_of(text: str) -> Draft:
    draft = read_page(text, now=NOW).draft
    assert draft is not None
    return draft


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    reading = read_page(text, now=NOW)
    assert (reading.draft is None) == bool(reading.reason)
    assert reading.reason in {"", *REASONS}
    assert 0.0 <= reading.confidence <= 1.0


@given(st.lists(LINES, max_size=40), st.sampled_from(["\n", "\n\n"]))
def test_every_paragraph_of_the_body_comes_from_the_input(lines: list[str], between: str) -> None:
    text = between.join(lines)
    reading = read_page(text, now=NOW)
    if reading.draft is not None:
        plain = " ".join(text.split())
        assert all(" ".join(paragraph.split()) in plain for paragraph in reading.draft.body.split("\n\n"))
    assert reading == read_page(text, now=NOW)


@pytest.mark.parametrize("text", ["", "\ufeff", " \n\t\r\n ", "\n" * 1000])
def test_nothing_is_refused_as_no_text(text: str) -> None:
    """A01, A02"""
    assert read_page(text, now=NOW).reason == "no_text"


def test_prose_without_a_headline_is_refused() -> None:
    """A24"""
    assert read_page("\n\n".join(BODY), now=NOW).reason == "no_title"


@pytest.mark.parametrize("title", ["😀 😀 😀", "***", "12345"])
def test_a_line_without_letters_is_no_title(title: str) -> None:
    """A24"""
    assert read_page("\n\n".join([title, *BODY]), now=NOW).reason == "no_title"


@pytest.mark.parametrize(
    "text",
    [
        "x" * 2**20,
        "a b " * 2**18,
        "".join(f"line {number} here\n" for number in range(50_000)),
        "a: b\n" * 50_000,
        "- | " * 2**17,
        "(" * 2**18,
        '"' * 2**18,
        "12 May 2020\n" * 20_000,
        "[1](" * 2**16,
        "![" * 2**17,
        "**a" * 2**17,
        ("[](" + "x" * 3000) * 200,
        "References\n1. http:" * 2**14,
    ],
)
def test_large_monotonous_texts_are_answered(text: str) -> None:
    """A21, A22, A23: the time is linear, or this test would not end."""
    assert read_page(text, now=NOW).reason in {"", *REASONS}


def test_the_sites_name_is_taken_off_the_title_and_credited() -> None:
    draft = draft_of(page(title=f"{TITLE} | Pier News"))
    assert (draft.title, draft.source) == (TITLE, "Pier News")


def test_a_repeated_line_says_which_part_of_the_first_one_is_the_title() -> None:
    draft = draft_of(page(f"{TITLE} - Pier News", "Menu", "Weather and tides", "Sport"))
    assert (draft.title, draft.source) == (TITLE, "Pier News")


def test_a_colon_or_a_dash_inside_a_title_stays() -> None:
    title = "Marrow prize: the keeper wins - and the vicar weeps"
    assert draft_of(page("Home", "News", title=title)).title == title


@pytest.mark.parametrize(
    "line",
    [
        "Source: Pier News",
        "Kaynak/Source: Pier News",
        "Quelle: Pier News",
        "(Fuente: Pier News)",
        "Источник: Pier News",
    ],
)
def test_a_labelled_source_behind_the_body_is_credited(line: str) -> None:
    draft = draft_of(page(below=(line,)))
    assert draft.source == "Pier News"
    assert "Pier News" not in draft.body


def test_the_site_that_prints_a_credited_article_has_republished_it() -> None:
    draft = draft_of(page(title=f"{TITLE} | Coast Digest", below=("Source: Pier News",)))
    assert (draft.source, draft.republished_by) == ("Pier News", "Coast Digest")


def test_an_article_that_first_appeared_elsewhere_is_credited_there() -> None:
    draft = draft_of(page(below=("This article was originally published by Pier News.",)))
    assert draft.source == "Pier News"


def test_an_agency_as_source_is_named_as_agency_too() -> None:
    assert draft_of(page(below=("Source: Agence France-Presse",))).agency == "AFP"


def test_place_and_agency_come_from_the_dateline_of_the_body() -> None:
    draft = draft_of("\n\n".join([TITLE, f"PORT ELLERY (Reuters) - {BODY[0]}", *BODY[1:]]))
    assert (draft.dateline, draft.agency) == ("Port Ellery", "Reuters")
    assert draft.body.startswith("PORT ELLERY (Reuters) - The keeper")


def test_the_date_by_the_title_wins_over_those_of_other_stories() -> None:
    below = ("Related", "Fog stops the ferry", "3 May 2021", "Gulls return", "2 May 2021")
    draft = draft_of(
        page("Thursday, 6 May 2021", "Weather", below=below).replace(BODY[0], f"4 May 2020\n\n{BODY[0]}")
    )
    assert draft.published == "4 May 2020"
    assert "Fog" not in draft.body


def test_a_labelled_update_is_told_from_the_date_of_publication() -> None:
    draft = draft_of("\n\n".join([TITLE, "Updated 5 May 2020", "Published 4 May 2020", *BODY]))
    assert (draft.published, draft.updated) == ("4 May 2020", "5 May 2020")


def test_an_address_alone_in_its_line_is_the_articles_own() -> None:
    address = "https://pier.example/2020/05/marrow-prize"
    share = "https://www.facebook.com/sharer.php?u=https://pier.example/x"
    draft = draft_of(page(below=(share, address)))
    assert draft.url == address
    assert "https" not in draft.body


def test_a_page_of_authors_is_not_the_articles_address() -> None:
    assert draft_of(page(below=("https://pier.example/author/ann-lee/",))).url == ""


def test_comments_and_boxes_of_other_stories_stay_out() -> None:
    box = ("Read more", "Fog stops the ferry")
    comment = "I have grown marrows for forty years and this one was nothing to write home about, believe me."
    text = "\n\n".join([TITLE, BODY[0], *box, *BODY[1:], "3 comments", "Old Salt", comment, comment])
    assert draft_of(text).body == "\n\n".join(BODY)


def test_subheads_lists_and_short_quotes_stay_in() -> None:
    inside = ("What the judges said", "* Fine colour.", '"Heavy."')
    text = "\n\n".join([TITLE, BODY[0], *inside, *BODY[1:]])
    assert draft_of(text).body == "\n\n".join(
        [BODY[0], "What the judges said", "Fine colour.", '"Heavy."', *BODY[1:]]
    )


DAYS = ("2020-05-04", "2020/05/04")


def test_the_date_in_the_address_is_taken_when_the_page_shows_none() -> None:
    assert draft_of(page(below=("URL: https://pier.example/2020/05/04/prize",))).published in DAYS


def test_numbers_count_day_first_where_the_page_is_not_english() -> None:
    body = (
        "El farero del norte ganó el domingo el premio de la calabaza con una que cargaron cuatro hombres.",
        "El premio es una pala de plata que, según el farero, no sirve de nada en una roca en medio del mar.",
    )
    spanish = "\n\n".join(["El farero gana el premio de la calabaza", "04/05/2020 19:30", *body])
    assert draft_of(spanish).published == "04.05.2020 19:30"
    assert draft_of("\n\n".join([TITLE, "04/05/2020", *BODY])).published == "04/05/2020"


CAT = (
    "The crew of the morning ferry rescued a bathhouse on Tuesday that had drifted out of the harbour.",
    "Nobody was inside but a cat, the captain of the ferry said, and the cat did not wish to be rescued.",
    "The bathhouse is to be put back on its piles before the summer, when the town expects it to be used.",
)


def reading_of(*lines: str) -> PageReading:
    return read_page("\n\n".join(lines), now=NOW)


def test_a_dump_without_its_headline_is_refused() -> None:
    for lines in (("Pier", "Old clock"), ("Home", "Pier", "Share"), ("Home", "News", "Tuesday in Ostermoor")):
        assert reading_of(*lines, *CAT).reason == "no_title"


def test_a_title_that_hardly_stands_out_is_marked_as_a_guess() -> None:
    doubtful = reading_of("Home", "Pier", "A cat in the bathhouse", "Share", *CAT)
    assert doubtful.draft is not None
    assert doubtful.draft.flags == ("title_guessed",)
    sure = reading_of("Ferry crew rescue a drifting bathhouse", *CAT)
    assert sure.draft is not None
    assert sure.draft.flags == ()
    assert sure.confidence > doubtful.confidence


def test_the_only_line_above_a_text_is_its_title_however_short() -> None:
    reading = reading_of("Cat afloat", *CAT)
    assert reading.draft is not None
    assert (reading.draft.title, reading.draft.flags) == ("Cat afloat", ("title_guessed",))
    assert reading_of("Share", *CAT).reason == "no_title"
