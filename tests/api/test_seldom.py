"""What a server seldom meets: clients that go at the wrong moment, processes that end, kinds without end."""

import asyncio
import logging
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import httpx
import orjson
import pytest
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from app.api import costs, health, incoming, metrics, pulse, streaming
from app.api.access import Access
from app.api.body import JSON, read_body
from app.api.chart.dates import date_ticks
from app.api.costs import Costs, Kind
from app.api.cursors import CursorInvalid, Cursors
from app.api.gate import Gate, Overloaded
from app.api.lines import SOMEBODY, Line
from app.api.metrics import Meters
from app.api.middleware import LastResort
from app.api.problems import REQUEST_ID
from app.api.sharing import Sharing
from app.errors import TooLarge
from app.search.timeline import Interval
from app.values import Article
from tests.api.archive import ARTICLES


@pytest.fixture(scope="module")
def stories() -> list[Article]:
    return list(ARTICLES[:2])


def request_of(*pieces: bytes, length: str = "") -> Request:
    """A POST with a body that comes in ``pieces``."""
    waiting = iter(pieces)

    async def receive() -> Message:
        piece = next(waiting, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    headers = [(b"content-type", JSON.encode())] + ([(b"content-length", length.encode())] if length else [])
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive)


@pytest.mark.parametrize("request_", [request_of(b"[]", length="11"), request_of(b"12345", b"123456")])
def test_a_body_is_refused_by_what_is_said_of_it_and_by_what_comes(request_: Request) -> None:
    """F35: whatever stands before the application."""
    with pytest.raises(TooLarge, match="longer than 10 bytes"):
        asyncio.run(read_body(request_, 10, lines=False))


def test_a_body_as_long_as_it_may_be_is_read() -> None:
    body = asyncio.run(read_body(request_of(b"12345", b"12345", length="10"), 10, lines=False))
    assert body.data == b"1234512345"


def asgi(app: Any, scope: dict[str, Any]) -> list[Message]:
    """What ``app`` sends for ``scope``."""
    sent: list[Message] = []

    async def story() -> None:
        async def receive() -> Message:
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        await app(scope, receive, send)

    asyncio.run(story())
    return sent


def scope_of(**state: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "GET",
        "path": "/v1/search",
        "query_string": b"",
        "headers": [],
        "client": ("192.0.2.1", 5),
        "state": {"meters": Meters(), **state},
        REQUEST_ID: "a" * 32,
    }


async def cancelled(scope: Scope, receive: Receive, send: Send) -> None:
    raise asyncio.CancelledError


async def begun_and_cancelled(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise asyncio.CancelledError


def test_who_is_still_waiting_when_the_server_must_stop_is_told() -> None:
    """LOAD-4: 503, and not a connection that breaks off."""
    start, *_ = asgi(Access(cancelled), scope_of(connections=SimpleNamespace(draining=True)))
    assert start["status"] == 503
    assert (b"x-request-id", b"a" * 32) in start["headers"]


@pytest.mark.parametrize(("app", "draining"), [(cancelled, False), (begun_and_cancelled, True)])
def test_what_is_cancelled_otherwise_or_too_late_stays_cancelled(app: Any, draining: bool) -> None:
    scope = scope_of(connections=SimpleNamespace(draining=draining))
    with pytest.raises(asyncio.CancelledError):
        asgi(Access(app), scope)
    assert scope["state"]["meters"].in_flight._value.get() == 0


def test_a_fault_after_the_answer_began_breaks_it_off() -> None:
    """Half an answer must not look like a whole one."""

    async def fails(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        asgi(LastResort(fails), scope_of())


def test_labels_of_an_axis_are_the_coarsest_where_none_are_few_enough() -> None:
    years = [datetime(1600 + number, 1, 1, tzinfo=UTC) for number in range(800)]
    assert date_ticks(years, Interval.YEAR, 0)
    assert len(date_ticks(years, Interval.YEAR, 0)) <= len(date_ticks(years, Interval.YEAR, 10))


def test_kinds_that_somebody_makes_up_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """J08"""
    monkeypatch.setattr(costs, "_KINDS", 3)
    known = Costs()
    for number in range(10):
        known.add(Kind(str(number)), 1.0)
        assert len(known._means) <= 3
    assert known.is_long(Kind("9"))
    assert not known.is_long(Kind("0"))


def test_a_cursor_of_another_version_is_refused() -> None:
    ours = Cursors(b"secret" * 6)
    content = orjson.dumps([2, "anything", "else"])
    text = urlsafe_b64encode(ours._mac(content) + content).rstrip(b"=").decode()
    with pytest.raises(CursorInvalid, match="of another version of Dateline"):
        ours.read(text)


def test_a_place_that_is_given_to_somebody_who_just_left_goes_to_the_next() -> None:
    """J06: else it would be lost, and after enough of them nobody would ever search again."""

    async def story() -> None:
        with Gate(places=1, queue=8, wait=30, meters=Meters().gate("search")) as gate:
            inside = asyncio.Event()
            leave = asyncio.Event()

            async def hold() -> None:
                async with gate.place():
                    inside.set()
                    await leave.wait()

            async def visit() -> None:
                async with gate.place():
                    pass

            holding = asyncio.create_task(hold())
            await inside.wait()
            first, second = asyncio.create_task(visit()), asyncio.create_task(visit())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            leave.set()
            await holding  # the place is the first one's by now, who has not run yet
            first.cancel()
            with suppress(asyncio.CancelledError):
                await first
            await asyncio.wait_for(second, 10)
            await asyncio.wait_for(visit(), 10)

    asyncio.run(story())


def test_who_has_left_the_line_is_passed_over() -> None:
    async def story() -> None:
        with Gate(places=1, queue=8, wait=30, meters=Meters().gate("search")) as gate:
            async with gate.place():
                waiter = gate._short.line.join(SOMEBODY)
                waiter.place.cancel()
            assert gate._free == 1

    asyncio.run(story())
    assert Line().next() is None


def test_who_shares_an_answer_and_has_gone_keeps_nobody_from_it() -> None:
    async def story() -> list[str]:
        sharing: Sharing[str] = Sharing(Meters())
        ready = asyncio.Event()

        async def make() -> str:
            await ready.wait()
            return "answer"

        first, gone, last = [asyncio.create_task(sharing.once("same", make)) for _ in range(3)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        gone.cancel()
        ready.set()
        with suppress(asyncio.CancelledError):
            await gone
        return [await first, await last]

    assert asyncio.run(story()) == ["answer", "answer"]


def test_an_export_waits_for_a_place_while_others_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """J05: it is half written already, so it is not refused at once."""
    monkeypatch.setattr(streaming, "_PAUSE", 0)
    refusals: list[Exception] = [Overloaded("wait")] * 2

    class Full:
        async def run(self, work: Any, asker: Any) -> Any:
            if refusals:
                raise refusals.pop()
            return work()

    found = asyncio.run(streaming._patiently(Full(), SOMEBODY, lambda: "rows"))
    assert found == "rows"
    refusals += [Overloaded("wait")] * 1000
    with pytest.raises(Overloaded):
        asyncio.run(streaming._patiently(Full(), SOMEBODY, lambda: "rows"))


def test_a_method_that_a_route_does_not_know_needs_no_key(client: httpx.Client) -> None:
    """F18"""
    answered = client.delete("/v1/search")
    assert (answered.status_code, answered.headers["allow"].split(", ")[0]) == (405, "GET")


def test_checks_that_take_too_long_are_told(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """LOAD-9"""

    async def slow(*_: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(health, "_watch", slow)
    answered = client.get("/health/ready")
    assert answered.status_code == 503
    assert answered.json()["checks"]["store"] == {"ok": False, "detail": "the checks took too long"}


def test_a_disk_that_is_nearly_full_is_told_and_no_reason_to_stop(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H06"""
    monkeypatch.setattr(health, "is_nearly_full", lambda folder: True)
    answered = client.get("/health/ready")
    assert answered.status_code == 200
    assert "the disk is nearly full: writes are refused" in answered.text


def test_numbers_of_a_process_that_has_just_ended_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "_siblings", lambda: ["0"])
    assert [list(each.samples) for each in metrics._processes()] == [[], [], []]


def test_a_title_that_is_too_long_is_the_field_at_fault() -> None:
    given = incoming.NewArticle.model_validate({"title": "Trams", "body": "They run."})
    assert incoming._at_fault("title_capped", given, datetime(2026, 11, 21, tzinfo=UTC)) == "title"


def test_a_process_that_was_stopped_is_not_taken_for_a_loop_that_stands_still(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """I09: SIGSTOP, a suspended laptop."""
    times = iter([0.0, 1000.0])

    class Ended(threading.Event):
        """Two looks, far apart."""

        looks = iter([False, True])

        def wait(self, timeout: float | None = None) -> bool:
            return next(self.looks)

    with caplog.at_level(logging.WARNING):
        asyncio.run(_watched(Ended(), monkeypatch, times))
    assert "the whole process stood still for 1000.0 s" in caplog.text
    assert "the event loop" not in caplog.text


async def _watched(ended: threading.Event, monkeypatch: pytest.MonkeyPatch, times: Iterator[float]) -> None:
    beating = pulse.Pulse()
    beating._ended, beating._last = ended, 0.0
    monkeypatch.setattr(pulse, "monotonic", lambda: next(times))
    beating._watch()
    assert beating.stall is None
