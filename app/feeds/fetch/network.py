"""The network as a fetch sees it: a name is resolved once, every address checked, and that very one used.

httpcore asks a backend for its connections, and for TLS with the host's own name: so the address that was
checked is the address that is connected to, however a name server changes its mind, and certificates are
checked for the name all the same.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from queue import Empty, SimpleQueue
from typing import Any

import httpcore

from app.feeds.fetch.addresses import is_public_text
from app.feeds.fetch.faults import FetchFault
from app.feeds.fetch.policy import Policy

#: From a host and a port to addresses as text. Raises OSError.
Resolver = Callable[[str, int], Sequence[str]]
#: Seconds after which somebody who waits looks whether to stop.
SLICE = 0.5
#: Seconds that one write or a TLS handshake may take.
PATIENCE = 10.0
#: Bytes beyond an answer's body: its headers, and what TLS and chunks add.
OVERHEAD = 256 * 1024
#: Addresses of one host that are tried.
TRIED = 4


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses that the system's resolver gives."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Budget:
    """What one request may still cost. Raises FetchFault when it is used up."""

    def __init__(self, policy: Policy, stopped: threading.Event) -> None:
        self._until = time.monotonic() + policy.total
        self._bytes = policy.max_bytes + OVERHEAD
        self._stopped = stopped

    def slice(self) -> float:
        """How many seconds to wait before asking again."""
        left = self._until - time.monotonic()
        if left <= 0 or self._stopped.is_set():
            raise FetchFault("timeout")
        return min(left, SLICE)

    def left(self, most: float) -> float:
        """How many seconds are left, at most ``most``."""
        self.slice()
        return min(most, self._until - time.monotonic())

    def spend(self, count: int) -> None:
        """So many bytes were read."""
        self._bytes -= count
        if self._bytes < 0:
            raise FetchFault("too_large")


class PinnedNetwork(httpcore.NetworkBackend):
    """Connects to hosts within ``policy``, for one request with its ``budget``."""

    def __init__(self, policy: Policy, budget: Budget, resolver: Resolver) -> None:
        self._policy = policy
        self._budget = budget
        self._resolver = resolver
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = FetchFault("no_connection")
        for address in self._addresses(host, port)[:TRIED]:
            try:
                stream = self._inner.connect_tcp(address, port, self._budget.left(self._policy.connect))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return BudgetStream(stream, self._budget)
        raise failure

    def _addresses(self, host: str, port: int) -> Sequence[str]:
        """The checked addresses of a host; a single private one among them spoils them all."""
        addresses = self._looked_up(host, port)
        if not addresses:
            raise FetchFault("no_such_host")
        if not self._policy.trusts(host, port) and not all(is_public_text(each) for each in addresses):
            raise FetchFault("refused_address")
        return addresses

    def _looked_up(self, host: str, port: int) -> Sequence[str]:
        """The system sets no limit to a look-up: one that takes too long is left to a thread of its own."""
        answers: SimpleQueue[Sequence[str] | FetchFault] = SimpleQueue()
        threading.Thread(
            target=self._look_up, args=(host, port, answers), name="look-up", daemon=True
        ).start()
        until = time.monotonic() + self._policy.lookup
        while (left := until - time.monotonic()) > 0:
            try:
                answer = answers.get(timeout=min(left, self._budget.slice()))
            except Empty:
                continue
            if isinstance(answer, FetchFault):
                raise answer
            return answer
        raise FetchFault("timeout", "the name was not looked up in time")

    def _look_up(self, host: str, port: int, answers: "SimpleQueue[Sequence[str] | FetchFault]") -> None:
        try:
            answers.put(self._resolver(host, port))
        except (OSError, UnicodeError):
            answers.put(FetchFault("no_such_host"))


class BudgetStream(httpcore.NetworkStream):
    """A connection on which time and bytes are counted."""

    def __init__(self, stream: httpcore.NetworkStream, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while True:
            try:
                data = self._stream.read(max_bytes, self._budget.slice())
            except httpcore.ReadTimeout:
                continue
            self._budget.spend(len(data))
            return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._budget.left(PATIENCE))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._budget.left(PATIENCE)
        return BudgetStream(self._stream.start_tls(ssl_context, server_hostname, left), self._budget)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
