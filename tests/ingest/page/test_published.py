"""Which date is the article's: not those of other stories, of prose, or under pictures."""

from datetime import UTC, datetime

from app.ingest.draft import Draft
from app.ingest.page import read_page

NOW = datetime(2026, 11, 21, tzinfo=UTC)
TITLE = "Ferry crew rescue a drifting bathhouse"
BODY = (
    "The crew of the morning ferry rescued a bathhouse on Tuesday that had drifted out of the harbour.",
    "Nobody was inside but a cat, the captain of the ferry said, and the cat did not wish to be rescued.",
    "The bathhouse is to be put back on its piles before the summer, when the town expects it to be used.",
)
STORIES = (
    "Bakers strike over the price of flour",
    "5 May 2021 | Staff Reporter | Pier",
    "Choir wins a goat at the fair",
)


def draft_of(*lines: str) -> Draft:
    draft = read_page("\n\n".join(lines), now=NOW).draft
    assert draft is not None
    return draft


def test_a_page_without_a_date_does_not_take_one_from_the_stories_below() -> None:
    assert (
        draft_of(TITLE, *BODY, "State editions", *STORIES, "4 May 2021 | Staff Reporter | Pier").published
        == ""
    )


def test_a_page_without_a_date_does_not_take_one_from_the_stories_above() -> None:
    assert draft_of("Home", "Latest", *STORIES[:2], "Pier", TITLE, "By Ann Lee", *BODY).published == ""


def test_a_date_in_a_sentence_is_not_that_of_publication() -> None:
    told = "The last bathhouse to leave the harbour did so on 12 May 2009 and was never seen again by anyone."
    assert draft_of(TITLE, told, *BODY).published == ""


def test_a_date_far_above_the_body_but_under_the_title_is_found() -> None:
    menu = [f"Channel number {number}" for number in range(70)]
    assert draft_of(TITLE, "By Ann Lee", "Published Jun 05, 2020", *menu, *BODY).published == "Jun 05, 2020"


def test_a_labelled_date_right_behind_the_body_is_found() -> None:
    assert draft_of(TITLE, *BODY, "Published: 12 May 2020", "Share").published == "12 May 2020"


def test_relative_dates_are_left_alone() -> None:
    assert draft_of(TITLE, "By Ann Lee", "3 hours ago", *BODY).published == ""


def test_numbers_count_day_first_where_another_date_on_the_page_must() -> None:
    """Without the second date an English page is read as Americans write."""
    assert draft_of(TITLE, "04/05/2020", *BODY).published == "04/05/2020"
    related = ("Related", STORIES[0], "28/04/2020", STORIES[2], "27/04/2020")
    assert draft_of(TITLE, "04/05/2020", *BODY, *related).published == "2020-05-04"
