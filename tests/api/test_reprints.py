"""``/v1/articles/{id}/reprints``: the same text in other papers, and at other addresses."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.api.app import build_app
from app.settings import Settings
from app.values import Article
from tests.api.archive import add, day, open_archive
from tests.api.serving import serve

REPORT = (
    "The ferry ran aground off Skarvoy in the storm, and all who were aboard came ashore "
    "by the boats of the islanders."
)

ARTICLES = (
    Article("Vale Times", "Ferry aground", REPORT, published=day("2024-01-02")),
    Article("Harbour Post", "All saved from ferry", REPORT.upper(), published=day("2024-01-01")),
    Article("Isles Tribune", "Ferry aground", REPORT.replace(", ", "\n\n"), published=day("2024-01-03")),
    Article("Isles Tribune", "Ferry aground, says witness", f"{REPORT} I saw it."),
    Article("Isles Tribune", "Subscribers only", "Read on with a subscription."),
    Article("Vale Times", "Subscribers only", "Read on with a subscription."),
)


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(data_dir=tmp_path_factory.mktemp("reprints"))
    with open_archive(settings) as runtime:
        add(runtime, ARTICLES)
    return settings


@pytest.fixture
def client(settings: Settings) -> Iterator[httpx.Client]:
    with serve(build_app(settings, open_archive)) as client:
        yield client


def reprints(client: httpx.Client, query: str) -> dict[str, Any]:
    answered = client.get(f"/v1/articles/{query}")
    assert answered.status_code == 200, answered.text
    found: dict[str, Any] = answered.json()
    return found


def ids(found: dict[str, Any]) -> list[int]:
    return [result["id"] for result in found["results"]]


def test_the_same_text_elsewhere_comes_earliest_first_without_the_article_itself(
    client: httpx.Client,
) -> None:
    found = reprints(client, "1/reprints")
    assert (ids(found), found["total"]) == ([2, 3], 2)
    assert ids(reprints(client, "3/reprints")) == [2, 1]


def test_another_text_or_a_short_one_is_no_reprint(client: httpx.Client) -> None:
    assert [reprints(client, f"{number}/reprints")["total"] for number in (4, 5, 6)] == [0, 0, 0]


def test_fewer_and_other_fields_may_be_asked_for(client: httpx.Client) -> None:
    found = reprints(client, "1/reprints?page_size=1&fields=title")
    assert found == {"total": 2, "results": [{"id": 2, "title": "All saved from ferry"}]}


def test_a_deleted_or_rewritten_printing_is_linked_no_more(settings: Settings, client: httpx.Client) -> None:
    etag = client.get("/v1/articles/1/reprints").headers["etag"]
    with open_archive(settings) as runtime, runtime.articles.transaction() as transaction:
        transaction.remove(3, runtime.clock())
    answered = client.get("/v1/articles/1/reprints", headers={"If-None-Match": etag})
    assert (answered.status_code, answered.json()["total"]) == (200, 1)
    assert (
        client.get("/v1/articles/1/reprints", headers={"If-None-Match": answered.headers["etag"]}).status_code
        == 304
    )


def test_what_is_not_there_or_not_known_is_refused(client: httpx.Client) -> None:
    assert client.get("/v1/articles/99/reprints").status_code == 404
    assert client.get("/v1/articles/1/reprints?page=2").status_code == 422
    assert client.get("/v1/articles/1/reprints?page_size=101").status_code == 422
