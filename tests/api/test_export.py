"""Exports: everything, in order, in constant memory, for as long as the client reads (J17, J18, F39)."""

import csv
import io
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import orjson
import pytest

from app.api.app import build_app
from app.articles import ArticleStore
from app.runtime import Runtime
from app.settings import Settings
from app.values import Article, StoredArticle
from app.walking import HITS, ROWS
from tests.api.archive import NOW, add, open_archive
from tests.api.serving import serve
from tests.building import write

COUNT = HITS + 3 * ROWS + 7


def article(number: int) -> Article:
    return Article(
        "Harbour Post", f"Report {number}", "storm" if number % 2 else "calm", section=f"S{number % 5}"
    )


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    chosen = Settings(data_dir=tmp_path_factory.mktemp("export"))
    with open_archive(chosen) as runtime, runtime.writing():
        write(runtime.articles, map(article, range(COUNT)), NOW)
        runtime.indexer.sync()
    return chosen


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[httpx.Client]:
    with serve(build_app(settings, open_archive)) as client:
        yield client


def ids(answered: httpx.Response) -> list[int]:
    assert answered.status_code == 200, answered.text
    return [orjson.loads(line)["id"] for line in answered.content.splitlines()]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("", range(1, COUNT + 1)),
        ("?sort=added", range(COUNT, 0, -1)),
        ("?sort=oldest&use_date=added", range(1, COUNT + 1)),
        (f"?since_id={COUNT - 3}", range(COUNT - 2, COUNT + 1)),
        ("?q=storm", range(2, COUNT + 1, 2)),
        ("?q=storm&sections=S1", range(2, COUNT + 1, 10)),
        ("?q=nothingatall", range(0)),
    ],
)
def test_everything_that_is_found_comes_once_and_in_order(
    client: httpx.Client, order: str, expected: range
) -> None:
    answered = client.get(f"/v1/export{order}")
    assert ids(answered) == list(expected)
    assert answered.headers["x-total-count"] == str(len(expected))
    assert answered.headers["content-type"] == "application/x-ndjson; charset=utf-8"
    assert answered.headers["content-disposition"] == 'attachment; filename="dateline-export.ndjson"'
    assert "next" not in answered.links


def test_a_line_is_an_article_as_in_any_list(client: httpx.Client) -> None:
    (result,) = client.get("/v1/articles?since_id=0&page_size=1").json()["results"]
    first = orjson.loads(client.get("/v1/export").content.splitlines()[0])
    assert first == {name: value for name, value in result.items() if name != "score"}
    whole = client.get("/v1/export?fields=all").content.splitlines()[0]
    assert orjson.loads(whole)["body"] == "calm"


def test_a_table_has_one_head(client: httpx.Client) -> None:
    answered = client.get("/v1/export?format=csv&fields=title&bom=true")
    assert answered.content.startswith(b'\xef\xbb\xbf"id","title"\r\n')
    rows = list(csv.reader(io.StringIO(answered.content.decode("utf-8-sig"), newline=""), strict=True))
    assert [row[0] for row in rows] == ["id", *map(str, range(1, COUNT + 1))]


def test_the_format_may_be_negotiated(client: httpx.Client) -> None:
    answered = client.get("/v1/export", headers={"Accept": "text/csv"})
    assert answered.headers["content-type"] == "text/csv; charset=utf-8"
    assert answered.headers["vary"].startswith("Accept")
    assert client.get("/v1/export", headers={"Accept": "application/rss+xml"}).status_code == 406


def test_it_is_known_again_until_something_changes(client: httpx.Client) -> None:
    answered = client.get("/v1/export?q=storm")
    etag = answered.headers["etag"]
    assert etag.startswith('W/"')
    again = client.get("/v1/export?q=storm", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/v1/export?q=calm", headers={"If-None-Match": etag}).status_code == 200
    assert client.get("/v1/export?q=storm&fields=id", headers={"If-None-Match": etag}).status_code == 200


def test_it_can_be_packed_while_it_is_written(client: httpx.Client) -> None:
    packed = client.get("/v1/export", headers={"Accept-Encoding": "gzip"})
    assert ids(packed) == list(range(1, COUNT + 1))


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("page=2", 422, "page"),
        ("page_size=5", 422, "page_size"),
        ("format=rss", 422, "format"),
        ("sort=relevance", 422, "sort"),
        ("bom=true", 422, "bom"),
        ("highlight=true", 422, "highlight"),
        ("fields=nope", 422, "fields"),
        ("from=yesteryear", 422, "from"),
        ("cursor=abc", 400, "cursor"),
        ("strict=true&sources=nobody", 422, "sources"),
        ("strict=true&q=AND", 400, "q"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_sent(
    client: httpx.Client, query: str, status: int, parameter: str
) -> None:
    refused = client.get(f"/v1/export?{query}")
    assert refused.status_code == status
    assert refused.json()["errors"][0]["parameter"] == parameter


@pytest.mark.parametrize(("most", "parts"), [(COUNT, 1), (COUNT - 1, 2), (400, 3), (ROWS, 24), (HITS, 2)])
def test_beyond_its_most_rows_a_link_leads_on(settings: Settings, most: int, parts: int) -> None:
    """n - 1, n, n + 1 of the limit."""
    limited = settings.model_copy(update={"export_max_rows": most})
    met: list[int] = []
    lengths: list[int] = []
    with serve(build_app(limited, open_archive)) as client:
        following: str | None = "/v1/export?fields=id"
        while following:
            answered = client.get(following)
            assert answered.headers["x-total-count"] == str(COUNT)
            part = ids(answered)
            met += part
            lengths.append(len(part))
            following = answered.links.get("next", {}).get("url")
    assert met == list(range(1, COUNT + 1))
    assert len(lengths) == parts
    assert max(lengths) == min(most, COUNT)


def test_a_part_ends_where_it_was_meant_to_though_articles_come_in_and_go(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, export_max_rows=10)
    with open_archive(settings) as runtime:
        add(runtime, [article(number) for number in range(25)])
        with serve(build_app(settings, open_archive)) as client:
            first = client.get("/v1/export?sort=added&fields=id")
            add(runtime, [article(100)])
            second = client.get(first.links["next"]["url"])
    assert ids(first) + ids(second) == list(range(25, 5, -1))


class Watched:
    """A store that gives every article a long text, and notes what it is asked for."""

    def __init__(self, store: ArticleStore, asked: list[int]) -> None:
        self._store = store
        self._asked = asked

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def by_ids(self, numbers: Collection[int], *, bodies: bool = True) -> dict[int, StoredArticle]:
        self._asked.append(len(numbers))
        rows = self._store.by_ids(numbers, bodies=bodies)
        long = "storm " * 20_000
        return {
            number: replace(stored, article=replace(stored.article, body=long))
            for number, stored in rows.items()
        }


@contextmanager
def watched(settings: Settings) -> Iterator[tuple[httpx.Client, list[int]]]:
    asked: list[int] = []

    def open_watched(chosen: Settings) -> Runtime:
        runtime = open_archive(chosen)
        vars(runtime)["articles"] = Watched(runtime.articles, asked)
        return runtime

    with serve(build_app(settings, open_watched)) as client:
        yield client, asked


def begin(client: httpx.Client, address: str) -> socket.socket:
    """A client that has asked and read a little."""
    connection = socket.create_connection((client.base_url.host, client.base_url.port), timeout=10)
    connection.sendall(f"GET {address} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
    assert connection.recv(1000).startswith(b"HTTP/1.1 200")
    return connection


def until_still(asked: list[int]) -> int:
    """How often the store has been asked, once it is asked no more."""
    seen, since = len(asked), time.monotonic()
    while time.monotonic() - since < 0.4:
        time.sleep(0.02)
        if len(asked) != seen:
            seen, since = len(asked), time.monotonic()
    return seen


def test_a_client_that_reads_slowly_is_waited_for_and_one_that_goes_ends_the_work(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """J18, F39: 140 MB in all, of which only as much is read ahead as the sockets take."""
    with watched(settings) as (client, asked):
        connection = begin(client, "/v1/export?fields=all")
        ahead = until_still(asked)
        assert 0 < ahead < COUNT // ROWS
        assert max(asked) <= ROWS
        assert client.get("/v1/search?q=storm&fields=id&page_size=1").status_code == 200, "the gate is free"
        asked.clear()
        connection.close()
        assert until_still(asked) < 3
        assert caplog.records == []
        assert client.get("/v1/search?q=storm&fields=id&page_size=1").status_code == 200


def test_the_head_alone_reads_no_article(settings: Settings) -> None:
    with watched(settings) as (client, asked):
        head = client.head("/v1/export?fields=all")
        assert (head.status_code, head.headers["x-total-count"], head.content) == (200, str(COUNT), b"")
        assert until_still(asked) == 0


def test_exports_wait_for_a_place_rather_than_break_off(settings: Settings) -> None:
    """More at once than there are places and a queue for."""
    crowded = settings.model_copy(
        update={"search_concurrency": 1, "search_queue": 1, "search_queue_wait": 0.05}
    )
    lengths: list[int] = []

    def whole(client: httpx.Client) -> Callable[[], None]:
        def run() -> None:
            while (answered := client.get("/v1/export?fields=id")).status_code == 503:
                time.sleep(0.05)
            lengths.append(len(ids(answered)))

        return run

    with serve(build_app(crowded, open_archive)) as client:
        threads = [threading.Thread(target=whole(client)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert lengths == [COUNT] * 6
