"""Whose address counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.peers import client_address, networks

PROXIES = networks("127.0.0.1, 10.0.0.0/8, ::1")


def address(peer: str, *forwarded: str, trusted: str = "127.0.0.1,10.0.0.0/8,::1") -> str:
    headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
    return client_address({"type": "http", "client": (peer, 1), "headers": headers}, networks(trusted))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.1", (), "192.0.2.1"),
        ("192.0.2.1", ("198.51.100.1",), "192.0.2.1"),
        ("127.0.0.1", ("198.51.100.1",), "198.51.100.1"),
        ("127.0.0.1", ("203.0.113.9, 198.51.100.1",), "198.51.100.1"),
        ("127.0.0.1", ("203.0.113.9", "198.51.100.1, 10.1.2.3"), "198.51.100.1"),
        ("127.0.0.1", ("10.1.2.3, 10.4.5.6",), "10.1.2.3"),
        ("127.0.0.1", (" , ",), "127.0.0.1"),
        ("127.0.0.1", ("unknown",), "unknown"),
        ("::1", ("2001:db8:1:2:3::4",), "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", (), "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", (), "192.0.2.1"),
    ],
)
def test_the_last_address_that_no_known_proxy_added_counts(
    peer: str, forwarded: tuple[str, ...], expected: str
) -> None:
    """F18"""
    assert address(peer, *forwarded) == expected


@given(st.text(st.characters(max_codepoint=255), max_size=300))
def test_whatever_is_forwarded_gives_a_short_name(text: str) -> None:
    headers = [(b"x-forwarded-for", text.encode("latin-1"))]
    scope = {"type": "http", "client": ("127.0.0.1", 1), "headers": headers}
    assert len(client_address(scope, PROXIES)) <= 64
