"""Who may write, and who may read where reading needs a key."""

import hmac
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter

import app.keys.store
from app.api.app import build_app
from app.api.guard import GuardedRoute
from app.api.openapi import Api
from app.keys import KeyScope, make_token, read_token
from app.runtime import open_runtime
from app.settings import Settings
from tests.api.archive import NOW
from tests.api.serving import raw_request
from tests.api.writing import article, bearer, make_key, served

#: So many wrong keys a minute that no test meets the limit.
MANY = 1_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[httpx.Client]:
    with served(folder, key_failures=MANY) as client:
        yield client


@pytest.fixture(scope="module")
def key(folder: Path) -> str:
    return make_key(folder, KeyScope.WRITE)


def wrong_keys(folder: Path) -> dict[str, dict[str, str]]:
    """Headers of requests that must all get the same answer."""
    revoked = make_key(folder, KeyScope.WRITE)
    with open_runtime(Settings(data_dir=folder)) as runtime:
        runtime.keys.revoke(revoked.split("_")[1], NOW)
    good = make_key(folder, KeyScope.WRITE)
    return {
        "missing": {},
        "unknown": bearer(make_token()[0]),
        "another secret": bearer(good[:-1] + ("A" if good[-1] != "A" else "B")),
        "another prefix": bearer(good[:9] + "00000000" + good[17:]),
        "expired": bearer(make_key(folder, KeyScope.WRITE, hours=0)),
        "revoked": bearer(revoked),
        "no key at all": bearer("x"),
        "empty": {"Authorization": "Bearer"},
    }


def test_writing_is_off_until_there_is_a_key(tmp_path: Path) -> None:
    """K08"""
    with served(tmp_path) as client:
        for headers in ({}, bearer(make_token()[0])):
            refused = client.post("/v1/articles", json=article(), headers=headers)
            assert (refused.status_code, refused.json()["code"]) == (403, "writingOff")
            assert "dateline keys create NAME --scope write" in refused.json()["detail"]
        assert client.get("/v1/articles").status_code == 200
        made = bearer(make_key(tmp_path, KeyScope.WRITE))
        assert client.post("/v1/articles", json=article(), headers=made).status_code == 201


def test_every_key_that_is_not_good_gets_the_same_answer(client: httpx.Client, folder: Path) -> None:
    """K01"""
    answers = {}
    for name, headers in wrong_keys(folder).items():
        refused = client.post("/v1/articles", json=article(), headers=headers)
        assert refused.status_code == 401, name
        told = refused.json()
        told.pop("request_id")
        answers[name] = (str(told), refused.headers["www-authenticate"], refused.headers["content-length"])
    assert len(set(answers.values())) == 1, answers


def test_a_key_to_read_may_not_write_and_one_to_write_may_not_administer(
    client: httpx.Client, folder: Path, key: str
) -> None:
    """K01 K09"""
    refused = client.post("/v1/articles", json=article(), headers=bearer(make_key(folder, KeyScope.READ)))
    assert (refused.status_code, refused.json()["code"]) == (403, "scopeMissing")
    assert client.get("/v1/audit", headers=bearer(key)).status_code == 403
    admin = bearer(make_key(folder, KeyScope.ADMIN))
    assert client.get("/v1/audit", headers=admin).status_code == 200
    assert client.post("/v1/articles", json=article(), headers=admin).status_code in (200, 201)


def test_a_key_counts_in_its_one_form_only(client: httpx.Client, key: str) -> None:
    """K02"""
    tried: list[dict[str, Any]] = [
        {"params": {"key": key}},
        {"params": {"access_token": key}},
        {"headers": {"Cookie": f"key={key}"}},
        {"headers": {"X-API-Key": key}},
        {"headers": {"Authorization": f"Basic {key}"}},
        {"headers": {"Authorization": key}},
        {"headers": {"Authorization": f"Bearer {key}, Bearer {key}"}},
        {"headers": [("Authorization", f"Bearer {key}"), ("Authorization", f"Bearer {key}")]},
        {"headers": {"Proxy-Authorization": f"Bearer {key}"}},
    ]
    for request in tried:
        assert client.post("/v1/articles", json=article(), **request).status_code == 401, request
    assert client.post("/v1/articles", json=article(), headers=bearer(key)).status_code in (200, 201)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "bEaReR", "Bearer "])
def test_the_scheme_is_read_in_letters_of_any_case(client: httpx.Client, key: str, scheme: str) -> None:
    """K02: RFC 9110, 11.1 and 11.4."""
    headers = {"Authorization": f"{scheme} {key}"}
    assert client.post("/v1/articles", json=article(), headers=headers).status_code in (200, 201)


def test_guessing_is_limited_by_address_and_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """K03"""
    good = bearer(make_key(tmp_path, KeyScope.WRITE))
    with served(tmp_path, key_failures=5) as client, caplog.at_level(logging.WARNING):
        statuses = [
            client.post("/v1/articles", json=article(), headers=bearer(make_token()[0])).status_code
            for _ in range(8)
        ]
        assert statuses == [401] * 5 + [429] * 3
        refused = client.post("/v1/articles", json=article(), headers=good)
        assert (refused.status_code, refused.json()["code"]) == (429, "rateLimited")
        assert int(refused.headers["retry-after"]) in range(1, 13)
        assert client.get("/v1/articles").status_code == 200
    logged = [record.getMessage() for record in caplog.records if "refused key" in record.getMessage()]
    assert len(logged) == 5
    assert all("127.0.0.1" in line for line in logged)


def test_guessing_at_one_key_is_limited_from_wherever_and_locks_nobody_out(tmp_path: Path) -> None:
    """K03"""
    good = make_key(tmp_path, KeyScope.WRITE)
    with served(tmp_path, key_failures=3, trusted_proxies="127.0.0.1") as client:
        statuses = []
        for number in range(5):
            guess = bearer(good[:-4] + f"{number:04}") | {"X-Forwarded-For": f"192.0.2.{number}"}
            statuses.append(client.post("/v1/articles", json=article(), headers=guess).status_code)
        assert statuses == [401] * 3 + [429] * 2
        owner = bearer(good) | {"X-Forwarded-For": "198.51.100.7"}
        assert client.post("/v1/articles", json=article(), headers=owner).status_code == 201


def test_of_every_wrong_key_one_digest_is_compared_in_constant_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K04: wherever it is wrong, and whether there is such a key or not."""
    good = make_key(folder, KeyScope.WRITE)
    compared: list[tuple[int, int]] = []

    def compare(kept: bytes, given: bytes) -> bool:
        compared.append((len(kept), len(given)))
        return hmac.compare_digest(kept, given)

    monkeypatch.setattr(app.keys.store, "compare_digest", compare)
    with open_runtime(Settings(data_dir=folder)) as runtime:
        for text in (good[:18] + "!" + good[19:], good[:-1] + "!", make_token()[0], "", "x" * 9000):
            assert runtime.keys.find(read_token(text), NOW) is None
    assert compared == [(32, 32)] * 5


def test_no_key_and_no_authorization_is_ever_logged_or_told(
    folder: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """K06 SEC-5"""
    canaries = [make_key(folder, KeyScope.WRITE), make_token()[0], "canary-" + "x" * 40]
    told = []
    with served(folder, log_level="debug", key_failures=MANY) as client, caplog.at_level(logging.DEBUG):
        for canary in canaries:
            for headers in (bearer(canary), {"Authorization": f"Basic {canary}"}, {"Cookie": canary}):
                for method, path in (("POST", "/v1/articles"), ("GET", "/v1/audit")):
                    answered = client.request(method, path, json=article(), headers=headers)
                    told.append(answered.text + str(answered.headers))
        told += [client.get(path).text for path in ("/metrics", "/health/ready")]
    printed = capfd.readouterr()
    logged = "\n".join(record.getMessage() + str(record.exc_info) for record in caplog.records)
    everything = "\n".join([*told, printed.out, printed.err, logged])
    with open_runtime(Settings(data_dir=folder)) as runtime:
        everything += repr(runtime.keys.all())
    for canary in canaries:
        assert canary not in everything
        assert canary.split("_")[-1][:20] not in everything


def test_a_revoked_key_is_refused_at_once_by_every_process(tmp_path: Path) -> None:
    """K07: another process revokes it, and none keeps it in memory."""
    key = make_key(tmp_path, KeyScope.WRITE)
    with served(tmp_path) as one, served(tmp_path) as other:
        for client in (one, other):
            assert client.post("/v1/articles", json=article(), headers=bearer(key)).status_code in (200, 201)
        with open_runtime(Settings(data_dir=tmp_path)) as runtime:
            runtime.keys.revoke(key.split("_")[1], NOW)
        for client in (one, other):
            assert client.post("/v1/articles", json=article(), headers=bearer(key)).status_code == 401


def test_every_address_that_changes_something_needs_a_key(client: httpx.Client, key: str) -> None:
    """K10 SEC-10: whatever is documented, and whatever will be."""
    document = client.get("/openapi.json").json()
    tried = 0
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method != "get":
                where = path.replace("{id}", "1")
                assert client.request(method, where).status_code == 401, (method, path)
                assert operation["security"] == [{"key": []}]
                tried += 1
    assert tried >= 3


def test_a_route_without_guard_cannot_be_added(tmp_path: Path) -> None:
    """K10: nor forgotten."""
    ours = build_app(Settings(data_dir=tmp_path), open_runtime)
    assert isinstance(ours, Api)
    router = APIRouter()
    router.add_api_route("/v1/everything", lambda: None, methods=["DELETE"])
    with pytest.raises(TypeError, match="GuardedRoute"):
        ours.include_router(router)
    guarded = APIRouter(route_class=GuardedRoute)
    guarded.add_api_route("/v1/everything", lambda: None, methods=["DELETE"])
    ours.include_router(guarded)


@pytest.mark.parametrize(
    "target",
    [
        *(b"//v1/articles", b"/v1//articles", b"/V1/articles", b"/v1/Articles", b"/v1/articles/"),
        *(b"/v1%2farticles", b"/v1/articles;x", b"/x/../v1/articles", b"/%76%31/articles"),
        *(b"http://other/v1/articles", b"/v1/articles?x=/health/live", b"/health/live/../../v1/articles"),
        *(b"/health/live%00/v1/articles", b"/docs/v1/articles", b"/assets/../v1/articles"),
    ],
)
def test_no_spelling_of_an_address_leads_around_the_guard(client: httpx.Client, target: bytes) -> None:
    """K11"""
    answered = raw_request(client, b"POST " + target)
    assert answered.split(b" ", 2)[1] in (b"400", b"401", b"404", b"405", b"422"), answered


def test_no_header_leads_around_the_guard(client: httpx.Client) -> None:
    """K11"""
    for headers in (
        {"X-HTTP-Method-Override": "DELETE"},
        {"X-Original-URL": "/v1/articles/1"},
        {"X-Rewrite-URL": "/health/live"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Host": "127.0.0.1"},
        {"Host": "a/health/live?"},
    ):
        assert client.delete("/v1/articles/1", headers=headers).status_code in (400, 401), headers
        assert client.get("/v1/articles", headers=headers).status_code in (200, 400), headers


def test_reading_may_need_a_key_too(tmp_path: Path) -> None:
    """I26: but neither who watches over the service nor who reads its description."""
    reader = bearer(make_key(tmp_path, KeyScope.READ))
    with served(tmp_path, reading="keys") as client:
        document = client.get("/openapi.json").json()
        for path, operations in document["paths"].items():
            if not path.startswith("/v1/"):
                assert client.get(path).status_code == 200
                continue
            where = path.replace("{id}", "1").replace("{year}", "2024").replace("{month}", "3")
            refused = client.get(where)
            assert (refused.status_code, refused.headers["www-authenticate"][:6]) == (401, "Bearer"), path
            assert client.head(where).status_code == 401
            assert client.get(where, headers=reader).status_code != 401
            assert all(each["security"] == [{"key": []}] for each in operations.values())


def test_where_anybody_may_read_what_is_meant_for_a_proxy_is_passed_over(
    client: httpx.Client, key: str
) -> None:
    assert client.get("/v1/articles", headers={"Authorization": "Basic YTpi"}).status_code == 200
    assert client.get("/v1/articles", headers=bearer(key)).status_code == 200
    assert client.get("/v1/articles", headers=bearer("x")).status_code == 401


def test_what_was_written_can_be_told(client: httpx.Client, folder: Path) -> None:
    key = make_key(folder, KeyScope.ADMIN)
    headers = bearer(key) | {"X-Request-ID": "told-1"}
    new = article(url="https://harbourpost.example/told")
    added = client.post("/v1/articles", json=new, headers=headers).json()["id"]
    client.post("/v1/articles", json=new, headers=headers)
    client.put(f"/v1/articles/{added}", json=new | {"title": "Told"}, headers=headers)
    client.delete(f"/v1/articles/{added}", headers=headers)
    client.post("/v1/articles", json={}, headers=headers)
    entries = client.get("/v1/audit", params={"limit": 3}, headers=bearer(key)).json()["results"]
    assert [each["effect"] for each in entries] == ["removed", "updated", "added"]
    assert {(each["article_id"], each["key"], each["request_id"]) for each in entries} == {
        (added, key.split("_")[1], "told-1")
    }
    before = client.get("/v1/audit", params={"before": entries[-1]["id"]}, headers=bearer(key)).json()
    assert all(each["id"] < entries[-1]["id"] for each in before["results"])
