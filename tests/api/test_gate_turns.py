"""How long a turn is believed to take, who is refused for which reason, and in which words."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from types import SimpleNamespace
from typing import Any

import anyio
import pytest

from app.api import gate as gates
from app.api.gate import Asker, Gate, Overloaded, _Lane
from tests.api.numbers import Number


class Meters:
    """What a gate counts, as it is told."""

    def __init__(self) -> None:
        self.running, self.queued = Number(), Number()
        self.reasons: list[str] = []
        self.times: list[float] = []
        self.waited = SimpleNamespace(observe=self.times.append)
        self.refused = self.reasons.append


@pytest.fixture
def meters() -> Meters:
    return Meters()


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    anyio.run(story)


def test_a_turn_comes_after_those_before_and_sooner_where_there_are_more_places() -> None:
    async def story() -> None:
        lane = _Lane(room=9, places=2)
        assert lane.wait_of("a") == 0
        lane.held.add(3.0)
        assert lane.wait_of("a") == 1.5
        for name in ("b", "b", "c"):
            lane.line.join(Asker(name))
        assert (lane.wait_of("a"), lane.wait_of("b"), lane.wait_of("c")) == (4.5, 6.0, 6.0)

    run(story)


def test_a_lane_runs_no_more_than_its_places() -> None:
    lane = _Lane(room=1, places=2, running=1)
    assert lane.may_run
    lane.running = 2
    assert not lane.may_run


def test_a_gate_is_full_for_whoever_could_not_wait(meters: Meters) -> None:
    """J02: told before anything is read."""

    async def story() -> None:
        with Gate(places=1, queue=4, wait=6.0, meters=meters) as gate:
            assert not gate.is_full("a")
            async with gate.place():
                line = gate._short.line
                assert not gate.is_full("a"), "there is room to wait"
                line.join(Asker("a"))
                line.join(Asker("a"))
                assert not gate.is_full("b")
                line.join(Asker("a"))
                assert not gate.is_full("b"), "who asks least may push in"
                assert gate.is_full("a")
                gate._short.held.add(3.0)
                assert not gate.is_full("b"), "6 seconds are not more than 6"
                gate._short.held.seconds = 3.1
                assert gate.is_full("b")
                for waiter in iter(line.next, None):
                    waiter.place.cancel()

    run(story)


def test_who_would_wait_just_as_long_as_one_may_waits(meters: Meters) -> None:
    async def story() -> None:
        with Gate(places=1, queue=4, wait=0.5, meters=meters) as gate:
            gate._short.held.seconds = 0.5
            async with anyio.create_task_group() as group, gate.place():

                async def wait() -> None:
                    async with gate.place():
                        pass

                group.start_soon(wait)
                await anyio.wait_all_tasks_blocked()
                assert (meters.queued.value, meters.running.value) == (1, 1)
        assert meters.reasons == []
        assert (meters.queued.value, meters.running.value) == (0, 0)
        (waited,) = meters.times
        assert 0 <= waited < 60

    run(story)


TOO_MANY = "Too many requests are waiting already; try again in a moment."


def test_each_refusal_has_its_reason_and_its_words(meters: Meters) -> None:
    """J01"""
    said: list[str] = []

    async def story() -> None:
        with Gate(places=1, queue=2, wait=0.001, meters=meters) as gate:

            async def ask(name: str) -> None:
                try:
                    async with gate.place(Asker(name)):
                        pass
                except Overloaded as refused:
                    said.append(str(refused))

            async with gate.place():
                await ask("late")
                gate._short.held.seconds = 1.0
                await ask("slow")
                gate._short.held.seconds = 0.0
                gate._wait = 30.0
                async with anyio.create_task_group() as group:
                    for _ in range(2):
                        group.start_soon(ask, "eager")
                        await anyio.wait_all_tasks_blocked()
                    await ask("eager")
                    group.start_soon(ask, "modest")
                    await anyio.wait_all_tasks_blocked()
                    group.cancel_scope.cancel()

    run(story)
    assert list(zip(meters.reasons, said, strict=True)) == [
        ("wait", "No place became free in time; try again in a moment."),
        ("pace", TOO_MANY),
        ("queue", TOO_MANY),
        ("share", "Too many requests of yours are waiting; others come first."),
    ]


def test_one_waits_for_twice_the_time_that_was_believed(
    meters: Meters, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[float] = []
    timeout = asyncio.timeout

    def noted(seconds: float) -> asyncio.Timeout:
        limits.append(seconds)
        return timeout(0)

    monkeypatch.setattr(gates.asyncio, "timeout", noted)

    async def story() -> None:
        with Gate(places=1, queue=2, wait=7.0, meters=meters) as gate:
            async with gate.place():
                with pytest.raises(Overloaded):
                    await gate.place().__aenter__()

    run(story)
    assert limits == [14.0]


def test_what_a_search_computes_is_what_its_kind_costs(
    meters: Meters, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: Iterator[float] = iter([10.0, 10.001, 20.0, 21.0])
    monkeypatch.setattr(gates.time, "thread_time", lambda: next(times))

    async def story() -> None:
        with Gate(places=1, queue=2, wait=7.0, meters=meters) as gate:
            kind = Asker().kind
            assert await gate.run(lambda: 7) == 7
            assert not gate._costs.is_long(kind)
            await gate.run(lambda: 7)
            assert gate._costs.is_long(kind)

    run(story)


def test_room_and_places_are_shared_between_short_and_long_ones(meters: Meters) -> None:
    def lanes(places: int, queue: int) -> list[tuple[int, int]]:
        with Gate(places=places, queue=queue, wait=1.0, meters=meters) as gate:
            assert gate._last is gate._long
            assert gate._threads._max_workers == places, "no thread is idle beyond them"
            return [(lane.room, lane.places) for lane in (gate._short, gate._long)]

    assert lanes(4, 40) == [(30, 4), (10, 3)]
    assert lanes(2, 7) == [(6, 2), (1, 1)]
    assert lanes(1, 3) == [(3, 1), (1, 1)]


def test_every_place_that_is_left_is_free_again(meters: Meters) -> None:
    async def story() -> None:
        with Gate(places=3, queue=2, wait=7.0, meters=meters) as gate:
            async with gate.place(), gate.place():
                async with gate.place():
                    assert (gate._free, gate._short.running, meters.running.value) == (0, 3, 3)
                assert (gate._free, gate._short.running) == (1, 2)
            assert (gate._free, gate._short.running, meters.running.value) == (3, 0, 0)

    run(story)


def test_who_left_the_line_or_has_gone_is_passed_over(meters: Meters) -> None:
    """F39"""

    async def story() -> None:
        with Gate(places=1, queue=8, wait=7.0, meters=meters) as gate:
            async with gate.place():
                left, gone, here = (
                    gate._short.line.join(Asker(name, lambda name=name: name == "gone"))
                    for name in ("left", "gone", "here")
                )
                left.place.cancel()
            assert here.place.done()
            assert here.place.result() is None
            assert str(gone.place.exception()) == "The client has gone."
            assert (meters.reasons, gate._free) == (["gone"], 0)

    run(story)
