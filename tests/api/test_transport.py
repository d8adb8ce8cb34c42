"""What never becomes a request: too large, too slow, too many, or no HTTP at all."""

import logging
import re
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import repeat
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from app.api.connections import Connections, Swamped, TransportLimits
from tests.api.serving import serve
from tests.waiting import wait_for

LIMITS = TransportLimits(
    target_bytes=200,
    header_bytes=300,
    headers_bytes=500,
    headers=10,
    body_bytes=1000,
    connections=50,
    header_seconds=0.3,
    body_seconds=0.3,
    write_seconds=0.3,
)
PATIENT = replace(LIMITS, header_seconds=60, body_seconds=60, write_seconds=60)
MUCH = 8 * 2**20
#: What the system takes of a client before the server sees it.
ROOM_IN_BETWEEN = 2**25
HOST = b"Host: here\r\n"
#: A second request in what an unclear first one may take for its body.
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: here\r\n\r\n"


@dataclass
class Served:
    """A server with limits, and what its application saw of it."""

    connections: Connections
    port: int = 0
    paths: list[str] = field(default_factory=list)
    lengths: list[int | None] = field(default_factory=list)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def ask(self, sent: bytes) -> bytes:
        """All that comes back on one connection, until it is closed."""
        with self.connect() as connection:
            connection.sendall(sent)
            return read(connection)

    def get(self, path: str = "/") -> int:
        return status_of(self.ask(f"GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".encode()))


def read(connection: socket.socket) -> bytes:
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def answers_in(answer: bytes) -> int:
    return len(re.findall(rb"HTTP/1\.1 [0-9]{3} ", answer))


def application(served: Served) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        yield {"connections": served.connections}

    app = FastAPI(lifespan=lifespan)

    async def here(request: Request) -> Response:
        served.paths.append(request.url.path)
        return PlainTextResponse(",".join(name for name, _ in request.headers.items()))

    async def take(request: Request) -> Response:
        try:
            served.lengths.append(len(await request.body()))
        except ClientDisconnect:
            served.lengths.append(None)
        return PlainTextResponse("taken")

    async def much(_: Request) -> Response:
        return StreamingResponse(iter(repeat(b"x" * 65536, MUCH // 65536)))

    app.add_route("/", here, methods=["GET", "POST"])
    app.add_route("/smuggled", here)
    app.add_route("/take", take, methods=["POST"])
    app.add_route("/much", much)
    return app


@contextmanager
def serving(limits: TransportLimits, is_swamped: Swamped = lambda *_: False) -> Iterator[Served]:
    served = Served(Connections(limits, is_swamped))
    with serve(application(served)) as client:
        served.port = client.base_url.port or 0
        yield served


@pytest.fixture(scope="module")
def patient() -> Iterator[Served]:
    with serving(PATIENT) as served:
        yield served


@pytest.fixture(scope="module")
def hasty() -> Iterator[Served]:
    with serving(LIMITS) as served:
        yield served


def chunked(*chunks: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)


AMBIGUOUS = {
    "a length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and a length": b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
    "the same length twice": b"Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd",
    "a list of lengths": b"Content-Length: 4, 4\r\n\r\nabcd",
    "a negative length": b"Content-Length: -4\r\n\r\nabcd",
    "a length with a sign": b"Content-Length: +4\r\n\r\nabcd",
    "an endless length": b"Content-Length: 99999999999999999999999\r\n\r\nabcd",
    "no length": b"Content-Length: \r\n\r\nabcd",
    "another coding": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a coding before chunks": b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "chunks in chunks": b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "a second coding": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "a coding behind a space": b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a coding on a second line": b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "a chunk longer than it says": b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
    "a chunk with a negative size": b"Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n",
    "a chunk with a prefix": b"Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n",
    "an endless size of a chunk": b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc",
    "chunks by line feeds": b"Transfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n",
}


@pytest.mark.parametrize("framing", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_a_body_whose_end_is_unclear_ends_the_connection(patient: Served, framing: bytes) -> None:
    """F36, K42: whoever stands before us may have seen another end; nothing behind it is read."""
    answer = patient.ask(b"POST / HTTP/1.1\r\n" + HOST + framing + SMUGGLED)
    assert answers_in(answer) == 1
    assert "/smuggled" not in patient.paths


def test_chunks_under_http_1_0_are_refused(patient: Served) -> None:
    """F36"""
    answer = patient.ask(
        b"POST / HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED
    )
    assert (status_of(answer), answers_in(answer)) == (400, 1)


GARBAGE = {
    "HTTP/0.9": b"GET /\r\n\r\n",
    "lines by line feeds": b"GET / HTTP/1.1\nHost: here\n\n",
    "the beginning of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/2.0": b"GET / HTTP/2.0\r\nHost: here\r\n\r\n",
    "HTTP/1.2": b"GET / HTTP/1.2\r\nHost: here\r\n\r\n",
    "CONNECT": b"CONNECT here:80 HTTP/1.1\r\nHost: here\r\n\r\n",
    "an unknown method": b"BREW / HTTP/1.1\r\nHost: here\r\n\r\n",
    "a method in small letters": b"get / HTTP/1.1\r\nHost: here\r\n\r\n",
    "a method of a megabyte": b"A" * 2**20,
    "a space in the address": b"GET /a b HTTP/1.1\r\nHost: here\r\n\r\n",
    "NUL in a header": b"GET / HTTP/1.1\r\nHost: here\r\nX: a\0b\r\n\r\n",
    "a bare carriage return": b"GET / HTTP/1.1\r\nHost: here\r\nX: a\rb\r\n\r\n",
    "a header without a name": b"GET / HTTP/1.1\r\n: here\r\n\r\n",
    "noise": bytes(range(256)),
}


@pytest.mark.parametrize("sent", GARBAGE.values(), ids=GARBAGE)
def test_what_is_no_http_1_is_refused_and_the_connection_closed(patient: Served, sent: bytes) -> None:
    """F19, F38"""
    seen = len(patient.paths)
    answer = patient.ask(sent + SMUGGLED)
    assert answers_in(answer) == 1
    assert status_of(answer) in (400, 431, 505)
    assert len(patient.paths) == seen


@pytest.mark.parametrize("protocol", [b"websocket", b"h2c"])
def test_no_other_protocol_is_spoken_after_an_upgrade(patient: Served, protocol: bytes) -> None:
    """F38: answered as if it had not been asked, and then closed."""
    upgrade = b"Connection: Upgrade\r\nUpgrade: " + protocol + b"\r\n\r\n"
    answer = patient.ask(b"GET / HTTP/1.1\r\n" + HOST + upgrade + SMUGGLED)
    assert (status_of(answer), answers_in(answer)) == (200, 1)
    assert b"connection: close" in answer
    assert "/smuggled" not in patient.paths


def test_a_refusal_is_a_problem_with_the_headers_of_every_answer(patient: Served) -> None:
    """K27, K29"""
    head, _, body = patient.ask(b"GARBAGE\r\n\r\n").partition(b"\r\n\r\n")
    answered = httpx.Response(400, headers=[line.split(b": ", 1) for line in head.split(b"\r\n")[1:]])
    assert answered.headers["content-type"] == "application/problem+json"
    assert answered.headers["x-content-type-options"] == "nosniff"
    assert answered.headers["connection"] == "close"
    assert "server" not in answered.headers
    problem = httpx.Response(400, content=body).json()
    assert (problem["status"], problem["code"]) == (400, "requestMalformed")
    assert problem["request_id"] == answered.headers["x-request-id"]
    assert len(body) == int(answered.headers["content-length"])


def with_target(size: int) -> bytes:
    return b"GET /?" + b"a" * (size - 2) + b" HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"


def with_header(size: int) -> bytes:
    """One header of so many bytes, name and value."""
    return b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\nX: " + b"a" * (size - 1) + b"\r\n\r\n"


def with_headers(size: int) -> bytes:
    """Headers of so many bytes together, none of them too large."""
    rest = size - len("Hosthere") - len("Connectionclose") - 2
    half, more = rest // 2, rest - rest // 2
    two = b"A: " + b"a" * half + b"\r\nB: " + b"b" * more + b"\r\n\r\n"
    return b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n" + two


def with_number(number: int) -> bytes:
    lines = b"".join(b"X%d: 1\r\n" % each for each in range(number - 2))
    return b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n" + lines + b"\r\n"


def with_body(size: int) -> bytes:
    head = b"POST /take HTTP/1.1\r\n" + HOST + b"Connection: close\r\n"
    return head + b"Content-Length: %d\r\n\r\n" % size + b"a" * size


def with_chunks(size: int) -> bytes:
    head = b"POST /take HTTP/1.1\r\n" + HOST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + chunked(*repeat(b"a", size)) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("made", "limit", "status"),
    [
        (with_target, LIMITS.target_bytes, 414),
        (with_header, LIMITS.header_bytes, 431),
        (with_headers, LIMITS.headers_bytes, 431),
        (with_number, LIMITS.headers, 431),
        (with_body, LIMITS.body_bytes, 413),
        (with_chunks, LIMITS.body_bytes, 413),
    ],
)
def test_limits_hold_to_the_byte(
    patient: Served, made: Callable[[int], bytes], limit: int, status: int
) -> None:
    """F35, F37"""
    statuses = [status_of(patient.ask(made(size))) for size in (limit - 1, limit, limit + 1)]
    assert statuses == [200, 200, status]


def test_a_header_that_never_ends_is_refused_before_it_is_complete(patient: Served) -> None:
    """F37"""
    with patient.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX: " + b"a" * 2**20)
        assert status_of(read(connection)) == 431


def test_five_thousand_headers_are_refused(patient: Served) -> None:
    """F37"""
    assert status_of(patient.ask(with_number(5000))) == 431


def test_a_body_announced_as_too_large_is_refused_before_it_comes(patient: Served) -> None:
    """F35: so a client that asks first never sends it."""
    asks = b"POST /take HTTP/1.1\r\n" + HOST + b"Expect: 100-continue\r\nContent-Length: 104857600\r\n\r\n"
    assert status_of(patient.ask(asks)) == 413


def send_for_ever(connection: socket.socket, piece: bytes, most: int) -> int:
    """How much could be sent before the other side had enough."""
    sent = 0
    try:
        while sent < most:
            connection.sendall(piece)
            sent += len(piece)
    except OSError:
        pass
    return sent


@pytest.mark.parametrize("path", [b"/take", b"/"])
def test_an_endless_body_is_cut_off_whether_or_not_it_is_read(patient: Served, path: bytes) -> None:
    """F35, INP-10"""
    head = b"POST " + path + b" HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
    with patient.connect() as connection:
        connection.sendall(head)
        sent = send_for_ever(connection, chunked(b"a" * 4096), 2 * ROOM_IN_BETWEEN)
    assert sent < ROOM_IN_BETWEEN


def test_framing_that_grows_beyond_the_body_is_refused(patient: Served) -> None:
    """F36: extensions of chunks are no way to send what is not counted."""
    head = b"POST /take HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
    with patient.connect() as connection:
        connection.sendall(head + b"1;" + b"a" * 2**20)
        assert status_of(read(connection)) == 400


def test_trailers_do_not_become_headers(patient: Served) -> None:
    head = b"POST / HTTP/1.1\r\n" + HOST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = patient.ask(head + b"1\r\na\r\n0\r\nAuthorization: Bearer x\r\n\r\n")
    assert status_of(answer) == 200
    assert b"authorization" not in answer


def test_requests_sent_at_once_are_answered_in_turn(patient: Served) -> None:
    one = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
    last = b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"
    assert answers_in(patient.ask(one * 9 + last)) == 10


@pytest.mark.parametrize(("sent", "answered"), [(20, 20), (21, 21), (22, 21), (23, 21)])
def test_twenty_requests_may_wait_for_the_one_before_them(patient: Served, sent: int, answered: int) -> None:
    """F38: n-1, n, n+1."""
    one = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
    last = b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"
    answer = patient.ask(one * (sent - 1) + last)
    assert (answers_in(answer), answer.count(b"HTTP/1.1 200 ")) == (answered, answered)


def test_a_thousand_requests_sent_at_once_are_too_many(patient: Served) -> None:
    """F38: the first ones get their answers, then the connection ends."""
    answer = patient.ask(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n" * 1000)
    assert 1 <= answers_in(answer) < 100
    assert answer.count(b"HTTP/1.1 200 ") == answers_in(answer)


@pytest.mark.parametrize("sent", [b"", b"\r\n", b"GET / HT", b"GET / HTTP/1.1\r\nHost: here\r\nX: a"])
def test_who_does_not_finish_the_head_is_cut_off(hasty: Served, sent: bytes) -> None:
    """J03, J04, LOAD-3: slowloris."""
    answer = hasty.ask(sent)
    assert status_of(answer) == (408 if sent.strip() else 0)


def test_who_sends_a_head_byte_by_byte_is_cut_off(hasty: Served) -> None:
    """J04: more bytes give no more time."""
    with hasty.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        connection.settimeout(0.02)
        for _ in range(1000):
            try:
                if answer := connection.recv(65536):
                    break
            except TimeoutError:
                connection.sendall(b"a")
        assert status_of(answer) == 408


def test_who_stops_in_the_head_of_a_second_request_is_cut_off(hasty: Served) -> None:
    """J04"""
    for rest in (b"GET / HT", b"\r\n"):
        with hasty.connect() as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
            assert status_of(connection.recv(65536)) == 200
            connection.sendall(rest)
            assert status_of(read(connection)) == (408 if rest.strip() else 0)


def test_who_does_not_finish_the_body_is_cut_off_and_the_handler_told(hasty: Served) -> None:
    """J04, F39"""
    answer = hasty.ask(b"POST /take HTTP/1.1\r\n" + HOST + b"Content-Length: 100\r\n\r\nabc")
    assert status_of(answer) == 408
    wait_for(lambda: hasty.lengths)
    assert hasty.lengths == [None]


def test_who_does_not_finish_a_body_that_nobody_reads_is_cut_off(hasty: Served) -> None:
    """J04"""
    answer = hasty.ask(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 100\r\n\r\nabc")
    assert (status_of(answer), answers_in(answer)) == (200, 1)


def test_who_does_not_read_the_answer_is_cut_off(hasty: Served) -> None:
    """J04: slow read."""
    with hasty.connect() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(b"GET /much HTTP/1.1\r\nHost: here\r\n\r\n")
        wait_for(lambda: hasty.connections.refused["reading"])


def test_who_waits_longest_gives_way_where_there_are_too_many_connections() -> None:
    """J03"""
    with serving(replace(PATIENT, connections=5, grace_seconds=0)) as served:
        idle = [served.connect() for _ in range(5)]
        assert served.get() == 200
        assert read(idle[0]) == b""
        for connection in idle[1:]:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
            assert status_of(read(connection)) == 200
            connection.close()
        idle[0].close()


def test_who_came_a_moment_ago_does_not_give_way() -> None:
    """J02, J03: the request may be here already, and only has not been read."""
    with serving(replace(PATIENT, connections=1, grace_seconds=60)) as served, served.connect() as first:
        assert status_of(served.ask(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")) == 503
        first.sendall(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        assert status_of(read(first)) == 200


@pytest.mark.parametrize(
    "part", [b"GET / HTTP/1.1\r\nHo", b"POST /take HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\n\r\nabc"]
)
def test_who_sent_a_part_of_a_request_gives_way_even_a_moment_later(part: bytes) -> None:
    """J03, LOAD-3: of a thousand slow clients that came at once, whose parts were read."""
    limits = replace(PATIENT, connections=2, grace_seconds=60)
    with serving(limits) as served, served.connect() as unread, served.connect() as slow:
        slow.sendall(part)
        wait_for(lambda: served.get() == 200)
        assert read(slow) == b""
        unread.sendall(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        assert status_of(read(unread)) == 200


def test_where_all_connections_are_busy_others_are_told_to_come_back() -> None:
    """J03"""
    with serving(replace(PATIENT, connections=2)) as served:
        busy = [served.connect() for _ in range(2)]
        for connection in busy:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(b"GET /much HTTP/1.1\r\nHost: here\r\n\r\n")
            assert connection.recv(1)
        answer = served.ask(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        assert status_of(answer) == 503
        assert b"retry-after: 1" in answer
        for connection in busy:
            connection.close()


def test_clients_that_go_away_leave_nothing_behind(patient: Served, caplog: pytest.LogCaptureFixture) -> None:
    """F39, J19: before, during and after a request; no error is logged, no connection kept."""
    with caplog.at_level(logging.WARNING):
        for sent in (b"", b"GET / HT", b"POST /take HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\n\r\n"):
            with patient.connect() as connection:
                connection.sendall(sent)
        with patient.connect() as connection:
            connection.sendall(b"GET /much HTTP/1.1\r\nHost: here\r\n\r\n")
            connection.recv(1)
        with patient.connect() as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
            connection.shutdown(socket.SHUT_WR)
            assert status_of(read(connection)) == 200
        assert patient.get() == 200
    assert not caplog.records


SEARCH = b"GET /v1/search?q=ferry HTTP/1.1\r\n" + HOST


def refusal_of_a_search(connection: socket.socket) -> bytes:
    """Ask, on a connection that stays: the whole answer."""
    connection.sendall(SEARCH + b"\r\n")
    answer = b""
    while not answer.endswith(b"}"):
        answer += connection.recv(65536)
    assert status_of(answer) == 503
    return answer


def test_a_server_that_is_swamped_turns_searches_away_unread_and_keeps_their_connections() -> None:
    """J01, J10, I26: health is told all the same."""
    with serving(PATIENT, lambda *_: True) as served, served.connect() as connection:
        ids = set()
        for _ in range(2):
            answer = refusal_of_a_search(connection)
            assert b"\r\nretry-after: 1\r\n" in answer
            assert b'"code":"overloaded"' in answer
            ids |= set(re.findall(rb"[0-9a-f]{32}", answer))
        assert len(ids) == 2
        assert served.get("/") == 200
        assert (served.paths, served.connections.refused["swamped"]) == (["/"], 2)


def test_it_is_told_who_asks_and_whether_it_is_a_search() -> None:
    """J01: what is no search is looked at as long as there is time."""
    seen: list[tuple[str, bool]] = []

    def is_swamped(name: str, searches: bool) -> bool:
        seen.append((name, searches))
        return searches

    with serving(PATIENT, is_swamped) as served:
        assert status_of(served.ask(SEARCH + b"Connection: close\r\n\r\n")) == 503
        assert served.get("/v1/sources") == 404
        assert served.get("/") == 200
    assert seen == [("127.0.0.1", True), ("127.0.0.1", False), ("127.0.0.1", False)]


def test_of_many_that_came_at_once_those_are_turned_away_whose_turn_comes_too_late() -> None:
    """J01, J02: it was not swamped yet when they were read."""
    looks: list[bool] = []

    def is_swamped(_name: str, _searches: bool) -> bool:
        looks.append(len(looks) % 2 == 1)
        return looks[-1]

    with serving(PATIENT, is_swamped) as served, served.connect() as connection:
        for _ in range(2):
            answer = refusal_of_a_search(connection)
            assert len(set(re.findall(rb"[0-9a-f]{32}", answer))) == 1
        assert (served.paths, served.connections.refused["swamped"]) == ([], 2)


@pytest.mark.parametrize(
    ("sent", "answers"),
    [
        (SEARCH + b"Connection: close\r\n\r\n", 1),
        (SEARCH + b"Content-Length: 40\r\n\r\n" + SMUGGLED, 1),
        (SEARCH + b"Upgrade: websocket\r\nConnection: upgrade\r\n\r\n", 1),
        (b"HEAD /v1/search HTTP/1.1\r\n" + HOST + b"\r\n", 1),
        (b"POST /v1/articles HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\nExpect: 100-continue\r\n\r\n", 1),
        (b"GET /v1/search HTTP/1.0\r\n" + HOST + b"\r\n", 1),
        (SEARCH + b"\r\n" + SEARCH + b"Connection: close\r\n\r\n", 2),
    ],
    ids=["last", "with a body", "upgrade", "head", "write", "1.0", "two at once"],
)
def test_a_server_that_is_swamped_ends_the_connection_where_more_may_come(sent: bytes, answers: int) -> None:
    """J01: what may hold more than a question is told so once, and nothing after it is read."""
    with serving(PATIENT, lambda *_: True) as served:
        answer = served.ask(sent)
        assert (answers_in(answer), status_of(answer)) == (answers, 503)
        assert answer.count(b"\r\nConnection: close\r\n".lower()) == 1
        assert served.paths == []


def test_a_server_that_is_swamped_does_not_gather_answers_that_nobody_reads() -> None:
    """J01, J04"""
    with serving(PATIENT, lambda *_: True) as served, served.connect() as connection:
        with suppress(OSError):  # it is read no more, or cut off
            for _ in range(300):
                connection.sendall((SEARCH + b"\r\n") * 1000)
        wait_for(lambda: served.connections.refused["503"])


def test_who_was_turned_away_has_the_time_of_who_is_idle_and_the_next_question_its_own() -> None:
    """J01: neither the pause after being turned away nor the time for a head cuts off what follows."""
    swamped = [True]
    with serving(LIMITS, lambda *_: swamped[0]) as served, served.connect() as connection:
        connection.sendall(SEARCH + b"\r\n")
        assert status_of(connection.recv(65536)) == 503
        time.sleep(2 * LIMITS.header_seconds)
        swamped[0] = False
        connection.sendall(b"GET /v1/ HTTP/1.1\r\nConnection: close\r\n" + HOST + b"\r\n")
        assert status_of(read(connection)) == 404
