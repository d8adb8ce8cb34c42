"""Who may pass, route by route, and in which words the others are told: the guard by itself."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anyio
import pytest
from fastapi.routing import APIRoute

from app.api import problems
from app.api.bearer import bearer
from app.api.guard import KEY, Guard, GuardedRoute, Passage, cost_of, scope_for
from app.api.limits import Buckets, Rate
from app.keys import KeyScope, KeyStore
from app.runtime import Runtime
from app.settings import Settings
from tests.api.archive import NOW, open_archive


@pytest.fixture
def runtime(tmp_path: Path) -> Iterator[Runtime]:
    with open_archive(Settings(data_dir=tmp_path)) as opened:
        yield opened


@pytest.fixture
def buckets(tmp_path: Path) -> Iterator[Buckets]:
    """In which no time passes."""
    with Buckets(tmp_path / "limits", lambda: 1000.0) as opened:
        yield opened


class Door:
    """A guard of these settings, and whoever comes to it."""

    def __init__(self, runtime: Runtime, buckets: Buckets, **settings: Any) -> None:
        chosen = SimpleNamespace(
            **{"trusted_proxies": "", "reading": "open", "rate_limit": 0, "key_failures": 3} | settings
        )
        self.keys: KeyStore = runtime.keys
        self.guard = Guard(SimpleNamespace(settings=chosen, keys=runtime.keys, clock=lambda: NOW), buckets)

    def key(self, *scopes: KeyScope, rate: int | None = None) -> str:
        return self.keys.create("tests", scopes, NOW, rate=rate)[0]

    def comes(self, needed: KeyScope, *presented: str, cost: int = 1, client: str = "192.0.2.1") -> Passage:
        scope = {
            "type": "http",
            "path": "/v1/articles",
            "client": (client, 1),
            "headers": [(b"authorization", each.encode()) for each in presented],
            problems.REQUEST_ID: "find-me",
        }

        async def admit() -> Passage:
            return await self.guard.admit(scope, needed, cost)

        return anyio.run(admit)

    def refusal(
        self, needed: KeyScope, *presented: str, client: str = "192.0.2.1"
    ) -> tuple[int, str, str, str]:
        refused = self.comes(needed, *presented, client=client).refusal
        assert refused is not None
        told = json.loads(refused.body)
        assert told["request_id"] == "find-me"
        assert refused.status_code == told["status"]
        return told["status"], told["code"], told["title"], told["detail"]


NO_KEY = (
    401,
    "keyInvalid",
    "No valid key",
    "This needs a key that is valid now, in one header: Authorization: Bearer KEY.",
)
OFF = (
    403,
    "writingOff",
    "Writing over HTTP is off",
    "It is off until there is a key. Whoever runs this service makes one with: "
    "dateline keys create NAME --scope write",
)


def test_until_there_is_a_key_it_is_said_that_writing_is_off(runtime: Runtime, buckets: Buckets) -> None:
    """K08"""
    door = Door(runtime, buckets, reading="keys")
    assert door.refusal(KeyScope.WRITE) == OFF
    assert door.refusal(KeyScope.ADMIN) == OFF
    assert door.refusal(KeyScope.READ) == NO_KEY
    door.key(KeyScope.READ)
    assert door.refusal(KeyScope.WRITE) == NO_KEY


def test_who_has_no_key_is_told_how_to_present_one(runtime: Runtime, buckets: Buckets) -> None:
    door = Door(runtime, buckets)
    key = door.key(KeyScope.WRITE)
    assert door.refusal(KeyScope.WRITE) == NO_KEY
    assert door.refusal(KeyScope.WRITE, "Basic x") == NO_KEY
    assert door.refusal(KeyScope.WRITE, f"Bearer {key}", f"Bearer {key}") == NO_KEY
    refused = door.comes(KeyScope.WRITE).refusal
    assert refused is not None
    assert refused.headers["www-authenticate"] == 'Bearer realm="dateline"'


def test_a_good_key_passes_where_its_scope_lets_it(runtime: Runtime, buckets: Buckets) -> None:
    """K09"""
    door = Door(runtime, buckets)
    read, write = (f"Bearer {door.key(scope)}" for scope in (KeyScope.READ, KeyScope.WRITE))
    passed = door.comes(KeyScope.WRITE, write)
    assert passed.refusal is None
    assert passed.headers == {}
    assert passed.key is not None
    assert passed.key.id == 2
    assert door.refusal(KeyScope.WRITE, read) == (
        403,
        "scopeMissing",
        "The key is not for this",
        "This needs a key with the scope write.",
    )


def test_where_reading_is_open_what_is_meant_for_a_proxy_is_passed_over(
    runtime: Runtime, buckets: Buckets
) -> None:
    door = Door(runtime, buckets)
    assert door.comes(KeyScope.READ) == Passage()
    assert door.comes(KeyScope.READ, "Basic x", "Negotiate y") == Passage()
    assert door.refusal(KeyScope.READ, "Basic x", "Bearer wrong") == NO_KEY
    closed = Door(runtime, buckets, reading="keys")
    assert closed.refusal(KeyScope.READ, "Basic x") == NO_KEY


def test_wrong_keys_are_counted_by_address_and_by_key(
    runtime: Runtime, buckets: Buckets, caplog: pytest.LogCaptureFixture
) -> None:
    """K02, K03"""
    door = Door(runtime, buckets)
    good = door.key(KeyScope.WRITE)
    wrong = f"Bearer {good[:18]}{'A' * 43}"
    with caplog.at_level(logging.WARNING, "app.api.guard"):
        assert [door.refusal(KeyScope.WRITE, wrong)[0] for _ in range(3)] == [401, 401, 401]
    assert caplog.messages[0] == f"request find-me: refused key {good[9:17]} for failures 192.0.2.1"
    assert door.refusal(KeyScope.WRITE, f"Bearer {good}") == (
        429,
        "rateLimited",
        "Too many requests",
        "Too many wrong keys came from this address. Try again in 20 s.",
    )
    told = door.refusal(KeyScope.WRITE, wrong, client="192.0.2.2")
    assert told[3] == "This key has been guessed at too often. Try again in 20 s."
    assert door.refusal(KeyScope.WRITE, "Bearer x", client="192.0.2.2") == NO_KEY, "another key"
    assert caplog.messages[-1] == (
        "request find-me: refused key (not in the form of a key) for failures 192.0.2.2"
    )
    assert door.comes(KeyScope.WRITE, f"Bearer {good}", client="192.0.2.3").refusal is None


def test_right_keys_are_not_counted_as_guesses(runtime: Runtime, buckets: Buckets) -> None:
    door = Door(runtime, buckets, key_failures=1)
    key = f"Bearer {door.key(KeyScope.WRITE)}"
    assert [door.comes(KeyScope.WRITE, key).refusal for _ in range(5)] == [None] * 5


def test_an_address_and_a_key_each_have_their_tokens(runtime: Runtime, buckets: Buckets) -> None:
    """J06"""
    door = Door(runtime, buckets, rate_limit=60)
    own, plain = (f"Bearer {door.key(KeyScope.READ, rate=rate)}" for rate in (10, None))

    def left(*presented: str, client: str = "192.0.2.1", cost: int = 1) -> str:
        return door.comes(KeyScope.READ, *presented, client=client, cost=cost).headers["RateLimit-Remaining"]

    assert (left(), left(cost=5), left(client="192.0.2.2")) == ("59", "54", "59")
    assert (left(own), left(own, client="192.0.2.2"), left(plain)) == ("9", "8", "59")
    assert door.comes(KeyScope.READ, plain).headers == {
        "RateLimit-Limit": "60",
        "RateLimit-Remaining": "58",
        "RateLimit-Reset": "2",
    }
    assert door.comes(KeyScope.READ, own, cost=8).refusal is None
    refused = door.comes(KeyScope.READ, own).refusal
    assert refused is not None
    assert json.loads(refused.body)["detail"] == "More than 10 requests a minute. Try again in 6 s."
    assert refused.headers["retry-after"] == "6"
    assert refused.headers["ratelimit-limit"] == "10"


def test_what_a_request_turns_out_to_cost_is_taken_too(runtime: Runtime, buckets: Buckets) -> None:
    """K41"""
    door = Door(runtime, buckets, rate_limit=60)
    text = f"Bearer {door.key(KeyScope.WRITE)}"
    key = door.comes(KeyScope.WRITE, text).key
    assert key is not None
    door.guard.charge(key, 50)
    assert door.comes(KeyScope.WRITE, text).headers["RateLimit-Remaining"] == "8"
    unlimited = Door(runtime, buckets)
    own = unlimited.comes(KeyScope.WRITE, f"Bearer {unlimited.key(KeyScope.WRITE, rate=60)}").key
    assert own is not None
    unlimited.guard.charge(own, 50)
    assert buckets.take(f"key {own.id}", Rate(60), 0).left == 9, "its own limit holds"
    unlimited.guard.charge(key, 50)
    assert door.comes(KeyScope.WRITE, text).headers["RateLimit-Remaining"] == "7", "without a limit, nothing"


def test_an_address_is_the_one_that_a_known_proxy_tells(runtime: Runtime, buckets: Buckets) -> None:
    """F18"""
    door = Door(runtime, buckets, rate_limit=2, trusted_proxies="192.0.2.0/24", reading="open")
    scope = {"type": "http", "client": ("192.0.2.1", 1), "headers": [(b"x-forwarded-for", b"198.51.100.7")]}

    async def admit() -> Passage:
        return await door.guard.admit(scope, KeyScope.READ, 1)

    assert anyio.run(admit).headers["RateLimit-Remaining"] == "1"
    assert door.comes(KeyScope.READ, client="198.51.100.7").headers["RateLimit-Remaining"] == "0"
    assert door.comes(KeyScope.READ).headers["RateLimit-Remaining"] == "1"


def route(name: str, *methods: str) -> APIRoute:
    return GuardedRoute("/x", lambda: None, name=name, methods=list(methods))


def test_what_a_route_needs_follows_from_its_method() -> None:
    assert scope_for(route("anything", "GET")) is KeyScope.READ
    assert scope_for(route("anything", "HEAD", "GET")) is KeyScope.READ
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert scope_for(route("anything", method)) is KeyScope.WRITE
        assert scope_for(route("anything", "GET", method)) is KeyScope.WRITE
    assert scope_for(route("list_audit", "GET")) is KeyScope.ADMIN


@pytest.mark.parametrize(
    ("name", "query", "cost"),
    [
        ("search", b"q=ferry", 1),
        ("search", b"q=ferry&facets=tag", 2),
        ("search", b"facets=tag&timeline=month", 3),
        ("export", b"", 26),
        ("get_month", b"", 26),
        ("timeline", b"timeline=month", 4),
        ("list_similar", b"", 3),
    ],
)
def test_what_a_request_costs_follows_from_its_route_and_what_is_counted(
    name: str, query: bytes, cost: int
) -> None:
    """K41"""
    assert cost_of(route(name, "GET"), {"query_string": query}) == cost


class Asked:
    """A guard that lets pass or refuses as it is told, and writes down what it was asked."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.asked: list[tuple[KeyScope, int]] = []

    async def admit(self, _scope: object, needed: KeyScope, cost: int) -> Passage:
        self.asked.append((needed, cost))
        return self.passage


def answered(guard: Asked, method: str = "GET") -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What is sent by a guarded route, and the state that its handler would see."""
    sent: list[dict[str, Any]] = []
    state: dict[str, Any] = {"guard": guard}
    scope = {
        "type": "http",
        "method": method,
        "path": "/x",
        "headers": [],
        "query_string": b"",
        "state": state,
    }

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-own", b"1")]})
        await send({"type": "http.response.body", "body": b"ok"})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    asked = route("export", "GET")
    asked.app = app

    async def handle() -> None:
        await asked.handle(scope, receive, send)

    anyio.run(handle)
    return sent, state


def test_a_guarded_route_asks_first_and_tells_its_handler_the_key(runtime: Runtime, buckets: Buckets) -> None:
    door = Door(runtime, buckets, rate_limit=60)
    passage = door.comes(KeyScope.WRITE, f"Bearer {door.key(KeyScope.WRITE)}")
    guard = Asked(passage)
    sent, state = answered(guard)
    assert guard.asked == [(KeyScope.READ, 26)]
    assert state[KEY] is passage.key is not None
    assert dict(sent[0]["headers"]) == {
        b"x-own": b"1",
        b"ratelimit-limit": b"60",
        b"ratelimit-remaining": b"59",
        b"ratelimit-reset": b"1",
    }
    assert sent[1]["body"] == b"ok"


def test_who_is_refused_never_reaches_the_handler(runtime: Runtime, buckets: Buckets) -> None:
    sent, state = answered(Asked(Door(runtime, buckets).comes(KeyScope.WRITE)))
    assert sent[0]["status"] == 403
    assert KEY not in state


def test_another_method_is_refused_before_the_guard_is_asked() -> None:
    guard = Asked(Passage())
    sent, _ = answered(guard, "DELETE")
    assert (sent[0]["status"], guard.asked) == (405, [])


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("Bearer x", "x"),
        ("bEARER   x y ", "x y "),
        ("Bearer", ""),
        ("Bearer ", ""),
        ("Basic x", None),
        ("Bearerx", None),
        ("", None),
        ("Bearer\tx", None),
        ("Bearer \tx", "\tx"),
        ("Bearer  Xx", "Xx"),
    ],
)
def test_a_key_is_what_follows_the_scheme(header: str, text: str | None) -> None:
    assert bearer(header) == text
