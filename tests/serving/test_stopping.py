"""Told to stop, a server ends what is in hand and goes, in ten seconds whatever happens."""

import http.client
import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from tests.serving.running import Server, serving
from tests.waiting import wait_for


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


#: A search that hangs, where no deadline is asked for; what is in hand has a second, not seven.
HANGING = """
import time
from app.cli import serve
from app.finder import Finder
serve._GRACE = 1
Finder.find = lambda *_, **__: time.sleep(90)
"""


def test_what_hangs_is_told_so_and_left_behind(data: Path) -> None:
    """I01"""
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


@pytest.mark.parametrize("workers", ["1", "2"])
def test_under_load_nobody_who_was_let_in_is_dropped(data: Path, workers: str) -> None:
    """I01, LOAD-4: connections that nobody has read from yet, and such as are used again."""
    for _ in range(2):
        with serving(data, "--workers", workers) as server, ThreadPoolExecutor(8) as clients:
            asking = [clients.submit(ask_until_refused, server, keep) for keep in (True, False) * 4]
            time.sleep(0.3)
            assert server.stop() == 0
            ends = [client.result() for client in asking]
            assert all(answered > 0 for answered, _ in ends)
            assert {dropped for _, dropped in ends} == {0}


def ask_until_refused(server: Server, keep: bool) -> tuple[int, int]:
    """How many requests were answered, and how many were not that had been sent.

    Not those on a connection that was idle for a moment: it may be closed, and a client has to try again.
    """
    answered = 0
    how = b"" if keep else b"Connection: close\r\n"
    while True:
        try:
            connection = server.connect()
        except OSError:
            return answered, 0
        with connection:
            for number in count():
                try:
                    connection.sendall(b"GET /v1/search?q=ferry HTTP/1.1\r\nHost: here\r\n" + how + b"\r\n")
                    status, ends = whole_answer(connection)
                except OSError:
                    return answered, int(number == 0)
                assert status in (200, 503)  # on a machine that is much too busy it is told to come back
                answered += status == 200
                if ends:
                    break


def whole_answer(connection: socket.socket) -> tuple[int, bool]:
    """The status, and whether the connection ends with it. Raises OSError when it does before."""
    answer = http.client.HTTPResponse(connection)
    try:
        answer.begin()
        answer.read()
    except http.client.HTTPException as error:
        raise ConnectionResetError from error
    return answer.status, answer.will_close
