"""Completions, and what may be meant by a query that finds nothing."""

from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from app.values import Article

STORIES = (
    *(
        Article("Harbour Post", f"Ferry report {n}", "The ferry and the storm.", authors=("Ines Calder",))
        for n in range(3)
    ),
    Article(
        "Vale Times", "The old dam", "The dam of Karzun holds. Fern grows on it.", authors=("Karla Roe",)
    ),
    Article("Vale Times", "Der Damm", "Die Fähre fährt.", language="de"),
)


@pytest.fixture(scope="module")
def stories() -> Sequence[Article]:
    return STORIES


def suggestions(client: httpx.Client, term: str, **more: Any) -> dict[str, Any]:
    answered = client.get("/v1/suggest", params={"term": term} | more)
    assert answered.status_code == 200, answered.text
    found: dict[str, Any] = answered.json()
    return found


def test_words_are_completed_most_frequent_first(client: httpx.Client) -> None:
    assert suggestions(client, "FER")["words"] == [
        {"value": "ferry", "count": 3},
        {"value": "fern", "count": 1},
    ]
    assert suggestions(client, "fer", limit=1)["words"] == [{"value": "ferry", "count": 3}]
    assert suggestions(client, "fäh")["words"][0]["value"] == "fahre"


def test_the_last_of_several_words_is_completed(client: httpx.Client) -> None:
    assert suggestions(client, "old da")["words"][0] == {"value": "old dam", "count": 1}


def test_sources_and_authors_are_completed_by_any_of_their_words(client: httpx.Client) -> None:
    assert suggestions(client, "harb")["sources"] == [
        {"value": "harbour-post", "name": "Harbour Post", "count": 3}
    ]
    assert suggestions(client, "roe")["authors"] == [{"value": "Karla Roe", "count": 1}]
    assert suggestions(client, "ines ca")["authors"] == [{"value": "Ines Calder", "count": 3}]
    karla = suggestions(client, "kar")
    assert ([each["value"] for each in karla["words"]], len(karla["authors"])) == (["karzun"], 1)


def test_where_no_word_begins_so_a_likelier_one_is_told(client: httpx.Client) -> None:
    found = suggestions(client, "the feryr")
    assert (found["words"], found["did_you_mean"]) == ([], [{"value": "the ferry", "count": 3}])
    assert suggestions(client, "ferr")["did_you_mean"] == []


@pytest.mark.parametrize(
    "term", ["", "   ", "*", "%", "x" * 100, "a b c d e f g", "🦊", "\u202e", "\ufdfa", "'--"]
)
def test_whatever_is_begun_gets_an_answer(client: httpx.Client, term: str) -> None:
    """F10. Trap 3."""
    assert suggestions(client, term)["term"] == term


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "term: this parameter is required"),
        ("term=a&term=b", "term: given 2 times"),
        ("term=" + "x" * 101, "term: takes at most 100 characters"),
        ("term=a&limit=0", "limit: must be 1 or more"),
        ("term=a&limit=51", "limit: must be 50 or less"),
        ("terms=a", "terms: unknown parameter; did you mean term?"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(client: httpx.Client, query: str, said: str) -> None:
    """Trap 6. F03 F06 F07."""
    answered = client.get(f"/v1/suggest?{query}")
    assert (answered.status_code, said in answered.json()["detail"]) == (422, True)


def meant(client: httpx.Client, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/v1/search", params=query).json()["query"]["suggestions"]
    return found


def test_a_query_that_finds_nothing_comes_with_one_that_does(client: httpx.Client) -> None:
    assert meant(client, q="feryr storm") == [{"q": "ferry storm", "total": 3}]
    assert meant(client, q='"old damn" OR title:xyzzy') == [{"q": '"old dam" OR title:xyzzy', "total": 1}]
    assert meant(client, q="NEAR(feryr, strom, 2)^2") == [{"q": "NEAR(ferry, storm, 2)^2", "total": 3}]
    assert meant(client, q="title:feryr -dam") == [{"q": "title:ferry -dam", "total": 3}]


def test_the_filters_hold_for_what_is_suggested(client: httpx.Client) -> None:
    assert meant(client, q="feryr", sources="vale-times") == []
    assert meant(client, q="feryr", sources="harbour-post") == [{"q": "ferry", "total": 3}]


@pytest.mark.parametrize("q", ["ferry", "xyzzyx", "author:feryr", "ferry -storm", "feryr*", "*", ""])
def test_nothing_is_suggested_where_something_is_found_or_nothing_is_near(
    client: httpx.Client, q: str
) -> None:
    assert meant(client, q=q) == []
