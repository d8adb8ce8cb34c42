"""Who answers while the server is still being made, or has lost its processes: alive, and not ready yet.

Loading all that serving needs takes a second. Whoever watches over the service shall not have to guess
meanwhile whether anybody is there, and clients shall hear when to come back instead of nothing.
"""

import json
import select
import socket
import threading
from contextlib import suppress
from secrets import token_hex

#: Seconds that a client has to say what it wants; they are served one after the other.
_PATIENCE = 0.2
_MOST, _SHOWN = 8 * 1024, 200
_ALIVE = b"GET /health/live "


class Door:
    """For as long as the block lasts, answers whoever comes to this listening socket, which stays open."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._ended, self._end = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="door", daemon=True)

    def __enter__(self) -> "Door":
        self._listener.setblocking(False)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.close()
        self._thread.join()
        self._ended.close()

    def _run(self) -> None:
        while True:
            coming, _, _ = select.select([self._listener, self._ended], [], [])
            if self._ended in coming:
                return
            with suppress(OSError):  # it has gone, or somebody else took it
                connection, _ = self._listener.accept()
                with connection:
                    _answer(connection)


def _answer(connection: socket.socket) -> None:
    connection.settimeout(_PATIENCE)
    asked = b""
    while b"\r\n\r\n" not in asked and len(asked) < _MOST:
        part = connection.recv(_MOST)
        if not part:
            return
        asked += part
    connection.sendall(_alive() if asked.startswith(_ALIVE) else _starting(asked))
    connection.shutdown(socket.SHUT_WR)


def _alive() -> bytes:
    return _whole("200 OK", "application/json", {"status": "live"})


def _starting(asked: bytes) -> bytes:
    """A problem as all others, see ``app.api.problems``, which is not loaded yet."""
    request_id = token_hex(16)
    target = [*asked.split(b" ", 2), b""][1].partition(b"?")[0]
    problem = {
        "type": "urn:dateline:problem:starting",
        "title": "Starting",
        "status": 503,
        "detail": "The server is starting; try again in a moment.",
        "instance": target.decode("ascii", "replace")[:_SHOWN],
        "code": "starting",
        "errors": [],
        "request_id": request_id,
    }
    more = f"Retry-After: 1\r\nX-Request-ID: {request_id}\r\n"
    return _whole("503 Service Unavailable", "application/problem+json", problem, more)


def _whole(status: str, kind: str, content: dict[str, object], more: str = "") -> bytes:
    body = json.dumps(content).encode()
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}"
        "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nAccess-Control-Allow-Origin: *\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body
