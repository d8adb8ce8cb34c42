"""Whom a request says it is for, and from whom it says it comes."""

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.api.app import build_app
from app.runtime import Runtime
from app.settings import Settings
from tests.api.archive import open_archive
from tests.api.serving import serve
from tests.api.test_transport import read, status_of


@pytest.fixture(scope="module")
def named(archive: Runtime, folder: Path) -> Iterator[httpx.Client]:
    settings = Settings(data_dir=folder, allowed_hosts="News.example, 192.0.2.7,[2001:db8::1]")
    with serve(build_app(settings, open_archive)) as client:
        yield client


def ask(client: httpx.Client, *hosts: str, version: str = "1.1", path: str = "/v1/sources") -> int:
    lines = "".join(f"Host: {host}\r\n" for host in hosts)
    with socket.create_connection(
        (client.base_url.host, client.base_url.port or 0), timeout=20
    ) as connection:
        connection.sendall(f"GET {path} HTTP/{version}\r\n{lines}Connection: close\r\n\r\n".encode())
        return status_of(read(connection))


@pytest.mark.parametrize(
    "hosts",
    [
        (),
        ("",),
        ("here", "here"),
        ("here", "there"),
        ("a/b?c",),
        ("a b",),
        ("user@here",),
        ("here:port",),
        ("here:80:80",),
        ("//evil.example",),
        ("[::1",),
        ("é",),
        ("a" * 300,),
    ],
)
def test_a_host_that_is_none_is_refused(client: httpx.Client, hosts: tuple[str, ...]) -> None:
    """F17"""
    assert ask(client, *hosts) == 400


def test_a_host_of_a_megabyte_is_refused(client: httpx.Client) -> None:
    """F17"""
    assert ask(client, "a" * 2**20) == 431


@pytest.mark.parametrize("host", ["here", "here:8000", "127.0.0.1:80", "[::1]:8000", "news.example."])
def test_any_valid_host_is_answered_unless_names_are_set(client: httpx.Client, host: str) -> None:
    assert ask(client, host) == 200


def test_only_the_names_that_are_set_are_answered(named: httpx.Client) -> None:
    """F17: a page that has its name lead here reads nothing."""
    for host in ("news.example", "NEWS.example:8000", "192.0.2.7", "[2001:db8::1]:80"):
        assert ask(named, host) == 200
    for host in ("evil.example", "news.example.evil.example", "localhost"):
        assert ask(named, host) == 400


def test_health_is_told_under_any_name(named: httpx.Client) -> None:
    """I26: those who watch over a container know its address only."""
    assert ask(named, "10.1.2.3:8000", path="/health/live") == 200
    assert ask(named, "10.1.2.3:8000", path="/health/live/") == 400


def test_http_1_0_needs_no_host(client: httpx.Client) -> None:
    assert ask(client, version="1.0") == 200


SPOOFED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Real-IP": "203.0.113.9",
    "Forwarded": "for=203.0.113.9;host=evil.example;proto=https",
}


def test_what_a_client_says_of_proxies_changes_nothing(client: httpx.Client) -> None:
    """F18"""
    answered = client.get("/v1/search?q=ferry&page_size=1&format=rss", headers=SPOOFED)
    assert "strict-transport-security" not in answered.headers
    assert "evil.example" not in answered.text
    assert "203.0.113.9" not in str(answered.headers)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "//evil.example/..",
        "/\\evil.example",
        "/%5cevil.example",
        "/;//evil.example",
        "/v1/search/",
        "/docs/",
        "/docs//",
        "/v1/%2e%2e/v1/search",
        "/v1/..%2fsearch",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/v1/%252e%252e/search",
        "/assets/../../docs.py",
        "/assets/%2e%2e/%2e%2e/docs.py",
        "/assets/..%2f..%2fdocs.py",
        "/assets/%2fetc/passwd",
    ],
)
def test_no_path_leads_off_the_site_or_out_of_a_folder(client: httpx.Client, path: str) -> None:
    """F15, F16, K14, K25"""
    with socket.create_connection(
        (client.base_url.host, client.base_url.port or 0), timeout=20
    ) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".encode())
        answer = read(connection)
    assert status_of(answer) in (400, 404)
    assert b"location:" not in answer.lower()


def test_the_one_redirect_is_relative(client: httpx.Client) -> None:
    """K25"""
    answered = client.get("/", headers={"Host": "evil.example"})
    assert (answered.status_code, answered.headers["location"]) == (307, "docs")
