"""``/v1/articles/{id}/similar``: articles that say the same, and pass the filters."""

from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from app.values import Article
from tests.api.archive import day
from tests.api.serving import ids, listed

STORIES = (
    Article(
        "Harbour Post",
        "Ferry aground",
        "The ferry ran aground off Skarvoy in the storm.",
        published=day("2024-01-01"),
    ),
    Article(
        "Vale Times",
        "Ferry refloated",
        "Tugs refloated the ferry that ran aground off Skarvoy.",
        language="en",
    ),
    Article(
        "Vale Times", "Storm passes", "The storm has passed, the ferry sails.", published=day("2024-02-01")
    ),
    Article("Isles Tribune", "Council votes", "The council voted on the budget."),
    Article("Isles Tribune", "Budget talks", "The council talked about the budget again."),
    Article("Isles Tribune", "Nothing"),
)


@pytest.fixture(scope="module")
def stories() -> Sequence[Article]:
    return STORIES


@pytest.fixture(scope="module")
def limits() -> dict[str, Any]:
    return {"page_size_max": 50}


def test_the_most_similar_come_first_with_scores_and_never_the_article_itself(client: httpx.Client) -> None:
    found = listed(client, "/v1/articles/1/similar")
    assert (ids(found), found["total"]) == ([2, 3], 2)
    scores = [result["score"] for result in found["results"]]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0
    assert ids(listed(client, "/v1/articles/4/similar")) == [5]


def test_filters_hold_and_are_told(client: httpx.Client) -> None:
    assert ids(listed(client, "/v1/articles/1/similar?languages=en")) == [2]
    assert ids(listed(client, "/v1/articles/1/similar?not_languages=en&from=2024-02")) == [3]
    found = listed(client, "/v1/articles/1/similar?sources=vale-tims")
    assert (found["results"], found["total"]) == ([], 0)
    assert found["query"]["filters"] == [{"field": "source", "values": ["vale-tims"], "exclude": False}]
    assert found["query"]["warnings"][0]["hint"] == "did you mean vale-times?"


def test_how_many_and_which_fields_can_be_chosen(client: httpx.Client) -> None:
    found = listed(client, "/v1/articles/1/similar?page_size=1&fields=title,body")
    assert [set(result) for result in found["results"]] == [{"id", "title", "body", "score"}]
    assert found["results"][0]["body"].startswith("Tugs")
    assert found["total"] == 2


def test_an_article_that_says_nothing_is_like_none(client: httpx.Client) -> None:
    """G29"""
    found = listed(client, "/v1/articles/6/similar")
    assert (ids(found), found["total"]) == ([], 0)


def test_what_is_known_is_a_304(client: httpx.Client) -> None:
    etag = client.get("/v1/articles/1/similar").headers["etag"]
    again = client.get("/v1/articles/1/similar", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("article_id", ["0", "-1", "7", "2147483648", "9223372036854775807"])
def test_an_article_that_is_not_there_is_not_found(client: httpx.Client, article_id: str) -> None:
    """F01."""
    assert client.get(f"/v1/articles/{article_id}/similar").status_code == 404


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("9223372036854775808/similar", "id: "),
        ("1e3/similar", "id: must be a whole number"),
        ("1/similar?page_size=51", "page_size: must be from 1 to 50"),
        ("1/similar?page_size=0", "page_size: must be 1 or more"),
        ("1/similar?page=2", "page: unknown parameter"),
        ("1/similar?q=ferry", "q: unknown parameter"),
        ("1/similar?fields=titel", "fields: there is no such field; did you mean title?"),
        ("1/similar?timezone=Mars", "timezone: "),
        ("1/similar?page_size=1&page_size=2", "page_size: given 2 times"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(client: httpx.Client, query: str, said: str) -> None:
    """Trap 6. F02 F03 F06 F07 F14."""
    answered = client.get(f"/v1/articles/{query}")
    assert (answered.status_code, said in answered.json()["detail"]) == (422, True)
