"""What makes an article the same, and what makes it changed (A29)."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.values import Moment, Precision, content_hash, natural_key, source_slug
from tests.building import article


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Harbour Gazette", "harbour-gazette"),
        ("harbour-gazette", "harbour-gazette"),
        ("  The K&L   Post! ", "the-k-l-post"),
        ("Süd-Kurier", "sud-kurier"),
        ("Вечерние вести", "вечерние-вести"),
        ("Речной край", "речной-край"),
        ("BOĞAZ POSTASI", "bogaz-postasi"),
        ("Boğaz Postası", "bogaz-postasi"),
        ("तट समाचार", "तट-समाचार"),
        ("صحيفة الميناء", "صحيفة-الميناء"),
        ("...", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_source_has_a_slug(name: str, slug: str) -> None:
    assert source_slug(name) == slug
    assert source_slug(slug) == slug


def test_the_address_is_the_key_whatever_its_spelling() -> None:
    spelt = replace(article(), url="http://www.harbour-gazette.example/ferry/1/")
    assert natural_key(spelt) == natural_key(article())


def test_at_one_address_another_text_is_the_same_article_and_one_text_at_two_addresses_is_two() -> None:
    """A29"""
    first = article()
    assert natural_key(replace(first, title="Other", body="Other.")) == natural_key(first)
    assert natural_key(replace(first, url="https://harbour-gazette.example/other")) != natural_key(first)


def test_no_source_can_take_the_key_of_another() -> None:
    """B18"""
    assert natural_key(replace(article(), source="Other Post")) != natural_key(article())


def test_without_an_address_the_sources_own_id_is_the_key() -> None:
    first = replace(article(), url=None, external_id="42")
    assert natural_key(first) == natural_key(replace(first, title="Changed"))
    assert natural_key(first) != natural_key(replace(first, external_id="43"))


def test_without_either_the_text_is_the_key() -> None:
    first = replace(article(), url=None)
    assert natural_key(first) == natural_key(replace(first, section="Sea"))
    assert natural_key(first) != natural_key(replace(first, body="Other."))


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"body": "Other"},
        {"authors": ("Ann Other",)},
        {"tags": ("a", "b")},
        {"published": Moment(datetime(2024, 3, 2, tzinfo=UTC), Precision.MONTH)},
        {"updated_at": datetime(2024, 3, 3, tzinfo=UTC)},
        {"agency": "Meridian Wire"},
    ],
)
def test_what_a_reader_sees_changed_changes_the_hash(change: dict[str, Any]) -> None:
    assert content_hash(replace(article(), **change)) != content_hash(article())


def test_fields_do_not_run_into_each_other_in_the_hash() -> None:
    assert content_hash(article(tags=("a", "b"))) != content_hash(article(tags=("a b",)))
    assert content_hash(article(title="ab", body="c")) != content_hash(article(title="a", body="bc"))


def test_flags_of_our_reading_do_not_change_the_hash() -> None:
    assert content_hash(article(flags=("no_body",))) == content_hash(article())
