"""Keys that may write articles of some sources only."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.keys import KeyScope
from tests.api.writing import article, bearer, make_key, served

OTHER = {"source": "Vale Times", "url": "https://valetimes.example/fair"}
#: Articles that a key of Harbour Post and Ferry Weekly may not write, as it would speak for another.
FOREIGN = [
    article(**OTHER),
    article(republished_by="Vale Times"),
    article(source="Vale Times", republished_by="Harbour Post"),
    article(source={"name": "Vale Times", "domain": "harbourpost.example"}),
    article(source=None, url="https://valetimes.example/fair"),
    article(source="Harbour Post, Vale Times"),
    article(source="Harbour"),
    article(source="unknown"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def client(folder: Path) -> Iterator[httpx.Client]:
    """Holds a key of two sources."""
    with served(folder) as client:
        bound = make_key(folder, KeyScope.WRITE, sources=["Harbour Post", "Ferry Weekly"])
        client.headers.update(bearer(bound))
        yield client


@pytest.fixture
def free(folder: Path) -> dict[str, str]:
    return bearer(make_key(folder, KeyScope.WRITE))


def refused(answer: httpx.Response) -> None:
    told = answer.json()
    assert (answer.status_code, told["code"]) == (403, "sourceForbidden"), told
    assert told["detail"] == "This key may write articles of ferry-weekly, harbour-post only."


def test_a_key_adds_replaces_and_takes_out_what_is_its_own(client: httpx.Client) -> None:
    """K09"""
    added = client.post("/v1/articles", json=article(source="HARBOUR  post"))
    assert added.status_code == 201
    where = added.headers["location"]
    moved = client.put(where, json=article(source="Ferry Weekly", republished_by="Harbour Post"))
    assert moved.status_code == 200
    assert client.delete(where).status_code == 204


@pytest.mark.parametrize("foreign", FOREIGN)
def test_a_key_neither_adds_nor_makes_of_its_own_what_is_of_others(
    client: httpx.Client, foreign: dict[str, Any]
) -> None:
    """K09"""
    refused(client.post("/v1/articles", json=foreign))
    where = client.post("/v1/articles", json=article()).headers["location"]
    refused(client.put(where, json=foreign))
    assert client.get("/v1/articles").json()["total"] == 1
    assert client.get(where).json()["version"] == 1


def test_a_key_neither_replaces_nor_takes_out_what_is_of_others(
    client: httpx.Client, free: dict[str, str]
) -> None:
    """K09: even where they name its source beside their own."""
    for theirs in (article(**OTHER), article(source="Vale Times", republished_by="Harbour Post")):
        added = client.post("/v1/articles", json=theirs, headers=free)
        where = added.headers["location"]
        refused(client.put(where, json=article(url="https://harbourpost.example/other")))
        refused(client.put(where, json=article(), headers={"If-Match": added.headers["etag"]}))
        refused(client.delete(where))
        assert client.get(where).json()["version"] == 1
    taken_over = article(source="Harbour Post")
    refused(client.post("/v1/articles", json=taken_over))
    assert client.delete("/v1/articles/999").status_code == 404


def test_one_of_another_source_keeps_none_of_a_batch_out(client: httpx.Client) -> None:
    """K09"""
    told = client.post("/v1/articles", json=[article(), article(**OTHER)]).json()
    assert (told["counts"]["added"], told["counts"]["rejected"]) == (1, 1)
    assert told["results"][1]["reason"] == "source_forbidden"
    assert [each["source"]["name"] for each in client.get("/v1/articles").json()["results"]] == [
        "Harbour Post"
    ]


def test_a_key_of_some_sources_reads_all(folder: Path) -> None:
    """K09: sources bind what is written."""
    with served(folder, reading="keys") as client:
        anybody, bound = (
            bearer(make_key(folder, KeyScope.WRITE)),
            bearer(make_key(folder, KeyScope.WRITE, sources=["Harbour Post"])),
        )
        client.post("/v1/articles", json=article(**OTHER), headers=anybody)
        assert client.get("/v1/articles", headers=bound).json()["total"] == 1
        assert client.get("/v1/articles").status_code == 401


def test_nothing_of_what_is_refused_is_in_the_audit(client: httpx.Client, folder: Path) -> None:
    """K09"""
    client.post("/v1/articles", json=article(**OTHER))
    client.post("/v1/articles", json=[article(), article(**OTHER)])
    admin = bearer(make_key(folder, KeyScope.ADMIN))
    entries = client.get("/v1/audit", headers=admin).json()["results"]
    assert [(each["article_id"], each["effect"]) for each in entries] == [(1, "added")]
