"""Lists asked for again: no search while nothing has changed, and never an answer that is no longer true."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import Response

from app.api.app import build_app
from app.api.kept import Answer, Kept
from app.api.metrics import Meters
from app.finder import Finder
from app.keys import KeyScope
from app.runtime import Runtime, open_runtime
from app.settings import Settings
from app.values import Article
from tests.api.archive import ARTICLES, NOW, POST, add, open_archive
from tests.api.serving import serve
from tests.api.test_metrics import numbers
from tests.api.writing import bearer, make_key, served

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
    assert len(searches) == 1


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


LISTS = [
    *PATHS,
    "/v1/search?q=ferry&highlight=true&facets=source,section&timeline=month",
    "/v1/articles?page=2&page_size=2",
    "/v1/timeline?q=ferry&interval=year",
    "/v1/timeline?format=svg&interval=year",
    "/v1/suggest?term=fer",
    "/v1/tags",
]
TOLD = {"date", "server-timing", "x-request-id"}


@pytest.mark.parametrize("accepted", ["identity", "br", "gzip"])
@pytest.mark.parametrize("path", LISTS)
def test_an_answer_given_again_is_the_same_but_for_its_time(
    archive: Runtime, client: httpx.Client, path: str, accepted: str
) -> None:
    made, again = (client.get(path, headers={"Accept-Encoding": accepted}) for _ in range(2))
    assert again.content == made.content
    told = [
        {name: value for name, value in each.headers.items() if name not in TOLD} for each in (made, again)
    ]
    assert told[0] == told[1]
    assert again.headers["server-timing"].startswith("kept, total;dur=")
    assert made.headers["x-request-id"] != again.headers["x-request-id"]


def test_each_client_gets_it_in_the_coding_that_it_takes(archive: Runtime, client: httpx.Client) -> None:
    path = "/v1/articles?fields=all"
    codings = ["br", "gzip", "identity", "gzip", "br", "identity"]
    answers = [client.get(path, headers={"Accept-Encoding": coding}) for coding in codings]
    assert [each.headers.get("content-encoding", "identity") for each in answers] == codings
    assert len({each.json()["results"][0]["body"] for each in answers}) == 1


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_a_packed_answer_that_is_kept_is_known_by_its_tag(
    archive: Runtime, client: httpx.Client, coding: str
) -> None:
    """A strong tag is that of its coding."""
    path, headers = "/v1/timeline?format=svg&interval=year&q=dam", {"Accept-Encoding": coding}
    tag = client.get(path, headers=headers).headers["etag"]
    again = client.get(path, headers=headers | {"If-None-Match": tag})
    assert tag.endswith(f'-{coding}"')
    assert (again.status_code, again.headers["etag"]) == (304, tag)
    assert again.headers["vary"] == "Accept, Accept-Encoding"


def test_head_and_get_share_what_is_kept(
    archive: Runtime, client: httpx.Client, searches: list[object]
) -> None:
    path = "/v1/search?q=harbour"
    head = client.head(path)
    got = client.get(path)
    assert (head.content, head.headers["content-length"]) == (b"", str(len(got.content)))
    assert len(searches) == 1


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A data directory of its own, with ``ARTICLES`` in it."""
    with open_archive(Settings(data_dir=tmp_path)) as runtime:
        add(runtime, ARTICLES)
    return tmp_path


def test_a_deleted_article_is_in_no_answer_from_then_on(own: Path) -> None:
    """K43. Whether it is deleted over HTTP or by another process."""
    words = bearer(make_key(own, KeyScope.WRITE))
    paths = ["/v1/search?q=dam", "/v1/articles", "/v1/search?q=dam&format=rss", "/v1/search?q=dam&format=csv"]
    with served(own) as client:
        for path in (path for path in paths for _ in range(2)):
            assert "Oldbridge" in client.get(path).text
        assert client.delete("/v1/articles/3", headers=words).status_code == 204
        assert not [path for path in paths if "Oldbridge" in client.get(path).text]
        assert "Norrey island" in client.get("/v1/articles").text
        with open_archive(Settings(data_dir=own)) as other, other.articles.transaction() as transaction:
            transaction.remove(1, NOW)
        assert not [path for path in paths if "Islanders" in client.get(path).text]
        assert "Norrey island" not in client.get("/v1/articles").text


def is_kept(answered: httpx.Response) -> bool:
    """Whether it was given before."""
    assert answered.status_code == 200
    return answered.headers["server-timing"].startswith("kept")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/articles?from=7d",
        "/v1/search?q=ferry&to=now",
        "/v1/search?q=ferry OR published:>today",
        "/v1/search?q=title:(NOT (ferry OR published:[2020 TO now-1d]))^2",
        "/v1/timeline?from=900d&interval=month",
        "/v1/timeline?q.late=updated:>5000d&q.all=dam",
    ],
)
def test_what_counts_from_now_is_kept_for_its_second_only(own: Path, path: str) -> None:
    now = NOW
    app = build_app(Settings(data_dir=own), lambda settings: open_runtime(settings, clock=lambda: now))
    with serve(app) as client:
        seen = []
        for seconds in (0, 0.9, 1, 1.5, 0, 86_400):
            now = NOW + timedelta(seconds=seconds)
            seen.append(is_kept(client.get(path)))
    assert seen == [False, True, False, True, False, False]


@pytest.mark.parametrize("path", ["/v1/articles?from=2024", "/v1/search?q=published:>=2024 ferry"])
def test_dates_of_the_calendar_are_true_tomorrow(own: Path, path: str) -> None:
    now = NOW
    app = build_app(Settings(data_dir=own), lambda settings: open_runtime(settings, clock=lambda: now))
    with serve(app) as client:
        assert not is_kept(client.get(path))
        now += timedelta(days=1)
        assert is_kept(client.get(path))


def test_a_page_by_cursor_counts_from_its_first_page(own: Path) -> None:
    now, path = NOW, "/v1/articles?from=900d&page_size=1"
    app = build_app(Settings(data_dir=own), lambda settings: open_runtime(settings, clock=lambda: now))
    with serve(app) as client:
        following = client.get(path).json()["next"]
        assert not is_kept(client.get(following))
        now += timedelta(days=1)
        assert is_kept(client.get(following))


def test_a_kept_answer_is_for_those_who_may_read(own: Path) -> None:
    key = make_key(own, KeyScope.READ)
    with served(own, reading="keys") as client:
        for _ in range(2):
            assert client.get("/v1/articles", headers=bearer(key)).status_code == 200
            assert client.get("/v1/articles").status_code == 401


def test_none_is_kept_where_that_is_set(own: Path) -> None:
    with served(own, kept_answers_bytes=0) as client:
        assert not any(is_kept(client.get("/v1/articles")) for _ in range(3))


def test_questions_made_to_miss_take_no_more_bytes_than_are_set(own: Path) -> None:
    """J12"""
    with served(own, kept_answers_bytes=100_000) as client:
        for number in range(300):
            client.get(f"/v1/search?q=ferry -x{number}&format=csv", headers={"Accept": f"*/*, a/{number}"})
        told = numbers(client)
        assert 50_000 < told["dateline_kept_bytes",] <= 100_000
        assert (told["dateline_kept_misses_total",], told["dateline_kept_hits_total",]) == (300, 0)
        assert is_kept(client.get("/v1/search?q=ferry -x299&format=csv", headers={"Accept": "*/*, a/299"}))
        assert not is_kept(client.get("/v1/search?q=ferry -x0&format=csv", headers={"Accept": "*/*, a/0"}))


def fresh(room: int) -> Kept:
    return Kept(room, Meters().kept)


def answer(text: str, moment: datetime | None = None) -> Answer:
    return Answer(Response(text), {}, moment)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9_000), st.integers(0, 1)), max_size=60))
def test_what_is_kept_is_bounded_by_bytes_and_of_the_state_asked_for(
    questions: list[tuple[int, int, int]],
) -> None:
    """J12. Sizes and states in any order."""
    meters, made = Meters().kept, dict[tuple[str, int], str]()
    kept = Kept(30_000, meters)
    for number, size, state in questions:
        asked = "?" * 500 + str(number)
        if found := kept.find(asked, state, NOW):
            assert bytes(found.response.body).decode() == made[asked, state]
        made[asked, state] = f"{state}" * size
        kept.keep(asked, state, answer(made[asked, state]))
        assert meters.bytes._value.get() <= 30_000


def test_an_answer_made_while_the_archive_changed_is_not_kept() -> None:
    kept = fresh(100_000)
    kept.find("a", 1, NOW)
    kept.find("a", 2, NOW)
    kept.keep("a", 1, answer("old"))
    assert (kept.find("a", 2, NOW), kept.find("a", 1, NOW)) == (None, None)


def test_nothing_is_kept_where_the_state_is_not_known() -> None:
    kept = fresh(100_000)
    kept.find("a", None, NOW)
    kept.keep("a", None, answer("x"))
    assert kept.find("a", None, NOW) is None


def test_the_answer_not_asked_for_longest_goes_first() -> None:
    kept = fresh(64_000)
    for asked in "abcdefgh":
        kept.find(asked, 1, NOW)
        kept.keep(asked, 1, answer("x" * 4_000))
        kept.find("a", 1, NOW)
    kept.keep("i", 1, answer("x" * 4_900))
    kept.keep("j", 1, answer("x" * 4_900))
    assert kept.find("a", 1, NOW)
    assert [asked for asked in "bcdefghij" if not kept.find(asked, 1, NOW)] == ["b", "c"]
