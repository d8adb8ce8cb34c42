"""``dateline serve`` as its own process, what it has open, and the questions it is asked."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks import workload
from benchmarks.load.client import HOST, Order
from benchmarks.measure import DATELINE, ROOT, Failed
from benchmarks.serving import free_port

#: Seconds.
_START, _PATIENCE = 60.0, 30.0
SHOWN = {"page_size": "10", "highlight": "true"}
#: Questions as dear as any: words that stand everywhere, near each other.
HOSTILE = tuple(
    f"/v1/search?q={quote(query)}"
    for query in (
        "NEAR(the, of, and, to, in, 50)",
        "NEAR(the, of, 50) OR NEAR(and, to, 50) OR NEAR(in, said, 50)",
        "repeat3:the OR repeat4:of OR repeat5:and",
        '"the of and to in said a for"~50',
    )
)
#: Nothing is answered from memory here: every question costs what it costs.
UNKEPT = {"DATELINE_KEPT_ANSWERS_BYTES": "0", "DATELINE_LOG_LEVEL": "warning"}


@dataclass(frozen=True, slots=True)
class Process:
    """Of the server with its workers: bytes in memory, open files, threads."""

    memory: int
    files: int
    threads: int


@dataclass(slots=True)
class Served:
    data: Path
    port: int
    process: subprocess.Popen[bytes]

    def get(self, path: str, patience: float = _PATIENCE) -> tuple[int, bytes]:
        """Status and body; status 0 when nobody answered."""
        asking = http.client.HTTPConnection(HOST, self.port, timeout=patience)
        try:
            asking.request("GET", path)
            answer = asking.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            asking.close()

    def wait_for(self, path: str) -> None:
        """Until it is answered with 200. Raises Failed."""
        until(self, lambda: self.get(path)[0] == 200, 0.005)

    def check(self, name: str) -> dict[str, object]:
        """What readiness says of one thing."""
        told = json.loads(self.get("/health/ready")[1])["checks"]
        found: dict[str, object] = told[name]
        return found

    def connect(self) -> socket.socket:
        return socket.create_connection((HOST, self.port), timeout=_PATIENCE)

    def order(self, targets: Sequence[str], rate: float, seconds: float, **more: Any) -> Order:
        return Order(self.port, targets, rate, max(1, round(rate * seconds)), **more)

    def used(self) -> Process:
        each = [_process(pid) for pid in tree(self.process.pid)]
        return Process(*(sum(one) for one in zip(*each, strict=True)))

    def workers(self) -> list[int]:
        return [worker for child in children(self.process.pid) for worker in children(child)]

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """The exit code, and the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(_PATIENCE), time.monotonic() - began


def children(pid: int) -> list[int]:
    found: list[int] = []
    for told in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, told.read_text().split())
    return found


def tree(pid: int) -> list[int]:
    return [pid, *(each for child in children(pid) for each in tree(child))]


def _process(pid: int) -> tuple[int, int, int]:
    own = Path(f"/proc/{pid}")
    told = dict(line.split(":", 1) for line in own.joinpath("status").read_text().splitlines() if ":" in line)
    return int(told["VmRSS"].split()[0]) * 1024, len(list(own.joinpath("fd").iterdir())), int(told["Threads"])


def start(data: Path, *words: str, **settings: str) -> Served:
    port = free_port()
    environment = {**os.environ, **UNKEPT, "DATELINE_DATA_DIR": str(data), **settings}
    command = [*DATELINE, "serve", "--port", str(port), *words]
    log = (data.parent / "load.log").open("ab")
    with log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    return Served(data, port, process)


@contextmanager
def serving(data: Path, *words: str, **settings: str) -> Iterator[Served]:
    """Ready in the block. Raises Failed."""
    served = start(data, *words, **settings)
    try:
        served.wait_for("/health/ready")
        yield served
    finally:
        if served.process.poll() is None:
            served.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                served.process.wait(15)
            served.process.kill()
        served.process.wait()


def until(served: Served, so: Callable[[], bool], pause: float = 0.02) -> float:
    """Seconds until it is so. Raises Failed when the server ends, or after a minute."""
    began = time.monotonic()
    while not so():
        if served.process.poll() is not None or time.monotonic() > began + _START:
            raise Failed(f"the server is not what it should be: {served.process.poll()}")
        time.sleep(pause)
    return time.monotonic() - began


def questions(data: Path, each: int = 100) -> tuple[str, ...]:
    """Targets of all classes, mixed; the same for the same archive."""
    asked = workload.of_archive(data, each).targets(SHOWN)
    mixed = [target for targets in asked.values() for target in targets]
    random.Random(1).shuffle(mixed)
    return tuple(mixed)
