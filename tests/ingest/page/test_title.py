"""Which line is the headline: what speaks for it, and the site's name taken off."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.draft import Draft
from app.ingest.page import read_page
from app.ingest.page.blocks import read_blocks
from app.ingest.page.body import find_body
from app.ingest.page.likeness import key_of, likeness, tokens
from app.ingest.page.site import browser_title, runs_of_parts, without_site
from app.ingest.page.surroundings import surroundings
from app.ingest.page.title import candidates
from app.ingest.page.traits import WEIGHTS, traits

NOW = datetime(2026, 11, 21, tzinfo=UTC)
TITLE = "Ferry crew rescue a drifting bathhouse"
BODY = (
    "The crew of the morning ferry rescued a bathhouse on Tuesday that had drifted out of the harbour.",
    "Nobody was inside but a cat, the captain of the ferry said, and the cat did not wish to be rescued.",
    "The bathhouse is to be put back on its piles before the summer, when the town expects it to be used.",
)
OTHERS = ("Bakers strike over the price of flour", "New bridge opens without its middle", "Choir wins a goat")


def page(*above: str, below: tuple[str, ...] = ()) -> str:
    return "\n\n".join([*above, *BODY, *below])


def draft_of(text: str) -> Draft:
    draft = read_page(text, now=NOW).draft
    assert draft is not None
    return draft


def teasers(*days: str) -> list[str]:
    return [
        line for title, day in zip(OTHERS, days, strict=False) for line in (title, f"{day} | Staff Reporter")
    ]


def test_every_trait_has_a_weight_and_every_weight_a_trait() -> None:
    blocks = read_blocks(page(TITLE))
    body = find_body(blocks)
    assert body is not None
    around = surroundings(blocks, body, {})
    for index, text, _ in candidates(around):
        assert traits(around, index, text).keys() == WEIGHTS.keys()


def test_the_stories_listed_above_are_not_the_headline() -> None:
    text = page("Home", "Latest", *teasers("5 May 2021", "4 May 2021"), TITLE, "By Ann Lee", "3 May 2021")
    draft = draft_of(text)
    assert (draft.title, draft.published) == (TITLE, "3 May 2021")


def test_a_headline_in_capitals_is_told_from_the_masthead_above_it() -> None:
    text = page("PIER NEWS", TITLE.upper(), "03.05.2021", below=("https://pier-news.example/2021/ferry",))
    assert draft_of(text).title == TITLE.upper()


def test_the_standfirst_under_the_headline_is_not_taken_for_it() -> None:
    standfirst = "A cat is safe and the bathhouse goes back to the harbour"
    assert draft_of(page("Home", "News", TITLE, standfirst, "By Ann Lee", "3 May 2021")).title == TITLE


def test_a_path_that_ends_in_the_headline_is_not_taken_for_it() -> None:
    assert draft_of(page(f"Home > News > {TITLE}", TITLE, "3 May 2021")).title == TITLE


def test_a_headline_that_the_address_repeats_is_preferred() -> None:
    """The line in between says as much about the body."""
    other = "Captain says cat did not wish to be rescued"
    address = "https://pier.example/news/ferry-crew-rescue-a-drifting-bathhouse"
    assert draft_of(page(TITLE, other, below=(address,))).title == TITLE


def test_a_page_without_a_headline_is_refused_rather_than_given_another_storys() -> None:
    """A24"""
    assert read_page(page("Most read", *OTHERS), now=NOW).reason == "no_title"


@pytest.mark.parametrize(
    ("line", "headline", "site"),
    [
        (f"{TITLE} - Pier News", TITLE, "Pier News"),
        (f"{TITLE} – Harbour – Pier News", TITLE, "Pier News"),
        (f"{TITLE} - Harbour | Pier News", TITLE, "Pier News"),
        (f"{TITLE} / Harbour / Pier News - pier.example", TITLE, "pier.example"),
        (f"Pier News | {TITLE}", TITLE, "Pier News"),
        (f"Pier Times Online - News – {TITLE}", TITLE, "Pier Times Online"),
        (f"{TITLE} — der Kai", TITLE, "der Kai"),
        (f"{TITLE} - PNN (Web Edition)", TITLE, "PNN (Web Edition)"),
        (
            "The drifting bathhouse - what the captain saw",
            "The drifting bathhouse - what the captain saw",
            "",
        ),
        (TITLE, TITLE, ""),
    ],
)
def test_a_browsers_title_is_parted_into_headline_and_site(line: str, headline: str, site: str) -> None:
    spoken = Counter(tokens(" ".join(BODY) + " what the captain saw"))
    assert browser_title(line, {key_of(line): 1}, spoken) == (headline, site)


def test_parts_that_are_printed_again_as_one_line_stay_together() -> None:
    headline = "Bathhouse adrift - Cat unmoved"
    lines = {key_of(headline): 1}
    assert browser_title(f"{headline} - Pier News", lines, Counter()) == (headline, "Pier News")


def test_a_name_that_is_printed_elsewhere_is_taken_off_any_line() -> None:
    assert without_site(f"{TITLE} | Harbour", {"harbour"}) == (TITLE, "Harbour")
    assert without_site(f"{TITLE} | Harbour", set()) == (f"{TITLE} | Harbour", "")


@given(st.text(alphabet="ab |-–/›", min_size=1, max_size=60))
def test_what_is_made_of_a_title_stands_in_it(text: str) -> None:
    headline, site = browser_title(text, {}, Counter())
    assert headline in text
    assert site in text
    assert key_of(text) in runs_of_parts(text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_symmetric_and_between_nothing_and_one(one: str, other: str) -> None:
    one, other = key_of(one), key_of(other)
    assert likeness(one, other) == likeness(other, one)
    assert 0.0 <= likeness(one, other) <= 1.0


@pytest.mark.parametrize(
    "script", ["नाव ने स्नानघर बचाया", "ጀልባዋ መታጠቢያ ቤቱን አዳነች", "เรือเฟอร์รี่ช่วยโรงอาบน้ำ", "渡轮救起浴室"]
)
def test_scripts_without_letters_have_tokens_too(script: str) -> None:
    assert len(set(tokens(script))) >= 4
