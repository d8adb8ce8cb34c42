"""Sources that are asked for and not held."""

import pytest

from app.search.engine import KeywordFilter, SearchRequest
from app.search.unknown import UnknownSource, unknown_sources

SLUGS = ("harbour-post", "the-vale-times", "the-vale-times-on-sunday", "صحيفة-النهر")


def unknown(*values: str, exclude: bool = False) -> tuple[UnknownSource, ...]:
    return unknown_sources(SearchRequest(keywords=(KeywordFilter("source", values, exclude),)), SLUGS)


def test_sources_that_are_held_are_known() -> None:
    assert unknown("harbour-post", "THE-VALE-TIMES", "صحيفة-النهر") == ()
    assert unknown_sources(SearchRequest(keywords=(KeywordFilter("author", ("nobody",)),)), SLUGS) == ()


@pytest.mark.parametrize(
    ("value", "nearest"),
    [
        ("vale-times", "the-vale-times"),
        ("harbor-post", "harbour-post"),
        ("harbour", "harbour-post"),
        ("xyzzy", ""),
        ("x" * 100_000, ""),
    ],
)
def test_an_unknown_source_comes_with_the_nearest_one(value: str, nearest: str) -> None:
    assert unknown(value) == (UnknownSource(value, nearest),)


def test_each_is_told_once_also_where_it_is_excluded() -> None:
    assert unknown("vale", "harbour-post", "vale", exclude=True) == (UnknownSource("vale", "the-vale-times"),)
