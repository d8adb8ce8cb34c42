"""Addresses that must never be asked (K16, K17, K18, K20)."""

import ipaddress
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.feeds.fetch import Fetcher, FetchFault, Policy, target_of
from app.feeds.fetch.addresses import is_public_text
from app.feeds.fetch.network import Budget, PinnedNetwork, resolve

POLICY = Policy("Dateline/test")

#: Refused by how they are written, whatever a name server says.
WRITTEN = [
    "http://127.0.0.1/",
    "http://127.0.0.1:80/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.0.0.1./",
    "http://127.000.000.001/",
    "http://134744072/",
    "http://0/",
    "http://0.0.0.0/",
    "http://[::]/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[::ffff:8.8.8.8]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b::a00:1]/",
    "http://[64:ff9b:1::1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "http://[fd00::1]/",
    "http://[fc00::1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fe80::1%eth0]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[100::1]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://[5f00::1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://100.100.100.200/latest/meta-data/",
    "http://10.0.0.1/",
    "http://10.255.255.255/",
    "http://100.64.0.1/",
    "http://100.127.255.255/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.0.0.1/",
    "http://192.0.2.1/",
    "http://192.88.99.1/",
    "http://192.168.0.1/",
    "http://198.18.0.1/",
    "http://198.19.255.255/",
    "http://198.51.100.1/",
    "http://203.0.113.1/",
    "http://224.0.0.1/",
    "http://239.255.255.255/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://１２７.0.0.1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://%31%32%37.0.0.1/",
    "http://127.0.0.1%00.example.org/",
    "http://user@example.org/",
    "http://user:secret@example.org/",
    "http://example.org:80@127.0.0.1/",
    "http://example.org\\@127.0.0.1/",
    "http://127.0.0.1#@example.org/",
    "http://exa\r\nmple.org/",
    "http://example.org/\r\nHost: other.example",
    "http://example.org/a b",
    "http://example.org:22/",
    "http://example.org:25/",
    "http://example.org:6379/",
    "http://example.org:0/",
    "http://example.org:99999/",
    "http://example.org:port/",
    "http:///etc/passwd",
    "http:/example.org/",
    "http://",
    "http://-example.org/",
    "http://exa_mple..org/",
    f"http://{'a' * 64}.example/",
    f"http://example.org/{'a' * 3000}",
    "https://[::1/",
    "file:///etc/passwd",
    "ftp://example.org/",
    "gopher://example.org/",
    "javascript:alert(1)",
    "data:text/xml,<rss/>",
    "//example.org/",
    "example.org",
    "",
]
#: Names that lead inside, by what a name server may say of them.
NAMES: list[tuple[str, list[str]]] = [
    ("localhost", ["127.0.0.1"]),
    ("localhost.", ["::1"]),
    ("LOCALHOST", ["127.0.0.1", "::1"]),
    ("metadata.google.internal", ["169.254.169.254"]),
    ("127-0-0-1.nip.example", ["127.0.0.1"]),
    ("alias.example.org", ["10.1.2.3"]),
    ("mixed.example.org", ["93.184.216.34", "192.168.1.1"]),
    ("mapped.example.org", ["::ffff:127.0.0.1"]),
    ("nat64.example.org", ["64:ff9b::7f00:1"]),
    ("scoped.example.org", ["fe80::1%2"]),
    ("nobody.example.org", []),
]


def test_the_table_is_long_enough() -> None:
    """SEC-6"""
    assert len(WRITTEN) + len(NAMES) >= 60


@pytest.mark.parametrize("url", WRITTEN)
def test_an_address_that_leads_inside_is_refused_before_anybody_is_asked(url: str) -> None:
    """K16, K20"""

    def nobody(host: str, port: int) -> Sequence[str]:
        raise AssertionError(f"{host} was looked up")

    with pytest.raises(FetchFault):
        Fetcher(POLICY, nobody).fetch(url, {})


@pytest.mark.parametrize(("name", "addresses"), NAMES)
def test_a_name_that_leads_inside_is_refused(name: str, addresses: list[str]) -> None:
    """K16: the address is judged, not the name; a single private one among several is too many."""
    with pytest.raises(FetchFault, match=r"refused_address|no_such_host"):
        Fetcher(POLICY, lambda host, port: addresses).fetch(f"http://{name}/", {})


@pytest.mark.parametrize("spelling", ["127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "localhost"])
def test_whatever_the_systems_resolver_makes_of_a_spelling_is_judged_too(spelling: str) -> None:
    """K16: should a spelling ever get through, the address that it stands for does not."""
    network = PinnedNetwork(POLICY, Budget(POLICY, Fetcher(POLICY).stopped), resolve)
    with pytest.raises(FetchFault, match=r"refused_address|no_such_host"):
        network.connect_tcp(spelling, 80)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::1", "2a00:1450::1"],
)
def test_a_public_address_is_public(address: str) -> None:
    assert is_public_text(address)


@pytest.mark.parametrize("given_", ["paper.example", "", "fe80::1%eth0", "10.0.0.1/8"])
def test_what_is_no_address_is_not_public(given_: str) -> None:
    """K17: whatever a resolver says."""
    assert not is_public_text(given_)


@pytest.mark.parametrize("host", ["ü" * 70 + ".example", "a..ü.example", "ü%00.example", "a" * 254])
def test_a_host_that_is_no_name_is_refused(host: str) -> None:
    """K20"""
    with pytest.raises(FetchFault) as refused:
        target_of(f"http://{host}/", POLICY)
    assert refused.value.reason == "bad_address"


@given(st.ip_addresses())
def test_no_address_that_python_calls_private_is_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    """SEC-6"""
    if is_public_text(str(address)):
        special = ("is_multicast", "is_reserved", "is_loopback", "is_link_local", "is_unspecified")
        assert [kind for kind in special if getattr(address, kind)] == []
        assert address.is_global


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_address_inside_an_ipv6_one_is_never_public(number: int) -> None:
    """K16, SEC-6"""
    for prefix in (0, 0xFFFF << 32, 0x64FF9B << 96, 0x2002 << 112):
        inside = number << 80 if prefix == 0x2002 << 112 else number
        assert not is_public_text(str(ipaddress.IPv6Address(prefix | inside)))


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("HTTPS://Example.ORG/News", "https://example.org/News"),
        ("https://example.org:443", "https://example.org/"),
        ("http://example.org.:80/a?b=c#d", "http://example.org/a?b=c"),
        ("https://süd-post.example/straße", "https://xn--sd-post-n2a.example/stra%C3%9Fe"),
        ("https://pаypal.example/", "https://xn--pypal-4ve.example/"),
        ("http://[2606:4700:0:0::1]/", "http://[2606:4700::1]/"),
    ],
)
def test_an_address_has_one_spelling(url: str, asked: str) -> None:
    """K20: a host in letters that look like others shows as what it is."""
    assert target_of(url, POLICY).url == asked


def test_named_hosts_may_be_private() -> None:
    policy = Policy("Dateline/test", private_hosts=frozenset({"wiki.intranet", "10.0.0.7:8080"}))
    assert target_of("http://10.0.0.7:8080/", policy).port == 8080
    for refused in ("http://10.0.0.7/", "http://10.0.0.8:8080/", "http://wiki.intranet:8080/"):
        with pytest.raises(FetchFault):
            target_of(refused, policy)
    assert policy.trusts("wiki.intranet", 80)
