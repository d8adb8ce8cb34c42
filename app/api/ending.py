"""uvicorn's server, which ends without dropping anybody who was let in.

At the moment when it is told to stop there may be connections that the system has taken and we have not, and
requests on their way on connections that are idle. uvicorn closes all of these. Here those who stand at the
door are let in, and who is idle has a moment left (see ``GuardedProtocol.shutdown``).
"""

import asyncio
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import cast

import uvicorn


class EndingServer(uvicorn.Server):
    """For sockets that are given to ``serve`` and ``run``, and do not block."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        doors = [listener.dup() for listener in sockets or ()]
        for closing in (*self.servers, *(sockets or ())):
            closing.close()
        await asyncio.sleep(0)  # only we hold them now: whoever comes until they are closed is let in
        await self._let_in([connection for door in doors for connection in _waiting(door)])
        await super().shutdown(sockets)

    async def _let_in(self, connections: Sequence[socket.socket]) -> None:
        loop = asyncio.get_running_loop()
        kind = cast(Callable[..., asyncio.Protocol], self.config.http_protocol_class)
        make = partial(kind, self.config, self.server_state, self.lifespan.state, loop)
        for connection in connections:
            with suppress(OSError):  # it has gone again
                await loop.connect_accepted_socket(make, connection)


def _waiting(listener: socket.socket) -> list[socket.socket]:
    """Who has come and was not let in yet; nobody can come any more."""
    found = []
    with listener, suppress(OSError):
        while True:
            connection, _ = listener.accept()
            connection.setblocking(False)
            found.append(connection)
    return found
