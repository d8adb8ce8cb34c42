"""``dateline serve``: ready, answering, stopped by SIGTERM with exit code 0."""

import socket
from pathlib import Path

import pytest

from tests.cli.running import answer, dateline
from tests.serving.running import serving


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_serves_what_is_ingested_meanwhile_and_stops_on_sigterm(tmp_path: Path, workers: str) -> None:
    """I01"""
    data = tmp_path / "data"
    with serving(data, "--workers", workers) as server:
        assert server.get("/v1/search?q=ferry")[1]["total"] == 0
        given = '{"title": "Ferry sails again", "body": "On Monday."}\n'
        answer(data, "ingest", "--format", "jsonl", "-", given=given)
        assert server.get("/v1/search?q=ferry")[1]["total"] == 1
        assert server.stop() == 0


def test_a_port_in_use_is_one_line_and_exit_2(tmp_path: Path) -> None:
    """I14"""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = dateline(tmp_path / "data", "serve", "--port", str(taken.getsockname()[1]))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "cannot be listened on" in done.stderr
