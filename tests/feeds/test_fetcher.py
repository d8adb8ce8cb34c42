"""Fetching from servers that do what they should not (K17, K18, K19, K20)."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.feeds.fetch import Fetcher, FetchFault, Policy, target_of
from app.feeds.fetch.target import redirect_of
from tests.feeds.server import Asked, Server, answer, by_socket, redirect


def fetcher(server: Server, *more: str, **limits: float) -> Fetcher:
    """One that may ask the server on this machine."""
    hosts = frozenset({server.netloc, *more})
    values = {"max_bytes": 100_000, "total": 5.0} | limits
    return Fetcher(Policy("Dateline/test", private_hosts=hosts, **values))


def fault(fetch: Callable[[], object]) -> str:
    with pytest.raises(FetchFault) as caught:
        fetch()
    return caught.value.reason


def test_an_answer_is_what_the_server_said(server: Server) -> None:
    server.answers["/feed?a=1"] = answer(b"<rss/>", ETag='"7"', X_Other="1")
    fetched = fetcher(server).fetch(server.url("/feed?a=1"), {"If-None-Match": '"6"'})
    assert (fetched.status, fetched.body, fetched.headers["etag"]) == (200, b"<rss/>", '"7"')
    assert (fetched.url, fetched.moved_to) == (server.url("/feed?a=1"), "")
    asked = server.asked[0].headers
    assert (asked["host"], asked["user-agent"], asked["if-none-match"]) == (
        server.netloc,
        "Dateline/test",
        '"6"',
    )


def test_nothing_of_ours_is_told_to_a_server(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """K19: no proxy of the environment, no netrc, no cookies."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login us password secret\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.answers["/"] = redirect("/again")
    server.answers["/again"] = answer(b"ok", Set_Cookie="a=b")
    ours = fetcher(server)
    ours.fetch(server.url("/"), {})
    ours.fetch(server.url("/again"), {})
    told = {name for asked in server.asked for name in asked.headers}
    assert told == {"host", "user-agent", "accept-encoding", "connection"}


def test_a_look_up_that_hangs_has_a_time_limit_of_its_own(server: Server) -> None:
    """K19: long before the whole fetch is given up."""
    answered = threading.Event()

    def hanging(host: str, port: int) -> Sequence[str]:
        answered.wait(30)
        return ["127.0.0.1"]

    policy = Policy("Dateline/test", private_hosts=frozenset({server.netloc}), lookup=0.05, total=1000.0)
    with pytest.raises(FetchFault, match="the name was not looked up in time") as caught:
        Fetcher(policy, resolver=hanging).fetch(server.url("/"), {})
    answered.set()
    assert caught.value.reason == "timeout"


def test_a_packed_answer_is_unpacked(server: Server) -> None:
    server.answers["/"] = answer(gzip.compress(b"<rss/>"), Content_Encoding="gzip")
    assert fetcher(server).fetch(server.url("/"), {}).body == b"<rss/>"


def endless(piece: bytes, head: bytes) -> Callable[[socket.socket], None]:
    def send(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(2000):
            connection.sendall(piece)

    return by_socket(send)


def trickle(head: bytes) -> Callable[[socket.socket], None]:
    def send(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(100):
            connection.sendall(b"x")
            time.sleep(0.1)

    return by_socket(send)


LONG = b"HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n"
OPEN = b"HTTP/1.1 200 OK\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (endless(b"x" * 65536, LONG), "too_large"),
        (endless(b"x" * 65536, OPEN), "too_large"),
        (endless(b"10000\r\n" + b"x" * 65536 + b"\r\n", CHUNKED), "too_large"),
        (answer(gzip.compress(b"x" * 150_000), Content_Encoding="gzip"), "bomb"),
        (answer(gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip"), "bomb"),
        (answer(gzip.compress(b"x" * 5000)[:-9], Content_Encoding="gzip"), "bad_packing"),
        (answer(b"x", Content_Encoding="br"), "bad_packing"),
        (answer(b"x", Content_Encoding="gzip, gzip"), "bad_packing"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "bad_answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nshort", "bad_answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nshort", "bad_answer"),
        (CHUNKED + b"zz\r\nxx\r\n", "bad_answer"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n", "bad_answer"),
        (endless(b"X: y\r\n" * 1000, b"HTTP/1.1 200 OK\r\n"), "bad_answer"),
        (endless(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, b""), "too_large"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "bad_answer"),
        (b"", "bad_answer"),
        (answer(b"", "401 Unauthorized", WWW_Authenticate="Basic"), "not_allowed"),
        (answer(b"", "403 Forbidden"), "not_allowed"),
        (answer(b"", "410 Gone"), "gone"),
        (answer(b"", "500 Internal Server Error"), "refused"),
        (answer(b"", "206"), None),
    ],
)
def test_an_answer_that_is_none_costs_little_and_has_its_reason(
    server: Server, told: bytes, reason: str | None
) -> None:
    """K19"""
    server.answers["/"] = told
    fetch = fetcher(server).fetch
    if reason is None:
        assert fetch(server.url("/"), {}).status == 206
    else:
        assert fault(lambda: fetch(server.url("/"), {})) == reason


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\n", LONG], ids=["status", "headers", "body"])
def test_a_server_that_sends_a_byte_now_and_then_is_left(server: Server, head: bytes) -> None:
    """K19: the limit is of the whole answer, not of the pause between two bytes."""
    server.answers["/"] = trickle(head)
    assert fault(lambda: fetcher(server, total=0.6).fetch(server.url("/"), {})) in ("timeout", "bad_answer")


@pytest.mark.parametrize("size", [99, 100])
def test_the_limit_of_bytes_lets_through_what_is_within_it(server: Server, size: int) -> None:
    server.answers["/"] = answer(b"x" * size)
    assert len(fetcher(server, max_bytes=100).fetch(server.url("/"), {}).body) == size


def test_one_byte_beyond_the_limit_is_too_much(server: Server) -> None:
    server.answers["/"] = answer(b"x" * 101)
    assert fault(lambda: fetcher(server, max_bytes=100).fetch(server.url("/"), {})) == "too_large"


def test_stopping_ends_a_fetch(server: Server) -> None:
    server.answers["/"] = trickle(LONG)
    ours = fetcher(server, total=60.0)
    threading.Timer(0.2, ours.stopped.set).start()
    assert fault(lambda: ours.fetch(server.url("/"), {})) == "timeout"


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://10.0.0.1/", "refused_address"),
        ("http://169.254.169.254/latest/", "refused_address"),
        ("http://[::1]/", "refused_address"),
        ("file:///etc/passwd", "bad_address"),
        ("ftp://example.org/", "bad_address"),
        ("gopher://127.0.0.1:70/", "bad_address"),
        ("//user:secret@example.org/", "bad_address"),
        ("http://example.org:6379/", "refused_port"),
        ("http://[::1", "redirected"),
        ("/loop", "redirected"),
    ],
)
def test_every_redirect_is_looked_at_anew(server: Server, location: str, reason: str) -> None:
    """K17"""
    server.answers["/loop"] = redirect("/loop")
    server.answers["/"] = redirect(location)
    assert fault(lambda: fetcher(server).fetch(server.url("/"), {})) == reason
    assert len(server.asked) <= 4


def test_three_redirects_are_followed_and_the_fourth_is_not(server: Server) -> None:
    """K17"""
    for number in range(4):
        server.answers[f"/{number}"] = redirect(f"/{number + 1}", "301 Moved Permanently")
    server.answers["/4"] = answer(b"ok")
    fetched = fetcher(server).fetch(server.url("/1"), {})
    assert (fetched.body, fetched.moved_to) == (b"ok", server.url("/4"))
    assert fault(lambda: fetcher(server).fetch(server.url("/0"), {})) == "redirected"


def test_only_a_move_for_good_is_remembered(server: Server) -> None:
    server.answers |= {"/a": redirect("/b", "301 Moved"), "/b": redirect("/c"), "/c": answer(b"ok")}
    assert fetcher(server).fetch(server.url("/a"), {}).moved_to == ""


def test_a_redirect_from_https_to_http_is_refused() -> None:
    """K17"""
    policy = Policy("Dateline/test")
    target = target_of("https://example.org/", policy)
    with pytest.raises(FetchFault, match="https to http"):
        redirect_of(target, "http://example.org/", policy)
    assert redirect_of(target, "/b", policy).url == "https://example.org/b"


def test_a_name_is_looked_up_once_and_that_address_is_asked(server: Server) -> None:
    """K18: a name server that changes its mind is not asked again; the host's own name is told."""
    looked_up: list[str] = []

    def changing(host: str, port: int) -> Sequence[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else ["169.254.169.254"]

    policy = Policy("Dateline/test", private_hosts=frozenset({f"paper.example:{server.port}"}))
    server.answers["/"] = answer(b"ok")
    fetched = Fetcher(policy, changing).fetch(f"http://paper.example:{server.port}/", {})
    assert (fetched.body, looked_up) == (b"ok", ["paper.example"])
    assert server.asked[0].headers["host"] == f"paper.example:{server.port}"


def test_a_name_that_turns_inside_between_two_fetches_is_refused() -> None:
    """K18"""
    answers = iter([["10.0.0.1"], ["10.0.0.1"]])
    ours = Fetcher(Policy("Dateline/test"), lambda host, port: next(answers))
    assert fault(lambda: ours.fetch("http://paper.example/", {})) == "refused_address"


def test_a_server_that_speaks_no_tls_is_a_fault(server: Server) -> None:
    server.answers["/"] = answer(b"ok")
    assert fault(lambda: fetcher(server).fetch(f"https://{server.netloc}/", {})) in (
        "tls_failed",
        "no_connection",
    )


def test_nobody_there_is_a_fault() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ours = Fetcher(Policy("Dateline/test", private_hosts=frozenset({f"127.0.0.1:{port}"})))
    assert fault(lambda: ours.fetch(f"http://127.0.0.1:{port}/", {})) == "no_connection"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120.0), ("0", 0.0), ("-1", None), ("soon", None), ("", None), ("9" * 50, 1e9), ("１２", None)],
)
def test_retry_after_is_read(server: Server, header: str, seconds: float | None) -> None:
    server.answers["/"] = answer(
        b"", "503 Service Unavailable", Retry_After=header.encode().decode("latin-1")
    )
    with pytest.raises(FetchFault) as caught:
        fetcher(server).fetch(server.url("/"), {})
    assert caught.value.wait == seconds


def test_retry_after_may_be_a_date_of_the_servers_own_clock(server: Server) -> None:
    def busy(asked: Asked) -> bytes:
        dates = {"Date": "Sun, 22 Nov 2026 10:00:00 GMT", "Retry_After": "Sun, 22 Nov 2026 10:02:00 GMT"}
        return answer(b"", "429 Too Many Requests", **dates)

    server.answers["/"] = busy
    with pytest.raises(FetchFault) as caught:
        fetcher(server).fetch(server.url("/"), {})
    assert caught.value.wait == 120.0
