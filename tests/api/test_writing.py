"""Adding, replacing and taking out articles over HTTP."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.lock import writer_lock
from app.settings import Settings
from tests.api.writing import article, stored, writer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("written")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[httpx.Client]:
    with writer(folder) as client:
        yield client


def added(client: httpx.Client, name: str) -> httpx.Response:
    """A new article at an address of its own."""
    new = article(url=f"https://harbourpost.example/{name}", title=f"Ferry {name}")
    answered = client.post("/v1/articles", json=new)
    assert answered.status_code == 201, answered.text
    return answered


def total(client: httpx.Client, q: str) -> int:
    found: int = client.get("/v1/search", params={"q": q}).json()["total"]
    return found


def test_a_new_article_is_201_with_its_address_and_can_be_found_at_once(client: httpx.Client) -> None:
    answered = added(client, "grebe")
    assert answered.headers["location"] == f"/v1/articles/{answered.json()['id']}"
    assert total(client, "grebe") == 1
    read = client.get(answered.headers["location"])
    assert (read.json(), read.headers["etag"]) == (answered.json(), answered.headers["etag"])


def test_the_same_again_changes_nothing_and_another_text_is_a_new_version(client: httpx.Client) -> None:
    first = added(client, "teal").json()
    same = article(url=first["url"] + "?utm_source=x", title=first["title"])
    again = client.post("/v1/articles", json=same)
    assert (again.status_code, again.json()) == (200, first)
    changed = client.post("/v1/articles", json=same | {"body": "It is afloat again, said the pilot."})
    assert (changed.status_code, changed.json()["id"], changed.json()["version"]) == (200, first["id"], 2)
    versions = client.get(f"/v1/articles/{first['id']}/versions").json()
    assert [each["body"] for each in versions["results"]] == [changed.json()["body"], first["body"]]
    assert total(client, "title:teal pilot") == 1


def test_if_none_match_adds_only_what_is_not_here(client: httpx.Client) -> None:
    first = added(client, "coot").json()
    new = article(url=first["url"], body="Another text.")
    refused = client.post("/v1/articles", json=new, headers={"If-None-Match": "*"})
    assert (refused.status_code, refused.json()["code"]) == (412, "preconditionFailed")
    assert client.get(f"/v1/articles/{first['id']}").json() == first
    assert client.post("/v1/articles", json=new, headers={"If-None-Match": '"x"'}).status_code == 400


def test_each_of_a_batch_has_an_outcome_and_a_bad_one_keeps_no_other_out(client: httpx.Client) -> None:
    """F43."""
    known = added(client, "rail").json()
    heron = article(url="https://harbourpost.example/heron", title="Heron")
    batch = [
        heron,
        article(url=known["url"], title=known["title"]),
        {"titel": "x"},
        heron,
        heron | {"body": "A second edition."},
        7,
    ]
    answered = client.post("/v1/articles", json=batch)
    assert answered.status_code == 200
    told = answered.json()
    assert [each["outcome"] for each in told["results"]] == [
        *("added", "unchanged", "rejected", "duplicate", "updated", "rejected")
    ]
    assert told["counts"] == {"added": 1, "updated": 1, "unchanged": 1, "duplicate": 1, "rejected": 2}
    assert [each["index"] for each in told["results"]] == list(range(6))
    assert [each["reason"] for each in told["results"] if each["reason"]] == [
        "invalid_field",
        "not_an_object",
    ]
    assert told["results"][2]["errors"][0]["parameter"] == "titel"
    assert "did you mean title?" in told["results"][2]["detail"]
    assert len({told["results"][place]["id"] for place in (0, 3, 4)}) == 1
    assert told["results"][4]["version"] == 2


def test_batches_come_as_lists_in_an_object_and_as_lines(client: httpx.Client) -> None:
    """F43: all of them bad is 200 as well, and says so."""
    wrapped = client.post("/v1/articles", json={"articles": [{"title": "Bittern one"}]})
    assert wrapped.json()["counts"]["added"] == 1
    lines = b'{"title": "Bittern two"}\n\n{"title": "Bittern \\ud800"}\n{"title": 1e999}\n{"title": "Bitt\n'
    answered = client.post("/v1/articles", content=lines, headers={"Content-Type": "application/x-ndjson"})
    results = answered.json()["results"]
    assert [each["outcome"] for each in results] == ["added", "rejected", "rejected", "rejected"]
    assert [each["reason"] for each in results] == [None, "half_character", "bad_number", "bad_json"]
    assert total(client, "bittern") == 2
    bad = client.post("/v1/articles", json=[1, {}])
    assert (bad.status_code, bad.json()["counts"]["rejected"]) == (200, 2)


def test_so_many_articles_at_once_and_no_more(tmp_path: Path) -> None:
    """F43."""
    with writer(tmp_path, write_max_items=3) as client:
        for number, status in ((2, 200), (3, 200), (4, 413)):
            batch = [{"title": f"Crane {each}"} for each in range(number)]
            assert client.post("/v1/articles", json=batch).status_code == status
        assert total(client, "crane") == 3


def test_put_replaces_the_whole_article_if_it_is_what_its_writer_read(client: httpx.Client) -> None:
    """F41."""
    first = added(client, "plover")
    where, etag = first.headers["location"], first.headers["etag"]
    new = article(url=first.json()["url"], title="Plover, corrected", tags=None)
    answered = client.put(where, json=new, headers={"If-Match": etag})
    assert (answered.status_code, answered.json()["tags"], answered.json()["version"]) == (200, [], 2)
    assert answered.headers["etag"] == client.get(where).headers["etag"]
    stale = client.put(where, json=new | {"title": "Plover, lost"}, headers={"If-Match": etag})
    assert (stale.status_code, stale.json()["code"]) == (412, "preconditionFailed")
    assert client.get(where).json()["title"] == "Plover, corrected"
    again = client.put(where, json=new, headers={"If-Match": "*"})
    assert (again.status_code, again.json()["version"]) == (200, 2)


def test_put_can_bring_back_a_former_text(client: httpx.Client) -> None:
    first = added(client, "whimbrel").json()
    where = f"/v1/articles/{first['id']}"
    original = article(url=first["url"], title=first["title"])
    client.put(where, json=original | {"title": "Wimbrel"})
    back = client.put(where, json=original).json()
    assert (back["title"], back["version"]) == (first["title"], 3)


def test_put_moves_an_article_but_not_onto_another(client: httpx.Client) -> None:
    one, other = added(client, "dunlin").json(), added(client, "knot").json()
    onto = client.put(f"/v1/articles/{one['id']}", json=article(url=other["url"]))
    assert (onto.status_code, onto.json()["code"]) == (409, "conflict")
    assert str(other["id"]) in onto.json()["detail"]
    moved = client.put(f"/v1/articles/{one['id']}", json=article(url=f"{one['url']}-moved"))
    assert moved.status_code == 200
    assert client.get("/v1/articles/by-url", params={"url": f"{one['url']}-moved"}).json()["id"] == one["id"]
    assert client.get("/v1/articles/by-url", params={"url": one["url"]}).status_code == 404
    again = client.post("/v1/articles", json=article(url=f"{one['url']}-moved"))
    assert (again.status_code, again.json()["id"]) == (200, one["id"])


def test_what_is_taken_out_is_gone_from_every_answer(client: httpx.Client) -> None:
    """F42 K43."""
    new = article(
        url="https://avocetnews.example/avocet",
        title="Avocet returns",
        body="An avocet xylotomous.",
        source="Avocet News",
        authors=["Wren Avocetson"],
        tags=["avocets"],
        section="Avocetry",
    )
    first = client.post("/v1/articles", json=new).json()
    where = f"/v1/articles/{first['id']}"
    client.put(where, json=new | {"body": "An avocet, mended."})
    assert client.delete(where).status_code == 204
    assert client.delete(where).status_code == 404
    assert client.put(where, json=new).status_code == 404
    addresses = (
        *(where, f"{where}/versions", f"{where}/similar", f"/v1/articles/by-url?url={new['url']}"),
        *(
            "/v1/search?q=avocet",
            "/v1/search?q=*&facets=source,tag,author,section",
            "/v1/articles?page_size=100",
        ),
        *("/v1/sources", "/v1/sources/avocet-news", "/v1/authors", "/v1/tags", "/v1/sections", "/v1/domains"),
        *("/v1/suggest?term=avoc", "/v1/suggest?term=xylotom", "/v1/suggest?term=avocett", "/v1/export"),
        *("/v1/timeline?split=source", "/v1/archive/2024/3"),
    )
    for address in addresses:
        text = client.get(address).text.lower()
        text = text.replace(address.lower(), "").replace("avocett", "").replace('"q":"avocet"', "")
        assert "avocet" not in text.replace('"term":"avoc"', ""), address
        assert "xylotomous" not in text, address


def test_an_id_is_never_used_again(client: httpx.Client) -> None:
    first = added(client, "stint").json()
    client.delete(f"/v1/articles/{first['id']}")
    assert added(client, "stint").json()["id"] > first["id"]


def test_if_match_holds_for_taking_out_and_may_be_required(tmp_path: Path) -> None:
    """F41."""
    with writer(tmp_path, require_if_match=True) as client:
        first = added(client, "ruff")
        where, etag = first.headers["location"], first.headers["etag"]
        missing = client.delete(where)
        assert (missing.status_code, missing.json()["code"]) == (428, "preconditionRequired")
        assert client.put(where, json=article()).status_code == 428
        assert client.delete(where, headers={"If-Match": '"other"'}).status_code == 412
        assert client.delete(where, headers={"If-Match": f"W/{etag}"}).status_code == 412
        packed = f'{etag[:-1]}-br"'
        assert client.delete(where, headers={"If-Match": f'"other", {packed}'}).status_code == 204


def test_a_repeated_request_has_its_effect_once_and_its_first_answer(
    client: httpx.Client, folder: Path
) -> None:
    """F40."""
    name = {"Idempotency-Key": "order-66"}
    first = client.post("/v1/articles", json=article(url="https://a.example/siskin"), headers=name)
    client.delete(first.headers["location"])
    again = client.post("/v1/articles", json=article(url="https://a.example/siskin"), headers=name)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    assert client.get(first.headers["location"]).status_code == 404
    other = client.post("/v1/articles", json=article(title="Other"), headers=name)
    assert (other.status_code, other.json()["code"]) == (422, "idempotencyKeyReused")
    for wrong in ("", "a" * 256, "a b", "naïve".encode()):
        refused = client.post("/v1/articles", json=article(), headers={"Idempotency-Key": wrong})
        assert refused.status_code == 422


def test_requests_with_one_idempotency_key_at_once_have_one_effect(
    client: httpx.Client, folder: Path
) -> None:
    """F40."""
    batch = [{"title": "Linnet one"}, {"title": "Linnet two"}]
    answers = at_once(client, 8, lambda _: {"json": batch, "headers": {"Idempotency-Key": "linnets"}})
    assert {each.status_code for each in answers} == {200}
    assert {each.content for each in answers} == {answers[0].content}
    assert answers[0].json()["counts"]["added"] == 2
    assert sum("idempotent-replayed" in each.headers for each in answers) == 7


def test_of_fifty_that_add_the_same_article_one_is_first(client: httpx.Client, folder: Path) -> None:
    """F44."""
    new = article(url="https://harbourpost.example/osprey", title="Osprey")
    answers = at_once(client, 50, lambda number: {"json": new | {"body": f"Text {number % 2}."}})
    statuses = Counter(each.status_code for each in answers)
    assert statuses == {201: 1, 200: 49}
    assert len({each.json()["id"] for each in answers}) == 1
    assert total(client, "title:osprey") == 1
    with stored(folder) as runtime:
        assert runtime.indexer.lag() == 0


def test_while_another_process_writes_one_is_told_to_come_back(tmp_path: Path) -> None:
    """J08."""
    with writer(tmp_path, write_wait=0.1) as client:
        with writer_lock(Settings(data_dir=tmp_path).writer_lock, wait=1):
            refused = client.post("/v1/articles", json=article())
            assert (refused.status_code, refused.json()["code"]) == (503, "busy")
            assert refused.headers["retry-after"] == "1"
            assert client.get("/v1/articles").status_code == 200
        assert client.post("/v1/articles", json=article()).status_code == 201


def test_what_is_acknowledged_is_stored_though_there_is_no_index(tmp_path: Path) -> None:
    with writer(tmp_path, sync_interval=3600) as client:
        (tmp_path / "index" / "CURRENT").unlink()
        first = client.post("/v1/articles", json=article())
        assert first.status_code == 201
        assert client.get(first.headers["location"]).status_code == 200


def test_what_an_article_of_ours_gave_can_be_sent_back_unchanged(client: httpx.Client) -> None:
    for number, published in enumerate(("2024", "2024-03", "2024-03-07", "2024-03-07T09:15Z", None)):
        new = article(url=f"https://harbourpost.example/pipit/{number}", published_at=published)
        given = client.post("/v1/articles", json=new).json()
        kept = {name: value for name, value in given.items() if name not in SERVERS}
        back = client.put(f"/v1/articles/{given['id']}", json=kept | {"source": given["source"]["name"]})
        assert (back.status_code, back.json()) == (200, given), json.dumps(kept)


SERVERS = ("id", "added_at", "version", "flags")


def at_once(
    client: httpx.Client, number: int, request: Callable[[int], dict[str, Any]]
) -> list[httpx.Response]:
    """The answers to as many requests, sent at the same moment over connections of their own."""
    answers: list[httpx.Response] = []
    start = threading.Barrier(number)

    def send(place: int) -> None:
        with httpx.Client(
            base_url=client.base_url, headers=client.headers, timeout=30, trust_env=False
        ) as own:
            start.wait()
            answers.append(own.post("/v1/articles", **request(place)))

    threads = [threading.Thread(target=send, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
