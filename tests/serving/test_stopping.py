"""Told to stop, a server ends what is in hand and goes, in ten seconds whatever happens."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.serving.running import serving, wait_for


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_server_with_idle_and_half_open_connections_ends_well(data: Path, workers: str) -> None:
    """I01: slow clients."""
    with (
        serving(data, "--workers", workers) as server,
        server.connect() as idle,
        server.connect() as half,
        server.connect() as reading,
    ):
        idle.sendall(b"GET /health/live HTTP/1.1\r\nHost: here\r\n\r\n")
        assert idle.recv(65536)
        half.sendall(b"GET /v1/sea")
        reading.sendall(b"GET /v1/export HTTP/1.1\r\nHost: here\r\n\r\n")
        assert reading.recv(1)
        assert server.stop() == 0


def test_what_is_in_hand_is_answered(data: Path) -> None:
    """I01, LOAD-4"""
    with serving(data) as server, server.connect() as connection:
        connection.sendall(b"GET /v1/export HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        assert connection.recv(1) == b"H"
        server.process.send_signal(signal.SIGTERM)
        answer = b""
        while part := connection.recv(65536):
            answer += part
        assert answer.endswith(b"0\r\n\r\n")
        assert answer.count(b'"title":') == 1000
        assert server.process.wait(30) == 0


#: A search that hangs, where no deadline is asked for.
HANGING = "import time; from app.finder import Finder; Finder.find = lambda *_, **__: time.sleep(90)"


def test_what_hangs_is_told_so_and_left_behind(data: Path) -> None:
    """I01: ten seconds are enough."""
    with serving(data, before=HANGING) as server, server.connect() as hanging:
        hanging.sendall(b"GET /v1/search?q=ferry HTTP/1.1\r\nHost: here\r\n\r\n")
        wait_for(lambda: 'dateline_gate_running{gate="search"} 1.0' in server.get("/metrics")[1])
        server.process.send_signal(signal.SIGTERM)
        answer = b""
        while part := hanging.recv(65536):
            answer += part
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b'"code":"stopping"' in answer
        assert server.process.wait(30) == 0
        assert not any("trace" in line for line in server.log())


def test_told_twice_it_ends_at_once(data: Path) -> None:
    """I02"""
    with serving(data) as server:
        server.process.send_signal(signal.SIGINT)
        time.sleep(0.05)
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(30) in (0, 4)
        assert not any("trace" in line for line in server.log())


def test_a_hangup_is_no_reason_to_stop_and_a_broken_pipe_none(data: Path) -> None:
    """I02"""
    with serving(data) as server:
        for number in (signal.SIGHUP, signal.SIGPIPE):
            server.process.send_signal(number)
        assert server.get("/health/live")[0] == 200
        assert server.stop(signal.SIGQUIT) == 0


def test_a_server_that_was_stopped_for_a_while_goes_on(data: Path) -> None:
    """I03"""
    with serving(data) as server:
        server.process.send_signal(signal.SIGSTOP)
        with server.connect() as connection:
            connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
            server.process.send_signal(signal.SIGCONT)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        assert server.get("/v1/search?q=ferry")[0] == 200
        assert server.stop() == 0


def test_a_log_that_nobody_reads_stops_nobody(data: Path) -> None:
    """I17"""
    reading, writing = os.pipe()
    with serving(data, stderr=writing) as server:
        with server.connect() as connection:
            for _ in range(1000):  # of some 300 bytes each: more than a pipe holds
                connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: here\r\n\r\n")
                while not connection.recv(65536).endswith(b"}"):
                    pass
        assert server.stop() == 0
    os.close(reading)
    os.close(writing)
