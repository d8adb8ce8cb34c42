"""An address taken apart and checked, before anybody is asked where it lies."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import quote, urljoin, urlsplit

from app.feeds.fetch.addresses import is_public
from app.feeds.fetch.faults import FetchFault
from app.feeds.fetch.policy import Policy

LONGEST = 2048
PORTS = {"http": 80, "https": 443}
#: Everything that could be read in two ways: white space, controls, a backslash.
DOUBTFUL = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029\ufeff]")
HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
#: A host whose last part is a number is an address, in whatever spelling (WHATWG URL, "ends in a number").
NUMBER = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)")
SAFE = "/:@!$&'()*+,;=-._~%?[]|"


@dataclass(frozen=True, slots=True)
class Target:
    """``host`` in lower case and ASCII (an IPv6 address without brackets); ``path`` with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def netloc(self) -> str:
        """Host and, unless it is the scheme's own, port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.netloc}"

    @property
    def url(self) -> str:
        return self.origin + self.path


def target_of(url: str, policy: Policy) -> Target:
    """What ``url`` asks for. Raises FetchFault for what is never fetched."""
    if len(url) > LONGEST or DOUBTFUL.search(url):
        raise FetchFault("bad_address", "it is too long or holds characters that no address has")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise FetchFault("bad_address", "its host or its port cannot be read") from None
    if parts.scheme not in PORTS:
        raise FetchFault("bad_address", "only http and https are fetched")
    if "@" in parts.netloc:
        raise FetchFault("bad_address", "it holds a user name or a password")
    host = _host(parts.hostname or "")
    target = Target(
        parts.scheme, host, PORTS[parts.scheme] if port is None else port, _path(parts.path, parts.query)
    )
    _check(target, policy)
    return target


def redirect_of(target: Target, location: str, policy: Policy) -> Target:
    """Where ``target`` leads on to. Raises FetchFault."""
    try:
        joined = urljoin(target.url, location.strip(" \t"))
    except ValueError:
        raise FetchFault("redirected", "to what is no address") from None
    following = target_of(joined, policy)
    if target.scheme == "https" and following.scheme == "http":
        raise FetchFault("redirected", "from https to http")
    return following


def literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host is, None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _check(target: Target, policy: Policy) -> None:
    if not policy.allows_port(target.host, target.port):
        raise FetchFault("refused_port", f"port {target.port}")
    address = literal(target.host)
    if address is not None and not is_public(address) and not policy.trusts(target.host, target.port):
        raise FetchFault("refused_address")


def _host(given: str) -> str:
    """The host in the one spelling that is used from here on. Raises FetchFault."""
    if "%" in given:
        raise FetchFault("bad_address", "its host holds a percent sign")
    try:
        host = given if given.isascii() else given.encode("idna").decode("ascii")
    except UnicodeError:
        raise FetchFault("bad_address", "its host is no name") from None
    host = host.lower().removesuffix(".")
    address = literal(host)
    if address is not None:
        return str(address)
    if not HOST.fullmatch(host) or len(host) > 253:
        raise FetchFault("bad_address", "its host is no name")
    if NUMBER.fullmatch(host):
        raise FetchFault("bad_address", "write an address of numbers as four numbers with dots between")
    return host


def _path(path: str, query: str) -> str:
    return quote(path or "/", safe=SAFE) + (f"?{quote(query, safe=SAFE)}" if query else "")
