"""A ``dateline serve`` process for as long as a block lasts."""

import http.client
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.serving import free_port
from tests.cli.running import environment
from tests.waiting import wait_for

RUN = "from app.cli import main; main()"
HOST = "127.0.0.1"


@dataclass
class Server:
    process: subprocess.Popen[bytes]
    port: int
    log_file: Path

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def connect(self) -> socket.socket:
        return socket.create_connection((HOST, self.port), timeout=30)

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        """The status, and what the answer holds."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        is_json = (answer.getheader("content-type") or "").endswith("json")
        return answer.status, json.loads(body) if is_json else body.decode()

    def stop(self, number: int = signal.SIGTERM, patience: float = 30) -> int:
        """The exit code."""
        self.process.send_signal(number)
        return self.process.wait(patience)

    def workers(self) -> list[int]:
        """Ids of the processes that serve: what our process started to fork from has started them."""
        return [worker for child in children(self.process.pid) for worker in children(child)]

    def log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log_file.read_text().splitlines()]


def children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for told in found for child in _read(told).split()]


def _read(told: Path) -> str:
    try:
        return told.read_text()
    except OSError:  # it has gone meanwhile
        return ""


@contextmanager
def serving(
    data: Path,
    *words: str,
    before: str = "",
    under: Sequence[str] = (),
    stderr: int | None = None,
    port: int = 0,
    looks: Callable[[Server], object] = lambda _: None,
    **settings: str,
) -> Iterator[Server]:
    """``settings``: variables without their prefix. ``before``: code that the process runs first.

    ``under``: the command that runs it. ``stderr``: where the log goes, if not to a file.
    ``looks``: is called again and again until it is ready.
    """
    port = port or free_port()
    log_file = data.parent / f"log-{port}"
    extra = {f"DATELINE_{name}": value for name, value in {"LOG_FORMAT": "json", **settings}.items()}
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [*under, sys.executable, "-c", f"{before}\n{RUN}", "serve", "--port", str(port), *words],
            env=environment(data, **extra),
            stderr=stderr or log,
            stdin=subprocess.DEVNULL,
        )
    server = Server(process, port, log_file)
    try:
        _wait_until_ready(server, looks)
        yield server
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _wait_until_ready(server: Server, looks: Callable[[Server], object]) -> None:
    def ready() -> bool:
        looks(server)
        assert server.process.poll() is None, server.log_file.read_text()
        try:
            return server.get("/health/ready")[0] == 200
        except OSError:
            return False

    wait_for(ready)
