"""``dateline serve`` as a process of its own, for clients that know nothing of us."""

import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cli.running import RUN, environment


@contextmanager
def serving(data: Path, **settings: str) -> Iterator[str]:
    """Serve this archive on a free port; gives the address, without a slash at its end."""
    port = _free_port()
    command = [*RUN, "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment(data, DATELINE_LOG_LEVEL="error", **settings)) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_ready(url)
            yield url
        finally:
            server.send_signal(signal.SIGTERM)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"{url}/health/ready", timeout=10):
                return
        except OSError:
            assert time.monotonic() < deadline, "the server did not become ready"
            time.sleep(0.05)
