"""``dateline serve``: ready, answering, stopped by SIGTERM with exit code 0."""

import errno
import socket
from pathlib import Path

import pytest

from app.cli import serve
from app.errors import UsageError
from tests.cli.running import answer, dateline
from tests.serving.running import serving


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_serves_what_is_ingested_meanwhile_and_stops_on_sigterm(tmp_path: Path, workers: str) -> None:
    """I01, K27: the server keeps its name."""
    data = tmp_path / "data"
    with serving(data, "--workers", workers) as server:
        assert server.get("/v1/search?q=ferry")[1]["total"] == 0
        given = '{"title": "Ferry sails again", "body": "On Monday."}\n'
        answer(data, "ingest", "--format", "jsonl", "-", given=given)
        assert server.get("/v1/search?q=ferry")[1]["total"] == 1
        with server.connect() as connection:
            connection.sendall(b"GET /version HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
            assert b"\r\nserver:" not in connection.recv(65536).lower()
        assert server.stop() == 0


def test_a_port_in_use_is_one_line_and_exit_2(tmp_path: Path) -> None:
    """I14"""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = dateline(tmp_path / "data", "serve", "--port", str(taken.getsockname()[1]))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "cannot be listened on" in done.stderr


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "Permission denied"),
        (OverflowError("port"), "port"),
    ],
    ids=["not allowed", "beyond all ports"],
)
def test_a_port_that_is_not_allowed_is_one_line_and_exit_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    """I14"""

    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(socket.socket, "bind", refuse)
    done = dateline(tmp_path / "data", "serve", "--port", "80")
    assert (done.returncode, done.stderr) == (2, f"dateline: 127.0.0.1:80 cannot be listened on: {said}\n")


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def test_it_listens_where_there_is_ipv6_only() -> None:
    """I14: and where there is none, it is told as any other address that cannot be had."""
    if not has_ipv6():
        with pytest.raises(UsageError, match="::1:0 cannot be listened on"):
            serve._listening("::1", 0)
        return
    with serve._listening("::1", 0) as listener:
        assert listener.family is socket.AF_INET6
        socket.create_connection(listener.getsockname()[:2], timeout=10).close()
