"""A load client: keep-alive connections on raw sockets, each asking again as soon as it is answered.

``python -m benchmarks.client PORT CLIENTS SECONDS REQUESTS`` reads targets from standard input, a line
each, asks for them in turn, and prints one JSON object (see ``Load``). It is a process of its own and
parses no more of an answer than its status and length, so as not to be what is measured.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle

HOST = "127.0.0.1"
#: Seconds to wait for an answer.
_PATIENCE = 60.0


@dataclass(slots=True)
class Load:
    """``latencies``: seconds of each answer with status 200. ``statuses``: status -> answers; 0 for none.

    ``seconds``: from the first request to the last answer. ``cpu``: what the client itself used, ``served``
    the server meanwhile, as far as it is known.
    """

    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    cpu: float = 0.0
    served: float = 0.0

    def __add__(self, other: "Load") -> "Load":
        return Load(
            self.latencies + other.latencies,
            self.statuses + other.statuses,
            self.seconds + other.seconds,
            self.cpu + other.cpu,
            self.served + other.served,
        )

    @property
    def answered(self) -> int:
        return len(self.latencies)

    @property
    def failed(self) -> int:
        return self.statuses.total() - self.answered


@dataclass(frozen=True, slots=True)
class Budget:
    """When to stop: after so many ``seconds`` or ``requests``, whichever is first."""

    seconds: float
    requests: int


async def load(port: int, clients: int, budget: Budget, targets: Sequence[str]) -> Load:
    """Ask for the targets in turn until the budget is spent."""
    requests = cycle([_request(target, port) for target in targets])
    found = Load()
    cpu, began = time.process_time(), time.perf_counter()

    async def client() -> None:
        while time.perf_counter() < began + budget.seconds and found.statuses.total() < budget.requests:
            try:
                await _converse()
            except (OSError, EOFError, TimeoutError, ValueError, asyncio.LimitOverrunError):
                found.statuses[0] += 1

    async def _converse() -> None:
        reader, writer = await asyncio.open_connection(HOST, port)
        try:
            while time.perf_counter() < began + budget.seconds and found.statuses.total() < budget.requests:
                sent = time.perf_counter()
                writer.write(next(requests))
                status = await asyncio.wait_for(_answer(reader), _PATIENCE)
                found.statuses[status] += 1
                if status == 200:
                    found.latencies.append(time.perf_counter() - sent)
        finally:
            writer.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    found.seconds, found.cpu = time.perf_counter() - began, time.process_time() - cpu
    return found


def _request(target: str, port: int) -> bytes:
    return f"GET {target} HTTP/1.1\r\nHost: {HOST}:{port}\r\nAccept: application/json\r\n\r\n".encode()


async def _answer(reader: asyncio.StreamReader) -> int:
    """Read one answer to its end; its status."""
    head = await reader.readuntil(b"\r\n\r\n")
    _, sized, rest = head.lower().partition(b"\r\ncontent-length:")
    if sized:
        await reader.readexactly(int(rest.partition(b"\r\n")[0]))
    elif b"\r\ntransfer-encoding: chunked" in head.lower():
        while size := int(await reader.readuntil(b"\r\n"), 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    else:
        raise ValueError("an answer that does not say how long it is")
    return int(head[9:12])


def main() -> None:
    port, clients, seconds, requests = sys.argv[1:]
    targets = sys.stdin.read().split()
    found = asyncio.run(load(int(port), int(clients), Budget(float(seconds), int(requests)), targets))
    said = {"latencies": found.latencies, "statuses": found.statuses}
    json.dump(said | {"seconds": found.seconds, "cpu": found.cpu}, sys.stdout)


if __name__ == "__main__":
    main()
