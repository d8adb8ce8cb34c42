"""A thousand slow clients, and what becomes of the others beside them."""

import select
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from benchmarks.load.asking import Asking, ask, took
from benchmarks.load.client import HOST
from benchmarks.load.goals import Goal
from benchmarks.load.overload import warm
from benchmarks.load.served import Served

#: Slow clients of all kinds, and where they come from.
SLOW, _ADDRESS = 1000, "127.0.3.1"
#: Requests a second of the others, and for how many seconds.
_RATE, _SECONDS = 30.0, 6.0
#: Seconds between two bytes of a client, and beyond the limit within which a connection must have ended: of
#: an answer that nobody reads, the system takes some megabytes first.
_PAUSE, _BEYOND, _TAKEN = 1.0, 0.5, 2.0
_ENDED = select.POLLRDHUP | select.POLLHUP | select.POLLERR


@dataclass(frozen=True, slots=True)
class Kind:
    """``number`` of clients that send this and then a byte a second; ``limit``: seconds they may take."""

    number: int
    sent: bytes
    limit: float


KINDS = {
    "heads": Kind(SLOW - 120, b"GET /v1/search?q=ferry HTTP/1.1\r\nHost: h\r\nX-Slow: ", 5 + _BEYOND),
    "bodies": Kind(
        100, b"POST /v1/articles HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n{", 30 + _BEYOND
    ),
    "answers": Kind(20, b"GET /v1/export HTTP/1.1\r\nHost: h\r\n\r\n", 30 + _BEYOND + _TAKEN),
}


def run(served: Served, targets: Sequence[str]) -> Iterator[Goal]:
    """They send a head a byte a second, bodies that do not come, or read no answer."""
    warm(served, targets)
    idle = ask(served.order(targets, _RATE, _SECONDS))
    crowd = _Crowd(served)
    crowd.start()
    asking = Asking(served.order(targets, _RATE, _SECONDS, seed=4))
    busy = asking.outcome()
    crowd.join()
    yield Goal("LOAD-3", "searches alone, p99 ms", "", took(idle.accepted))
    yield Goal("LOAD-3", "beside 1,000 slow clients, p99 ms", "", took(busy.accepted))
    yield Goal("LOAD-3", "times as long", "<= 2", took(busy.accepted) / took(idle.accepted))
    yield Goal("LOAD-3", "not answered", "<= 0", float(len(busy.answers) - len(busy.accepted)))
    for name, kind in KINDS.items():
        about = f"slow {name}: s until the last is ended, each from its first byte"
        yield Goal("LOAD-3", about, f"<= {kind.limit:g}", crowd.longest[name])


class _Crowd(threading.Thread):
    """All of them. ``longest``: by kind, seconds that the last one to be ended was open."""

    def __init__(self, served: Served) -> None:
        super().__init__(name="slow clients")
        self._port = served.port
        self._poll = select.poll()
        #: By descriptor: the connection, its kind, and when it was opened.
        self._open: dict[int, tuple[socket.socket, str, float]] = {}
        self.longest = dict.fromkeys(KINDS, 0.0)

    def run(self) -> None:
        for name, kind in KINDS.items():
            for _ in range(kind.number):
                self._connect(name, kind.sent)
        last = time.monotonic() + max(kind.limit for kind in KINDS.values()) + 2 * _PAUSE
        while self._open and time.monotonic() < last:
            self._send()
            until = time.monotonic() + _PAUSE
            while (left := until - time.monotonic()) > 0:
                for descriptor, _ in self._poll.poll(1000 * left):
                    self._end(descriptor)
        for descriptor in list(self._open):
            self._end(descriptor)

    def _connect(self, name: str, sent: bytes) -> None:
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        connection.bind((_ADDRESS, 0))
        with suppress(OSError):
            connection.connect((HOST, self._port))
            connection.sendall(sent)
        connection.setblocking(False)
        self._poll.register(connection, _ENDED)
        self._open[connection.fileno()] = connection, name, time.monotonic()

    def _send(self) -> None:
        for connection, _, _ in self._open.values():
            with suppress(OSError):
                connection.send(b"a")

    def _end(self, descriptor: int) -> None:
        connection, name, began = self._open.pop(descriptor)
        self.longest[name] = max(self.longest[name], time.monotonic() - began)
        self._poll.unregister(connection)
        connection.close()
