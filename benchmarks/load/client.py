"""An open-loop load client: when each request is sent is fixed in advance, whatever becomes of those before.

``python -m benchmarks.load.client`` reads an ``Order`` as JSON from standard input and prints a list of
``Answer``. Time is counted from the moment when a request was meant to be sent, so a server (or a client)
that falls behind shows, and nothing is left out because somebody waited (no coordinated omission). A process
of its own, which parses no more of an answer than it must.
"""

import asyncio
import json
import random
import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from typing import cast

import uvloop

HOST = "127.0.0.1"
#: Statuses of ours: no connection was had; it broke before the answer was whole; no answer in time.
UNCONNECTED, BROKEN, SILENT = 0, 1, 2
#: What is sent again where that is wanted.
_AGAIN = frozenset({UNCONNECTED, BROKEN, 429, 503})
_FILES = 30_000


@dataclass(frozen=True, slots=True)
class Order:
    """``rate``: requests a second, by chance, but the same for the same seed; 0: all at once.

    ``addresses``: whom the requests come from, in turn. ``retries``: how often one that was refused or
    broken is sent again, at once. ``keep``: whether connections are used again. ``patience``: seconds.
    """

    port: int
    targets: Sequence[str]
    rate: float
    count: int
    addresses: Sequence[str] = (HOST,)
    retries: int = 0
    keep: bool = True
    patience: float = 10.0
    seed: int = 1

    def arrivals(self) -> list[float]:
        """Seconds from the start, ascending: a Poisson process."""
        chance, at, found = random.Random(self.seed), 0.0, []
        for _ in range(self.count):
            at += chance.expovariate(self.rate) if self.rate else 0.0
            found.append(at)
        return found


@dataclass(frozen=True, slots=True)
class Answer:
    """``at``: when it was meant to be sent. ``took``: seconds from then to its last byte; ``late``: to
    sending. ``retry_after``: whether the answer said when to come back. ``tries``: how often it was sent.
    """

    at: float
    took: float
    late: float
    status: int
    retry_after: bool
    tries: int = 1


@dataclass(slots=True, eq=False)
class _Request:
    """On its way; ``due``: when it was meant to be sent, by the clock of the loop."""

    sent: bytes
    address: str
    at: float
    due: float
    late: float
    tries: int = 0


class _Connection(asyncio.Protocol):
    """One request after the other; ``heard`` is told of each its status and the head of the answer."""

    def __init__(self, heard: "Callable[[_Connection, _Request, int, bytes], None]") -> None:
        self._heard = heard
        self._transport: asyncio.WriteTransport
        self._request: _Request | None = None
        self._came = bytearray()
        #: Where the answer ends: 0 as long as that is not known, -1 where its last chunk does.
        self._end = 0
        self.closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)

    def ask(self, request: _Request) -> None:
        self._request, self._end = request, 0
        self._came.clear()
        self._transport.write(request.sent)

    def close(self) -> None:
        self.closed = True
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._came += data
        if not self._end:
            self._end = _end_of(self._came)
        if (self._end < 0 and self._came.endswith(b"\r\n0\r\n\r\n")) or 0 < self._end <= len(self._came):
            head = bytes(self._came).partition(b"\r\n\r\n")[0].lower()
            self.closed = self.closed or b"connection: close" in head
            self._tell(int(head[9:12]), head)

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        self._tell(BROKEN, b"")

    def _tell(self, status: int, head: bytes) -> None:
        request, self._request = self._request, None
        if request:
            self._heard(self, request, status, head)


def _end_of(came: bytearray) -> int:
    head, whole, _ = bytes(came).partition(b"\r\n\r\n")
    if not whole:
        return 0
    _, sized, rest = head.lower().partition(b"\r\ncontent-length:")
    if not sized and b"chunked" in head.lower():
        return -1
    return len(head) + 4 + (int(rest.partition(b"\r\n")[0]) if sized else 0)


class _Sender:
    """Sends what is due, on connections that are free or on new ones, and keeps what it hears."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._loop = asyncio.get_running_loop()
        self._free: dict[str, list[_Connection]] = {address: [] for address in order.addresses}
        self._open: dict[_Request, _Connection | None] = {}
        self._connecting: set[asyncio.Task[None]] = set()
        self.answers: list[Answer] = []

    async def run(self) -> None:
        order, began = self._order, self._loop.time() + 0.1
        requests = [_request(target, order) for target in order.targets]
        for number, at in enumerate(order.arrivals()):
            if (wait := began + at - self._loop.time()) > 0:
                await asyncio.sleep(wait)
            late = self._loop.time() - began - at
            sent, address = requests[number % len(requests)], order.addresses[number % len(order.addresses)]
            self._send(_Request(sent, address, at, began + at, late))
        while self._open:
            self._cut_off()
            await asyncio.sleep(0.02)

    def _send(self, request: _Request, *, anew: bool = False) -> None:
        """``anew``: on a connection of its own."""
        request.tries += 1
        free = [] if anew else self._free[request.address]
        while free:
            connection = free.pop()
            if not connection.closed:
                self._open[request] = connection
                connection.ask(request)
                return
        self._open[request] = None
        task = self._loop.create_task(self._connect(request))
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)

    async def _connect(self, request: _Request) -> None:
        try:
            _, connection = await self._loop.create_connection(
                lambda: _Connection(self._heard), HOST, self._order.port, local_addr=(request.address, 0)
            )
        except OSError:
            self._keep(request, UNCONNECTED, b"")
            return
        self._open[request] = connection
        connection.ask(request)

    def _heard(self, connection: _Connection, request: _Request, status: int, head: bytes) -> None:
        if not connection.closed and self._order.keep:
            self._free[request.address].append(connection)
        elif not connection.closed:
            connection.close()
        if status in _AGAIN and request.tries <= self._order.retries:
            # Where one connection broke, others of the same process may have, and we not have heard of it.
            self._send(request, anew=status == BROKEN)
        else:
            self._keep(request, status, head)

    def _keep(self, request: _Request, status: int, head: bytes) -> None:
        if self._open.pop(request, self) is not self:
            took, told = self._loop.time() - request.due, b"\r\nretry-after:" in head
            self.answers.append(Answer(request.at, took, request.late, status, told, request.tries))

    def _cut_off(self) -> None:
        limit = self._loop.time() - self._order.patience
        for request, connection in list(self._open.items()):
            if request.due < limit:
                self._keep(request, SILENT, b"")
                if connection:
                    connection.close()


async def run(order: Order) -> list[Answer]:
    """Send them all, and wait for what comes."""
    sender = _Sender(order)
    await sender.run()
    return sender.answers


def _request(target: str, order: Order) -> bytes:
    ending = "" if order.keep else "Connection: close\r\n"
    host = f"{HOST}:{order.port}"
    return f"GET {target} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\n{ending}\r\n".encode()


def main() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, _FILES), hard))
    order = Order(**json.load(sys.stdin))
    answers = uvloop.run(run(order))
    json.dump([astuple(answer) for answer in answers], sys.stdout)


if __name__ == "__main__":
    main()
