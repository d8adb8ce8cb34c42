"""What an address tells of a headline."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.readers.html.slug import slug_words, told_by


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("https://gazette.example/2024/08/04/keeper-wins-marrow-prize", "Keeper wins marrow prize"),
        ("https://blatt.example/faehre-faehrt-wieder-fuer-alle", "Fähre fährt wieder für alle"),
        ("https://avisen.example/tarene-rant-for-oystein", "Tårene rant for Øystein"),
        ("https://vest.example/" + quote("маяк-горит-снова"), "Маяк горит снова"),
        ("https://gazette.example/news.php/keeper_wins_prize.html", "Keeper wins prize - html"),
    ],
)
def test_a_slug_is_told_by_the_headline_that_it_was_made_from(address: str, title: str) -> None:
    slug = slug_words(address)
    assert told_by(slug, title) == 1.0
    assert told_by(slug, "Gulls take over the market") == 0.0


@pytest.mark.parametrize(
    "address",
    ["", "https://gazette.example/", "https://gazette.example/news/4711", "https://gazette.example/a/b-c"],
)
def test_an_address_without_words_tells_nothing(address: str) -> None:
    assert slug_words(address) == frozenset()
    assert told_by(frozenset(), "Keeper wins marrow prize") == 0.0


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_have_a_share_between_nothing_and_one(path: str, text: str) -> None:
    assert 0.0 <= told_by(slug_words(f"https://gazette.example/{path}"), text) <= 1.0
