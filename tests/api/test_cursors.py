"""Cursors: signed, bound to their list, and of use for it only (F05)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.api.app import build_app
from app.api.cursors import CursorInvalid, Cursors, Place
from app.runtime import open_runtime
from app.search.engine import Key
from app.settings import Settings
from tests.api.archive import ARTICLES, NOW, add, open_archive
from tests.api.serving import serve
from tests.clock import Clock

CURSORS = Cursors(b"a secret of the tests")
PLACES = st.builds(
    Place,
    key=st.builds(
        Key,
        st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**40), 2**40),
        st.integers(1, 2**63 - 1),
    ),
    asked=st.text("0123456789abcdef", min_size=16, max_size=16),
    now=st.integers(0, 2**34),
    generation=st.sampled_from(["", "v2-000001.17"]),
)


@given(PLACES)
def test_a_cursor_is_read_as_it_was_written(place: Place) -> None:
    assert CURSORS.read(CURSORS.write(place)) == place


@given(PLACES, st.data())
def test_a_cursor_with_one_character_changed_is_refused(place: Place, data: st.DataObject) -> None:
    cursor = CURSORS.write(place)
    where = data.draw(st.integers(0, len(cursor) - 1))
    other = data.draw(st.sampled_from("Aa09-_=+/ é"))
    assume(cursor[where] != other)
    with pytest.raises(CursorInvalid):
        CURSORS.read(cursor[:where] + other + cursor[where + 1 :])


@given(PLACES, st.integers(0, 300))
def test_a_cursor_cut_short_is_refused(place: Place, length: int) -> None:
    cursor = CURSORS.write(place)
    assume(length < len(cursor))
    with pytest.raises(CursorInvalid):
        CURSORS.read(cursor[:length])


@given(st.text(max_size=200))
def test_whatever_is_sent_is_refused_decently(text: str) -> None:
    with pytest.raises(CursorInvalid):
        CURSORS.read(text)


def test_a_cursor_of_another_archive_is_refused() -> None:
    place = Place(Key(1.0, 1), "0" * 16, 0, "")
    with pytest.raises(CursorInvalid, match="was not given by this archive"):
        Cursors(b"another secret").read(CURSORS.write(place))


@pytest.fixture(scope="module")
def clock() -> Clock[datetime]:
    return Clock(NOW)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, clock: Clock[datetime]) -> Iterator[httpx.Client]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("cursors"))
    with open_archive(settings) as runtime:
        add(runtime, ARTICLES)
    with serve(build_app(settings, lambda chosen: open_runtime(chosen, clock=clock))) as client:
        yield client


def cursor_of(client: httpx.Client, address: str) -> str:
    cursor = client.get(address).json()["cursor"]
    assert isinstance(cursor, str)
    return cursor


@pytest.mark.parametrize(
    "other",
    [
        "/v1/search?q=dam",
        "/v1/search?q=ferry&sort=oldest",
        "/v1/search?q=ferry&sort=newest&use_date=updated",
        "/v1/search?q=ferry&sources=vale-times",
        "/v1/search?q=ferry&from=2024",
        "/v1/search?q=ferry&search_in=title",
        "/v1/articles?since_id=0",
    ],
)
def test_a_cursor_for_another_query_is_refused(served: httpx.Client, other: str) -> None:
    cursor = cursor_of(served, "/v1/search?q=ferry&sort=newest&page_size=1")
    refused = served.get(other, params={**parse(other), "cursor": cursor})
    assert refused.status_code == 400
    assert refused.json()["code"] == "cursorInvalid"
    assert "belongs to another query" in refused.json()["detail"]
    assert refused.json()["errors"][0]["parameter"] == "cursor"


def parse(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_size_fields_and_highlights_may_change_on_the_way(served: httpx.Client) -> None:
    cursor = cursor_of(served, "/v1/search?q=ferry&page_size=1")
    rest = served.get(f"/v1/search?q=ferry&page_size=5&fields=title&highlight=true&cursor={cursor}").json()
    assert (rest["page"], len(rest["results"]), rest["cursor"], rest["next"]) == (None, 1, None, None)


def test_the_same_query_in_other_words_is_the_same(served: httpx.Client) -> None:
    cursor = cursor_of(served, "/v1/search?q=ferry&sort=newest&page_size=1")
    assert served.get(f"/v1/search?q=((ferry))&sort=newest&cursor={cursor}").status_code == 200


def test_relative_dates_count_from_the_first_page(served: httpx.Client, clock: Clock[datetime]) -> None:
    first = served.get("/v1/articles?from=24h&use_date=added&page_size=2").json()
    assert first["total"] == len(ARTICLES)
    clock.now = datetime(2026, 3, 9, 12, 0, 0, 700_000, tzinfo=UTC)
    try:
        second = served.get(first["next"]).json()
        assert second["total"] == len(ARTICLES)
        assert second["query"]["from"] == first["query"]["from"]
        assert served.get("/v1/articles?from=24h&use_date=added").json()["total"] == 0
    finally:
        clock.now = NOW


def test_a_page_number_beside_a_cursor_is_refused(served: httpx.Client) -> None:
    cursor = cursor_of(served, "/v1/articles?page_size=2")
    refused = served.get(f"/v1/articles?page=1&cursor={cursor}")
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (422, "page")


@pytest.mark.parametrize("cursor", ["", "x", "a" * 999, "%F0%9F%9A%A2", "=", "AAAA"])
def test_a_made_up_cursor_is_a_400(served: httpx.Client, cursor: str) -> None:
    refused = served.get(f"/v1/search?cursor={cursor}")
    assert (refused.status_code, refused.json()["code"]) == (400, "cursorInvalid")


def test_an_endless_cursor_is_a_422(served: httpx.Client) -> None:
    assert served.get(f"/v1/search?cursor={'a' * 1001}").status_code == 422


def test_workers_share_their_cursors_and_a_setting_can_do_so_for_servers(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folders = [tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two")]
    shared = "the same for both"
    archives = [Settings(data_dir=folder, cursor_secret=shared) for folder in folders]
    for settings in archives:
        with open_archive(settings) as runtime:
            add(runtime, ARTICLES)
    with (
        serve(build_app(archives[0], open_archive)) as one,
        serve(build_app(archives[1], open_archive)) as two,
    ):
        following = one.get("/v1/articles?page_size=2").json()["next"]
        assert two.get(following).status_code == 200
    assert not any(folder.joinpath("cursor.key").exists() for folder in folders)


def test_an_answer_is_known_again_though_its_cursor_was_written_later(
    served: httpx.Client, clock: Clock[datetime]
) -> None:
    first = served.get("/v1/articles?page_size=2")
    clock.now = NOW.replace(second=31)
    try:
        again = served.get("/v1/articles?page_size=2", headers={"If-None-Match": first.headers["etag"]})
    finally:
        clock.now = NOW
    assert again.status_code == 304
