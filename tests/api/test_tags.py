"""Lists asked for again: no search while nothing has changed."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.finder import Finder
from app.runtime import Runtime
from app.values import Article
from tests.api.archive import POST, add

PATHS = ["/v1/search?q=ferry", "/v1/articles", "/v1/search?q=ferry&format=rss", "/v1/articles?from=7d"]


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One for each search that is run."""
    run: list[object] = []
    find: Callable[..., Any] = Finder.find

    def counted(*given: object, **named: object) -> object:
        run.append(given)
        return find(*given, **named)

    monkeypatch.setattr(Finder, "find", counted)
    return run


def ask(client: httpx.Client, path: str, tag: str, **headers: str) -> int:
    return client.get(path, headers={"If-None-Match": tag, **headers}).status_code


@pytest.mark.parametrize("path", PATHS)
def test_a_list_that_is_polled_is_searched_once(
    archive: Runtime, client: httpx.Client, searches: list[object], path: str
) -> None:
    tag = client.get(path).headers["etag"]
    assert [ask(client, path, tag) for _ in range(4)] == [304] * 4
    assert len(searches) == 2


def test_what_the_client_does_not_have_is_sent(
    archive: Runtime, client: httpx.Client, searches: list[object]
) -> None:
    path = "/v1/articles?page_size=2"
    tag = client.get(path).headers["etag"]
    statuses = [ask(client, path, each) for each in (tag, '"other"', tag, f'"x", {tag}', "*")]
    assert statuses == [304, 200, 304, 304, 304]
    assert client.get("/v1/articles?page_size=3", headers={"If-None-Match": tag}).status_code == 200
    assert ask(client, path, tag, Accept="application/rss+xml") == 200


def test_a_change_of_the_archive_is_seen_at_once(archive: Runtime, client: httpx.Client) -> None:
    path = "/v1/search?q=dredger"
    tag = client.get(path).headers["etag"]
    assert [ask(client, path, tag) for _ in range(2)] == [304, 304]
    add(archive, [Article(POST, "Dredger arrives", "It dredges.")])
    changed = client.get(path, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.json()["total"]) == (200, 1)
    assert ask(client, path, changed.headers["etag"]) == 304


def test_an_error_is_told_again(archive: Runtime, client: httpx.Client) -> None:
    for _ in range(2):
        assert ask(client, "/v1/search?q=a&sources=nosuch&strict=true", "*") == 422
