"""What handlers ask for: the runtime that the lifespan opened, and a place before the engine."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request

from app.api.gate import Asker, Gate
from app.runtime import Runtime


async def current_runtime(request: Request) -> Runtime:
    runtime: Runtime = request.state.runtime
    return runtime


async def search_place(request: Request) -> AsyncIterator[None]:
    gate: Gate = request.state.gate
    async with gate.place(Asker.of(request.scope)):
        yield


CurrentRuntime = Annotated[Runtime, Depends(current_runtime)]
#: Held while the handler runs, not while a slow client reads the answer.
SearchPlace = Depends(search_place, scope="function")
