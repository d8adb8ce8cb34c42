"""What is counted and logged of an answer, whatever becomes of it."""

import asyncio
import json
import logging
from types import SimpleNamespace
from typing import Any

import anyio
import pytest

from app.api import access, problems
from app.api.access import Access
from app.logs import FIELDS
from tests.api.numbers import Number


class Counted:
    """Writes down what it is told of answers."""

    def __init__(self) -> None:
        self.in_flight = Number()
        self.answers: list[tuple[str, str, int, float, int]] = []
        self.phases: dict[str, float] = {}

    def answered(self, *told: Any) -> None:
        self.answers.append(told)

    def phase(self, name: str, seconds: float) -> None:
        self.phases[name] = seconds


class Asked:
    """A request to an application; ``sent`` is what went out, ``now`` the time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, draining: bool = False) -> None:
        self.now = 100.0
        self.meters = Counted()
        self.sent: list[dict[str, Any]] = []
        self.scope: dict[str, Any] = {
            "type": "http",
            "method": "GET",
            "path": "/v1/articles/7",
            "query_string": b"q=\xe9",
            "client": ("192.0.2.7", 9),
            "headers": [],
            problems.REQUEST_ID: "find-me",
            "state": {"meters": self.meters, "connections": SimpleNamespace(draining=draining)},
        }
        monkeypatch.setattr(access, "perf_counter", lambda: self.now)

    def by(self, app: Any) -> None:
        async def send(message: Any) -> None:
            self.sent.append(message)

        async def call() -> None:
            await Access(app)(self.scope, None, send)

        anyio.run(call)


def answering(asked: Asked, *, seconds: float = 0.02, status: int = 200) -> Any:
    async def app(scope: Any, _receive: Any, send: Any) -> None:
        assert asked.meters.in_flight.value == 1
        scope["route"] = SimpleNamespace(path="/v1/articles/{id}")
        headers = [
            (b"x-other", b"search;dur=9"),
            (b"Server-Timing", b"search;dur=1.5, rows;dur=20, total;dur=30"),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"12345", "more_body": True})
        await send({"type": "http.response.body", "body": b"67"})
        await send({"type": "http.response.body"})
        asked.now += seconds

    return app


def fields(caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    (record,) = [each for each in caplog.records if each.name == "app.api.access"]
    assert record.message == "request"
    told: dict[str, Any] = getattr(record, FIELDS)
    return told


def test_an_answer_is_counted_and_told_whole(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked = Asked(monkeypatch)
    with caplog.at_level(logging.INFO, "app.api.access"):
        asked.by(answering(asked, seconds=0.1234567))
    ((route, method, status, seconds, size),) = asked.meters.answers
    assert (route, method, status, size) == ("/v1/articles/{id}", "GET", 200, 7)
    assert seconds == pytest.approx(0.1234567)
    assert asked.meters.phases == {"search": 0.0015, "rows": 0.02}
    assert asked.meters.in_flight.value == 0
    assert [message.get("body") for message in asked.sent[1:]] == [b"12345", b"67", None]
    assert fields(caplog) == {
        "request_id": "find-me",
        "client": "192.0.2.7",
        "method": "GET",
        "route": "/v1/articles/{id}",
        "path": "/v1/articles/7",
        "status": 200,
        "ms": 123.5,
        "bytes": 7,
        "search_ms": 1.5,
        "rows_ms": 20.0,
    }


@pytest.mark.parametrize(
    ("seconds", "status", "told"),
    [(0.499, 200, False), (0.5, 200, True), (0.02, 499, False), (0.02, 500, True)],
)
def test_the_query_is_told_of_what_was_slow_or_failed_only(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    *,
    seconds: float,
    status: int,
    told: bool,
) -> None:
    """K06"""
    asked = Asked(monkeypatch)
    asked.now = 0.0
    with caplog.at_level(logging.INFO, "app.api.access"):
        asked.by(answering(asked, seconds=seconds, status=status))
    assert fields(caplog).get("query") == ("q=é" if told else None)


def test_nothing_is_put_together_for_a_log_that_nobody_keeps(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked = Asked(monkeypatch)
    with caplog.at_level(logging.WARNING, "app.api.access"):
        asked.by(answering(asked))
    assert (caplog.records, len(asked.meters.answers)) == ([], 1)


def test_what_is_not_known_of_a_request_is_told_as_such(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked = Asked(monkeypatch)
    asked.scope |= {"client": None}
    del asked.scope[problems.REQUEST_ID]

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": []})

    with caplog.at_level(logging.INFO, "app.api.access"):
        asked.by(app)
    told = fields(caplog)
    assert (told["client"], told["request_id"], told["route"], told["bytes"]) == ("", "", "none", 0)
    assert asked.meters.answers[0][0] == "none"


def test_what_fails_is_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch)

    async def app(*_: Any) -> None:
        raise ValueError("boom")

    with pytest.raises(ValueError, match="boom"):
        asked.by(app)
    assert (asked.meters.in_flight.value, asked.meters.answers[0][2]) == (0, 0)


async def _cancelled(*_: Any) -> None:
    raise asyncio.CancelledError


async def _cancelled_late(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise asyncio.CancelledError


def test_who_is_still_waiting_when_the_server_stops_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """I17"""
    asked = Asked(monkeypatch, draining=True)
    asked.by(_cancelled)
    start, body = asked.sent
    headers = dict(start["headers"])
    told = json.loads(body["body"])
    assert (start["status"], headers[b"retry-after"], headers[b"x-request-id"]) == (503, b"1", b"find-me")
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert (told["code"], told["title"], told["detail"]) == (
        "stopping",
        "Stopping",
        "The server is stopping; try again in a moment.",
    )
    assert asked.meters.answers[0][2] == 503


@pytest.mark.parametrize(("app", "draining"), [(_cancelled, False), (_cancelled_late, True)])
def test_any_other_end_stays_one(monkeypatch: pytest.MonkeyPatch, app: Any, *, draining: bool) -> None:
    asked = Asked(monkeypatch, draining=draining)

    async def caught(*arguments: Any) -> None:
        with pytest.raises(asyncio.CancelledError):
            await Access(app)(*arguments)

    async def call() -> None:
        async def send(message: Any) -> None:
            asked.sent.append(message)

        await caught(asked.scope, None, send)

    anyio.run(call)
    assert len(asked.sent) == draining
    assert asked.meters.in_flight.value == 0


def test_what_is_no_request_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch)
    asked.scope["type"] = "lifespan"
    seen: list[Any] = []

    async def app(*given: Any) -> None:
        seen.extend(given)

    asked.by(app)
    assert (seen[0], seen[1], asked.meters.answers) == (asked.scope, None, [])
    assert callable(seen[2])
