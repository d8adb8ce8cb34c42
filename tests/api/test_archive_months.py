"""Whole months, as lines of JSON."""

from collections.abc import Sequence

import httpx
import orjson
import pytest

from app.values import Article, Precision
from tests.api.archive import day

ARTICLES = [
    Article("A", "last second of January", "x", published=day("2024-01-31T23:59:59")),
    Article("A", "first second of February", "y", published=day("2024-02-01T00:00:00")),
    Article("A", "leap day", "z", published=day("2024-02-29T23:59:59")),
    Article("A", "of February, day unknown", published=day("2024-02-01", Precision.MONTH)),
    Article("A", "of 2024", published=day("2024-01-01", Precision.YEAR)),
    Article("A", "of no date"),
    Article("A", "last of all", published=day("9999-12-31T23:59:59")),
]


@pytest.fixture(scope="module")
def stories() -> Sequence[Article]:
    return ARTICLES


def titles(client: httpx.Client, month: str) -> list[str]:
    answered = client.get(f"/v1/archive/{month}")
    assert answered.status_code == 200
    found = [orjson.loads(line)["title"] for line in answered.content.splitlines()]
    assert answered.headers["x-total-count"] == str(len(found))
    return found


def test_a_month_begins_with_its_first_second_and_ends_with_its_last(client: httpx.Client) -> None:
    """Trap 2."""
    assert titles(client, "2024/1") == ["of 2024", "last second of January"]
    assert titles(client, "2024/02") == ["first second of February", "of February, day unknown", "leap day"]
    assert titles(client, "9999/12") == ["last of all"]


def test_a_month_of_which_nothing_is_held_is_empty(client: httpx.Client) -> None:
    answered = client.get("/v1/archive/1850/7")
    assert (answered.status_code, answered.content, answered.headers["x-total-count"]) == (200, b"", "0")


def test_an_article_is_whole_unless_fields_are_chosen(client: httpx.Client) -> None:
    line = client.get("/v1/archive/2024/2").content.splitlines()[0]
    assert orjson.loads(line) == client.get("/v1/articles/2").json()
    line = client.get("/v1/archive/2024/2?fields=title").content.splitlines()[0]
    assert orjson.loads(line) == {"id": 2, "title": "first second of February"}


def test_it_is_a_file_and_known_again(client: httpx.Client) -> None:
    answered = client.get("/v1/archive/2024/2")
    assert answered.headers["content-type"] == "application/x-ndjson; charset=utf-8"
    assert answered.headers["content-disposition"] == 'attachment; filename="dateline-2024-02.ndjson"'
    headers = {"If-None-Match": answered.headers["etag"]}
    assert client.get("/v1/archive/2024/2", headers=headers).status_code == 304
    assert client.get("/v1/archive/2024/1", headers=headers).status_code == 200
    assert client.head("/v1/archive/2024/2").headers["etag"] == answered.headers["etag"]


@pytest.mark.parametrize(
    ("month", "status"),
    [
        ("2024/0", 422),
        ("2024/13", 422),
        ("0/1", 422),
        ("10000/1", 422),
        ("-1/1", 422),
        ("2024/x", 422),
        ("2024/1_0", 422),
        ("٢٠٢٤/1", 422),
        ("2024", 404),
        ("2024/1/1", 404),
        ("2024/1?page=2", 422),
        ("2024/1?fields=nope", 422),
    ],
)
def test_what_is_no_month_is_refused(client: httpx.Client, month: str, status: int) -> None:
    assert client.get(f"/v1/archive/{month}").status_code == status
