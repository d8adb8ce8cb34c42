"""A server on this machine that answers as it is told, byte by byte, and remembers what it was asked."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

#: What is sent: bytes at once, or pieces with pauses between them.
Answer = bytes | Callable[["socket.socket"], None]


@dataclass(frozen=True)
class Asked:
    path: str
    headers: Mapping[str, str]
    at: float


@dataclass
class Server:
    """``answers`` by path; any other path is 404. ``asked`` is what was asked for, in order."""

    port: int = 0
    answers: dict[str, Answer | Callable[[Asked], bytes]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @property
    def netloc(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.netloc}{path}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """An answer of HTTP/1.1; underscores in names of headers are hyphens."""
    given = {"Content-Length": str(len(body))} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    return answer(b"ignored " * 100, status, Location=location)


@contextmanager
def serving() -> Iterator[Server]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(listener.getsockname()[1])
    thread = threading.Thread(target=_accept, args=(listener, server), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def _accept(listener: socket.socket, server: Server) -> None:
    threads = []
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            break
        threads.append(threading.Thread(target=_serve, args=(connection, server), daemon=True))
        threads[-1].start()
    for thread in threads:
        thread.join()


def _serve(connection: socket.socket, server: Server) -> None:
    with connection, suppress(OSError):
        connection.settimeout(5)
        head = b""
        while b"\r\n\r\n" not in head:
            more = connection.recv(65536)
            if not more:
                return
            head += more
            if head.startswith(b"\x16"):
                connection.sendall(b"this is no TLS\r\n")
                return
        first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        asked = Asked(first.split(" ")[1], headers, time.monotonic())
        server.asked.append(asked)
        told = server.answers.get(asked.path, answer(b"nothing here", "404 Not Found"))
        if isinstance(told, bytes):
            connection.sendall(told)
        elif getattr(told, "by_socket", False):
            told(connection)
        else:
            connection.sendall(told(asked))


def by_socket(send: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    """Marks an answer that writes to the connection itself."""
    send.by_socket = True
    return send
