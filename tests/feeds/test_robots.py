"""What sites ask robots not to fetch."""

import threading

import pytest

from app.feeds.fetch import Fetcher, FetchFault, Policy
from app.feeds.pace import Pace
from app.feeds.robots import Robots
from tests.feeds.server import Server, answer, redirect

RULES = b"User-agent: *\nDisallow: /private/\nDisallow: /*.pdf$\nAllow: /private/open\nCrawl-delay: 7\n"


def robots(server: Server) -> Robots:
    fetcher = Fetcher(Policy("Dateline/test", private_hosts=frozenset({server.netloc})))
    return Robots(fetcher, Pace(0, threading.Event()), "Dateline")


@pytest.mark.parametrize(
    ("path", "delay"),
    [("/news", 7.0), ("/private/x", None), ("/private/open", 7.0), ("/a.pdf", None), ("/a.pdf?x", 7.0)],
)
def test_rules_are_followed(server: Server, path: str, delay: float | None) -> None:
    server.answers["/robots.txt"] = answer(RULES)
    assert robots(server).allow(server.url(path)) == delay


def test_rules_for_us_come_before_those_for_all(server: Server) -> None:
    server.answers["/robots.txt"] = answer(b"User-agent: *\nAllow: /\nUser-agent: dateline\nDisallow: /\n")
    assert robots(server).allow(server.url("/")) is None


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        (answer(b"", "404 Not Found"), True),
        (answer(b"", "403 Forbidden"), True),
        (answer(b"", "503 Service Unavailable"), False),
        (redirect("http://10.0.0.1/robots.txt"), False),
        (b"", False),
        (answer(b"\xff\x00<html>" + b"x" * 700_000), True),
        (answer(b"User-agent: *\nDisallow: /" + b"*a" * 5000 + b"$"), True),
    ],
)
def test_no_rules_allow_all_and_a_server_in_trouble_nothing(
    server: Server, rules: bytes, allowed: bool
) -> None:
    server.answers["/robots.txt"] = rules
    assert (robots(server).allow(server.url("/" + "a" * 500)) is not None) == allowed


def test_rules_are_asked_for_once(server: Server) -> None:
    server.answers["/robots.txt"] = answer(RULES)
    asking = robots(server)
    for path in ("/a", "/b", "/private/c"):
        asking.allow(server.url(path))
    assert server.paths() == ["/robots.txt"]


def test_an_address_that_is_never_fetched_is_a_fault(server: Server) -> None:
    with pytest.raises(FetchFault, match="refused_address"):
        robots(server).allow("http://10.0.0.1/")


def test_of_so_many_sites_the_rules_are_kept_and_no_more(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Feeds of many sites must not fill the memory."""
    monkeypatch.setattr("app.feeds.robots.SITES", 1)
    fetcher = Fetcher(
        Policy("Dateline/test", private_hosts=frozenset({server.netloc, f"localhost:{server.port}"}))
    )
    asking = Robots(fetcher, Pace(0, threading.Event()), "Dateline")
    server.answers["/robots.txt"] = answer(RULES)
    for host in (server.netloc, f"localhost:{server.port}", server.netloc):
        assert asking.allow(f"http://{host}/news") == 7.0
    assert server.paths() == ["/robots.txt"] * 3
