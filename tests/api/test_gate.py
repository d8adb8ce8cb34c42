"""Few searches at a time, few waiting, the rest told to come back."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from types import NoneType
from typing import Any

import anyio
import pytest

from app.api.costs import LONG, Costs, Kind, kind_of
from app.api.gate import Asker, ClientGone, Gate, Overloaded
from app.api.metrics import Meters


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    anyio.run(story)


def test_no_more_than_the_places_run_at_a_time_and_all_who_may_wait_get_in() -> None:
    async def story() -> None:
        gate = Gate(places=2, queue=10, wait=10, meters=Meters().gate("search"))
        inside, most, done = 0, 0, 0

        async def search() -> None:
            nonlocal inside, most, done
            async with gate.place():
                inside += 1
                most = max(most, inside)
                await anyio.lowlevel.checkpoint()
                inside -= 1
                done += 1

        async with anyio.create_task_group() as group:
            for _ in range(9):
                group.start_soon(search)
        assert (most, done) == (2, 9)

    run(story)


def test_who_would_wait_beyond_the_queue_is_turned_away_at_once() -> None:
    async def story() -> None:
        gate = Gate(places=1, queue=1, wait=30, meters=Meters().gate("search"))

        async def wait_for_a_place() -> None:
            async with gate.place():
                pass

        async with anyio.create_task_group() as group, gate.place():
            group.start_soon(wait_for_a_place)
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(Overloaded, match="waiting already"):
                await gate.place().__aenter__()

    run(story)


def test_who_waits_too_long_is_turned_away_and_the_place_stays_usable() -> None:
    async def story() -> None:
        gate = Gate(places=1, queue=5, wait=0.01, meters=Meters().gate("search"))
        async with gate.place():
            with pytest.raises(Overloaded, match="in time"):
                await gate.place().__aenter__()
        async with gate.place():
            pass

    run(story)


def test_a_search_that_fails_frees_its_place() -> None:
    async def story() -> None:
        gate = Gate(places=1, queue=1, wait=0.01, meters=Meters().gate("search"))
        for _ in range(3):
            with pytest.raises(ValueError, match="boom"):
                async with gate.place():
                    raise ValueError("boom")

    run(story)


def test_work_runs_in_a_thread_of_the_gate_and_its_error_comes_back() -> None:
    def fail() -> None:
        raise ValueError("boom")

    async def story() -> None:
        with Gate(places=1, queue=1, wait=0.01, meters=Meters().gate("search")) as gate:
            assert (await gate.run(lambda: threading.current_thread().name)).startswith("search")
            with pytest.raises(ValueError, match="boom"):
                await gate.run(fail)
            assert await gate.run(lambda: 7) == 7

    run(story)


def test_askers_take_turns_however_much_each_of_them_asks() -> None:
    """J06"""

    async def story() -> None:
        gate = Gate(places=1, queue=10, wait=30, meters=Meters().gate("search"))
        order: list[str] = []

        async def search(name: str) -> None:
            async with gate.place(Asker(name)):
                order.append(name)

        async with anyio.create_task_group() as group, gate.place():
            for name in ("eager", "eager", "eager", "modest"):
                group.start_soon(search, name)
                await anyio.wait_all_tasks_blocked()
        assert order == ["eager", "modest", "eager", "eager"]

    run(story)


def test_whoever_waits_most_often_gives_way_where_no_more_can_wait() -> None:
    """J06"""

    async def story() -> None:
        gate = Gate(places=1, queue=3, wait=30, meters=Meters().gate("search"))
        outcomes: list[str] = []

        async def search(name: str) -> None:
            try:
                async with gate.place(Asker(name)):
                    outcomes.append(name)
            except Overloaded:
                outcomes.append(f"{name} refused")

        async with anyio.create_task_group() as group, gate.place():
            for name in ("eager", "eager", "eager", "modest", "eager"):
                group.start_soon(search, name)
                await anyio.wait_all_tasks_blocked()
            assert outcomes == ["eager refused", "eager refused"]
        assert outcomes[2:] == ["eager", "modest", "eager"]

    run(story)


def test_who_has_given_up_just_now_need_not_give_way_once_more() -> None:
    """J06: whoever comes at that moment has the room."""

    async def story() -> None:
        gate = Gate(places=1, queue=3, wait=30, meters=Meters().gate("search"))
        seen: list[str] = []

        async def search(name: str) -> None:
            async with gate.place(Asker(name)):
                seen.append(name)

        async with gate.place():
            eager = [asyncio.create_task(search("eager")) for _ in range(3)]
            await anyio.wait_all_tasks_blocked()
            modest = asyncio.create_task(search("modest"))
            eager[-1].cancel()
            await anyio.wait_all_tasks_blocked()
        ends = await asyncio.gather(modest, *eager, return_exceptions=True)
        assert [type(end) for end in ends] == [NoneType, NoneType, NoneType, asyncio.CancelledError]
        assert seen == ["eager", "modest", "eager"]

    run(story)


def test_who_has_gone_takes_no_place() -> None:
    """F39, J19"""

    async def story() -> None:
        gate = Gate(places=1, queue=3, wait=30, meters=Meters().gate("search"))
        seen: list[str] = []

        async def search(name: str, gone: bool) -> None:
            with suppress(ClientGone):
                async with gate.place(Asker(name, lambda: gone)):
                    seen.append(name)

        async with anyio.create_task_group() as group, gate.place():
            group.start_soon(search, "gone", True)
            group.start_soon(search, "here", False)
            await anyio.wait_all_tasks_blocked()
        assert seen == ["here"]
        async with gate.place():
            pass

    run(story)


def test_a_place_given_to_somebody_who_is_cancelled_goes_to_the_next() -> None:
    async def story() -> None:
        gate = Gate(places=1, queue=3, wait=30, meters=Meters().gate("search"))

        async def search(scope: anyio.CancelScope) -> None:
            with scope:
                async with gate.place():
                    pass

        scopes = [anyio.CancelScope() for _ in range(2)]
        async with anyio.create_task_group() as group:
            async with gate.place():
                for scope in scopes:
                    group.start_soon(search, scope)
                    await anyio.wait_all_tasks_blocked()
                scopes[1].cancel()
            scopes[0].cancel()
        with anyio.fail_after(10):
            async with gate.place():
                pass

    run(story)


#: Of a question that seems to take long before anybody has asked one like it.
DEAR = Kind(marks=frozenset({b"NEAR"}))


def test_long_searches_leave_a_place_to_the_others() -> None:
    """J05, INP-4"""

    async def story() -> None:
        gate = Gate(places=2, queue=20, wait=30, meters=Meters().gate("search"))
        running: list[str] = []
        end = anyio.Event()

        async def long(name: str) -> None:
            async with gate.place(Asker(name, kind=DEAR)):
                running.append(name)
                await end.wait()

        async with anyio.create_task_group() as group:
            for name in ("one", "two", "three"):
                group.start_soon(long, name)
            await anyio.wait_all_tasks_blocked()
            assert running == ["one"]
            with anyio.fail_after(10):
                async with gate.place(Asker("quick")):
                    pass
            end.set()
        assert running == ["one", "two", "three"]

    run(story)


def test_quick_searches_do_not_keep_long_ones_out() -> None:
    """J05: whoever asks for something dear has to get it, too."""

    async def story() -> None:
        gate = Gate(places=1, queue=20, wait=30, meters=Meters().gate("search"))
        order: list[str] = []

        async def search(name: str, kind: Kind) -> None:
            async with gate.place(Asker(name, kind=kind)):
                order.append(name)

        async with anyio.create_task_group() as group, gate.place():
            for number in range(4):
                group.start_soon(search, f"quick {number}", Kind())
            group.start_soon(search, "long", DEAR)
            group.start_soon(search, "long too", DEAR)
            await anyio.wait_all_tasks_blocked()
        assert order.index("long") == 0
        assert order.index("long too") == 2

    run(story)


def test_who_would_wait_too_long_is_told_at_once() -> None:
    """J01"""

    async def story() -> None:
        reasons: list[str] = []
        meters = replace(Meters().gate("search"), refused=reasons.append)
        with Gate(places=1, queue=20, wait=0.01, meters=meters) as gate:
            async with gate.place():
                await anyio.sleep(0.05)
            async with gate.place():
                with pytest.raises(Overloaded, match="waiting already"):
                    await gate.place().__aenter__()
        assert reasons == ["pace"]

    run(story)


def test_what_a_question_costs_is_learned_from_others_of_its_kind() -> None:
    """J05"""

    def asked(query: str) -> Kind:
        return kind_of({"query_string": query.encode(), "method": "GET"})

    costs = Costs()
    near, word = asked("q=NEAR(harbour,ferry)"), asked("q=harbour")
    assert (costs.is_long(near), costs.is_long(word)) == (True, False)
    costs.add(near, LONG / 10)
    costs.add(word, LONG * 10)
    assert (costs.is_long(near), costs.is_long(word)) == (False, True)
    assert costs.is_long(asked("q=tunnel"))
    assert not costs.is_long(asked("q=tunnel&sort=newest"))
