"""``dateline serve``: ready, answering, stopped by SIGTERM with exit code 0."""

import json
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from tests.cli.running import RUN, answer, dateline, environment


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def get(port: int, path: str) -> dict[str, object]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
        found: dict[str, object] = json.load(response)
        return found


def wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            get(port, "/health/ready")
            return
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_serves_what_is_ingested_meanwhile_and_stops_on_sigterm(tmp_path: Path, workers: str) -> None:
    """I01"""
    data, port = tmp_path / "data", free_port()
    command = [*RUN, "serve", "--port", str(port), "--workers", workers]
    with subprocess.Popen(command, env=environment(data), stderr=subprocess.DEVNULL) as server:
        try:
            wait_until_ready(port)
            assert get(port, "/v1/search?q=ferry")["total"] == 0
            given = '{"title": "Ferry sails again", "body": "On Monday."}\n'
            answer(data, "ingest", "--format", "jsonl", "-", given=given)
            assert get(port, "/v1/search?q=ferry")["total"] == 1
        finally:
            server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=20) == 0


def test_a_port_in_use_is_one_line_and_exit_2(tmp_path: Path) -> None:
    """I14"""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = dateline(tmp_path / "data", "serve", "--port", str(taken.getsockname()[1]))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "cannot be listened on" in done.stderr
