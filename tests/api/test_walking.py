"""Walking a list by ``next`` while articles come and go: none lost, none twice (traps 1 and 8, G33, G34)."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import orjson
import pytest

from app.api.app import build_app
from app.runtime import Runtime
from app.search.engine import Batch
from app.settings import Settings
from app.values import Article, Moment, Precision
from tests.api.archive import add, open_archive
from tests.api.serving import serve

HELD = 60
COMING = 120
#: Seconds of the hour that articles are dated at: many share one, those held and those to come.
SHARED = 7


def dated(number: int, word: str) -> Article:
    at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=number % SHARED)
    undated = number % 10 == 9
    return Article(
        source="Harbour Post",
        title=f"{word} report {number}",
        body="storm " * (1 + number % 3),
        published=None if undated else Moment(at, Precision.SECOND),
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def archive(settings: Settings) -> Iterator[Runtime]:
    with open_archive(settings) as runtime:
        add(runtime, [dated(number, "Held") for number in range(HELD)])
        yield runtime


@pytest.fixture
def client(archive: Runtime, settings: Settings) -> Iterator[httpx.Client]:
    with serve(build_app(settings, open_archive)) as client:
        yield client


def pages(client: httpx.Client, address: str) -> Iterator[list[int]]:
    following: str | None = address
    while following:
        answered = client.get(following)
        assert answered.status_code == 200, answered.text
        page = answered.json()
        yield [result["id"] for result in page["results"]]
        following = page["next"]


ORDERS = [
    "/v1/search?sort=newest",
    "/v1/search?sort=oldest&q=storm",
    "/v1/search?sort=added&q=storm",
    "/v1/articles?sort=newest",
    "/v1/articles?since_id=0",
]
RELEVANCE = "/v1/search?q=storm"


def test_what_was_there_is_met_once_while_another_process_ingests(
    client: httpx.Client, settings: Settings, tmp_path: Path
) -> None:
    """Each order is walked again and again until the ingest is done, each article in a commit of few."""
    file = tmp_path / "coming.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, map(coming, range(COMING)))))
    command = [sys.executable, "-c", "from app.cli import main; main()", "ingest", str(file)]
    environment = {"DATELINE_DATA_DIR": str(settings.data_dir), "DATELINE_INGEST_BATCH": "4"}
    walks, addresses = 0, [*ORDERS, RELEVANCE]
    with subprocess.Popen(command, env=environment | path_of_python(), stdout=subprocess.DEVNULL) as ingest:
        while ingest.poll() is None:
            met = Counter(
                number
                for page in pages(client, f"{addresses[walks % len(addresses)]}&page_size=3")
                for number in page
            )
            assert max(met.values()) == 1
            assert set(range(1, HELD + 1)) <= set(met)
            walks += 1
    assert ingest.returncode == 0
    assert walks > 0
    assert client.get("/v1/articles").json()["total"] == HELD + COMING


def coming(number: int) -> dict[str, str]:
    article = dated(number, "Coming")
    date = {"published_at": article.published.at.isoformat()} if article.published else {}
    return {"source": article.source, "title": article.title, "body": article.body, **date}


def path_of_python() -> dict[str, str]:
    return {"PYTHONPATH": ":".join(sys.path)}


@pytest.mark.parametrize("address", ORDERS)
def test_articles_added_before_or_after_the_place_change_nothing_for_those_held(
    client: httpx.Client, archive: Runtime, address: str
) -> None:
    met: list[int] = []
    for number, page in enumerate(pages(client, f"{address}&page_size=7")):
        met += page
        if number < 5:
            add(archive, [dated(1000 + number * 10 + each, "New") for each in range(10)])
    assert max(Counter(met).values()) == 1
    assert set(range(1, HELD + 1)) <= set(met)


@pytest.mark.parametrize("address", ORDERS)
def test_articles_that_vanish_take_no_others_with_them(
    client: httpx.Client, archive: Runtime, address: str
) -> None:
    """The last one of each page goes, and the cursor that names it still holds its place."""
    met: list[int] = []
    gone: set[int] = set()
    for number, page in enumerate(pages(client, f"{address}&page_size=7")):
        met += page
        if number < 3:
            leaving = [page[-1], *(({8, 21, 34} - set(met)) if number == 0 else ())]
            archive.engine.apply(Batch(archive.engine.sequence(), deletes=leaving))
            gone |= set(leaving) - set(met)
    assert sorted(met) == sorted(set(range(1, HELD + 1)) - gone)


def test_by_relevance_a_walk_stays_in_the_index_that_it_began_in(
    client: httpx.Client, archive: Runtime
) -> None:
    met: list[int] = []
    for number, page in enumerate(pages(client, f"{RELEVANCE}&page_size=7")):
        met += page
        if number < 5:
            add(archive, [dated(1000 + number * 10 + each, "New") for each in range(10)])
    assert sorted(met) == list(range(1, HELD + 1))
    assert client.get(RELEVANCE).json()["total"] == HELD + 50


def test_by_relevance_every_page_tells_the_total_of_the_walk(client: httpx.Client, archive: Runtime) -> None:
    """Trap 8."""
    first = client.get(f"{RELEVANCE}&page_size=20").json()
    add(archive, [dated(2000, "New")])
    assert client.get(first["next"]).json()["total"] == first["total"] == HELD


def test_when_its_index_is_gone_a_walk_by_relevance_is_over_and_one_by_date_is_not(
    client: httpx.Client, archive: Runtime
) -> None:
    """F05. An index built anew has no former generations."""
    relevant, newest = (
        client.get(f"{address}&page_size=20").json()["next"] for address in (RELEVANCE, ORDERS[0])
    )
    with archive.writing():
        archive.indexer.rebuild()
    gone = client.get(relevant)
    assert (gone.status_code, gone.json()["code"]) == (410, "cursorExpired")
    assert client.get(newest).status_code == 200
