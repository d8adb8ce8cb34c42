"""``/v1/articles/{id}/reprints``: the same text in other papers, and at other addresses."""

from collections.abc import Iterator

import httpx
import pytest

from app.api.app import build_app
from app.settings import Settings
from app.values import Article
from tests.api.archive import add, day, open_archive
from tests.api.serving import ids, listed, serve

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


def test_the_same_text_elsewhere_comes_earliest_first_without_the_article_itself(
    client: httpx.Client,
) -> None:
    found = listed(client, "/v1/articles/1/reprints")
    assert (ids(found), found["total"]) == ([2, 3], 2)
    assert ids(listed(client, "/v1/articles/3/reprints")) == [2, 1]


def test_another_text_or_a_short_one_is_no_reprint(client: httpx.Client) -> None:
    assert [listed(client, f"/v1/articles/{number}/reprints")["total"] for number in (4, 5, 6)] == [0, 0, 0]


def test_fewer_and_other_fields_may_be_asked_for(client: httpx.Client) -> None:
    found = listed(client, "/v1/articles/1/reprints?page_size=1&fields=title")
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


def test_a_collapsed_list_has_each_text_once_and_says_for_how_many_it_stands(client: httpx.Client) -> None:
    found = listed(client, "/v1/search?q=ferry&collapse=copies&sort=oldest")
    assert [(each["id"], each["copies"]) for each in found["results"]] == [(2, 3), (4, 1)]
    assert (found["total"], found["query"]["collapse"]) == (2, "copies")


def test_the_order_decides_which_copy_is_the_first(client: httpx.Client) -> None:
    assert ids(listed(client, "/v1/articles?collapse=copies")) == [3, 6, 5, 4]
    assert ids(listed(client, "/v1/articles?collapse=copies&sort=added")) == [6, 5, 4, 3]


def test_copies_that_do_not_match_count_for_nothing(client: httpx.Client) -> None:
    found = listed(client, "/v1/articles?collapse=copies&sources=vale-times,harbour-post&sort=oldest")
    assert [(each["id"], each["copies"]) for each in found["results"]] == [(2, 2), (6, 1)]


def test_counts_are_those_of_the_collapsed_list(client: httpx.Client) -> None:
    found = listed(client, "/v1/search?q=ferry&collapse=copies&sort=oldest&facets=source&timeline=year")
    assert {each["value"]: each["count"] for each in found["facets"]["source"]} == {
        "harbour-post": 1,
        "isles-tribune": 1,
    }
    assert [bar["count"] for bar in found["timeline"]] == [1]


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "added"])
def test_all_pages_of_a_collapsed_list_are_the_list(client: httpx.Client, sort: str) -> None:
    whole = ids(listed(client, f"/v1/search?q=ferry+OR+read&collapse=copies&sort={sort}"))
    address: str | None = f"/v1/search?q=ferry+OR+read&collapse=copies&sort={sort}&page_size=1"
    walked = []
    while address:
        page = listed(client, address)
        assert page["total"] == len(whole) == 4
        walked += ids(page)
        address = page["next"]
    assert walked == whole


def test_a_list_that_is_not_collapsed_says_nothing_of_copies(client: httpx.Client) -> None:
    found = listed(client, "/v1/search?q=ferry")
    assert (found["total"], found["query"]["collapse"]) == (4, None)
    assert all("copies" not in each for each in found["results"])


def test_a_cursor_of_the_whole_list_does_not_go_on_in_the_collapsed_one(client: httpx.Client) -> None:
    cursor = listed(client, "/v1/search?q=ferry&page_size=1")["cursor"]
    answered = client.get(f"/v1/search?q=ferry&page_size=1&collapse=copies&cursor={cursor}")
    assert (answered.status_code, answered.json()["code"]) == (400, "cursorInvalid")


def test_what_cannot_be_collapsed_is_refused_with_what_can(client: httpx.Client) -> None:
    answered = client.get("/v1/search?collapse=story")
    assert answered.status_code == 422
    assert "copies" in answered.json()["detail"]


def test_a_copy_that_comes_in_is_known_at_once(settings: Settings, client: httpx.Client) -> None:
    before = listed(client, "/v1/search?q=ferry&collapse=copies&sort=oldest")
    with open_archive(settings) as runtime:
        add(runtime, [Article("Dale Echo", "Once more", REPORT)])
    after = listed(client, "/v1/search?q=ferry&collapse=copies&sort=oldest")
    assert (before["total"], after["total"]) == (2, 2)
    assert [each["copies"] for each in after["results"]] == [4, 1]
