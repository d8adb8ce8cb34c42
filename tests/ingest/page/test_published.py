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
    assert draft_of(TITLE, "04/05/2020", *BODY, *related).published == "04.05.2020"


def test_a_first_day_of_the_month_that_would_lie_ahead_is_counted_as_the_page_counts() -> None:
    german = (
        "Die Besatzung der Fähre hat am Dienstag ein Badehaus geborgen, das aus dem Hafen getrieben war.",
        "Im Haus war nur eine Katze, sagte die Kapitänin, und die Katze wollte nicht geborgen werden, "
        "und das hat sie auch gezeigt.",
    )
    stamp = "Zuerst veröffentlicht am 06/12/2026 - 14:02"
    assert draft_of("Fähre birgt treibendes Badehaus", stamp, *german).published == ""
    stamp = "Zuerst veröffentlicht am 12/06/2026 - 14:02"
    assert draft_of("Fähre birgt treibendes Badehaus", stamp, *german).published == "12.06.2026 - 14:02"


def test_a_line_that_bears_the_title_again_tells_its_date() -> None:
    latest = ("Latest posts", f"{TITLE} November 3, 2025", "Choir wins a goat at the fair November 2, 2025")
    assert draft_of("November 9, 2025", "Home", "Pier", TITLE, *BODY, *latest).published == "November 3, 2025"
    browser = f"{TITLE} – Harbour Gazette – 03.11.2025"
    assert draft_of(browser, "Home", TITLE, *BODY).published == "03.11.2025"


def test_the_date_of_an_update_under_the_title_is_before_dates_of_other_stories() -> None:
    other = ("Analysis 3 May 2021", "Choir wins a goat at the fair")
    draft = draft_of(TITLE, "Updated: 5 May 2022 17:23", *BODY, *other, *BODY[1:])
    assert (draft.published, draft.updated) == ("5 May 2022 17:23", "")


def test_of_two_dates_in_a_line_the_first_is_that_of_publication() -> None:
    line = "Inland | 3 May 2021 | 23:55 | Uppfært 4 May 2021 07:25"
    assert draft_of(TITLE, line, *BODY).published == "3 May 2021"
    assert draft_of(TITLE, "3 May 2021 | 4 May 2021 07:25", *BODY).published == "3 May 2021"


def test_dates_without_a_space_behind_them_are_read() -> None:
    assert draft_of(TITLE, "April 10, 20233 years ago", *BODY).published == "April 10, 2023"
    assert draft_of(TITLE, "15/04/202316/04/2023", *BODY).published == "15/04/2023"
