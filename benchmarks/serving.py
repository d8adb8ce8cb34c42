"""Servers started for a benchmark, on the loopback address only."""

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import ROOT, Failed

HOST = "127.0.0.1"
#: Seconds a server has to answer its first request.
_START = 60.0
#: Seconds it has to stop.
_STOP = 15.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def server(
    command: Sequence[str],
    port: int,
    log: Path,
    environment: Mapping[str, str] | None = None,
    ready: str = "",
) -> Iterator[int]:
    """The id of a server process, ready to answer within the block and gone after it. Raises Failed.

    ``ready``: what it answers with 200 when it is; without, it is as soon as it takes connections.
    """
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **(environment or {})}, stdout=said, stderr=said
        )
    try:
        _wait(process, log, lambda: _takes_connections(port) and (not ready or _answers(port, ready)))
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], log: Path, is_ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _START
    while process.poll() is None and time.monotonic() < deadline:
        if is_ready():
            return
        time.sleep(0.05)
    raise Failed(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")


def _takes_connections(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def _answers(port: int, target: str) -> bool:
    try:
        fetch(port, target)
    except (Failed, OSError, http.client.HTTPException):
        return False
    return True


def cpu_of(pid: int) -> float | None:
    """Seconds of CPU that a process used so far, all its threads; None where the system does not tell."""
    told = Path(f"/proc/{pid}/stat")
    if not told.exists():
        return None
    user, system = told.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def fetch(port: int, target: str, patience: float = 60.0) -> bytes:
    """The body of one answer. Raises Failed unless its status is 200."""
    connection = http.client.HTTPConnection(HOST, port, timeout=patience)
    try:
        connection.request("GET", target)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise Failed(f"{target}: {answer.status} {body[:300]!r}")
    return body
