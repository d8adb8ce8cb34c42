"""One answer for all who ask the same at the same time."""

from collections.abc import Callable, Coroutine
from typing import Any

import anyio
import httpx
import pytest
from starlette.responses import Response

from app.api.gate import ClientGone
from app.api.metrics import Meters
from app.api.sharing import Sharing


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    anyio.run(story)


def test_a_thousand_who_ask_the_same_at_once_get_one_answer() -> None:
    """J11"""

    async def story() -> None:
        sharing, given, made = Sharing(Meters()), [], 0

        async def make() -> Response:
            nonlocal made
            made += 1
            await anyio.sleep(0.01)
            return Response("found")

        async def ask() -> None:
            given.append(await sharing.once("same", make))

        async with anyio.create_task_group() as group:
            for _ in range(1000):
                group.start_soon(ask)
        assert (made, len(given)) == (1, 1000)
        await sharing.once("same", make)
        assert made == 2

    run(story)


def test_who_asks_something_else_gets_something_else() -> None:
    async def story() -> None:
        sharing = Sharing(Meters())

        async def answer(text: str) -> Response:
            await anyio.sleep(0)
            return Response(text)

        given: dict[str, bytes] = {}

        async def ask(text: str) -> None:
            given[text] = bytes((await sharing.once(text, lambda: answer(text))).body)

        async with anyio.create_task_group() as group:
            for text in ("a", "b"):
                group.start_soon(ask, text)
        assert given == {"a": b"a", "b": b"b"}

    run(story)


def test_an_error_is_shared_too() -> None:
    async def story() -> None:
        sharing, seen = Sharing(Meters()), []

        async def fail() -> Response:
            await anyio.sleep(0)
            raise ValueError("boom")

        async def ask() -> None:
            with pytest.raises(ValueError, match="boom") as raised:
                await sharing.once("same", fail)
            seen.append(raised.value)

        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(ask)
        assert len(seen) == 3

    run(story)


def test_where_the_first_has_gone_the_next_is_served() -> None:
    async def story() -> None:
        sharing, given = Sharing(Meters()), []

        async def first() -> Response:
            await anyio.sleep(0)
            raise ClientGone("gone")

        async def second() -> Response:
            return Response("found")

        async def ask(make: Callable[[], Coroutine[Any, Any, Response]]) -> None:
            try:
                given.append(bytes((await sharing.once("same", make)).body))
            except ClientGone:
                given.append(b"gone")

        async with anyio.create_task_group() as group:
            for make in (first, second, second):
                group.start_soon(ask, make)
        assert sorted(given) == [b"found", b"found", b"gone"]

    run(story)


def test_what_an_answer_depends_on_is_never_shared(client: httpx.Client) -> None:
    """The header If-None-Match, say: a 304 is nothing for who holds nothing."""
    first = client.get("/v1/search?q=ferry")
    known = {"If-None-Match": first.headers["etag"]}
    assert client.get("/v1/search?q=ferry", headers=known).status_code == 304
    assert client.get("/v1/search?q=ferry").status_code == 200
