"""Who is at the other end."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

Network = IPv4Network | IPv6Network
#: Who has one IPv6 address has as many as fit into such a network.
_ONE_HOUSEHOLD = 64


def networks(listed: str) -> tuple[Network, ...]:
    """Of a comma list of addresses and networks. Raises ValueError."""
    return tuple(ip_network(part.strip(), strict=False) for part in listed.split(",") if part.strip())


def client_address(scope: Scope, trusted: Sequence[Network]) -> str:
    """The address of the client, to count by; of IPv6 its /64 network.

    X-Forwarded-For is believed only as far as trusted proxies wrote it: from its end, up to the first address
    that is none of theirs. Anybody can send that header.
    """
    peer = (scope.get("client") or ("",))[0]
    if not _is_among(peer, trusted):
        return _household(peer)
    forwarded = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
    for hop in reversed([part.strip() for part in forwarded if part.strip()]):
        peer = hop
        if not _is_among(hop, trusted):
            break
    return _household(peer)


def _is_among(address: str, trusted: Sequence[Network]) -> bool:
    try:
        there = ip_address(address)
    except ValueError:
        return False
    return any(there in network for network in trusted)


def _household(address: str) -> str:
    try:
        there = ip_address(address)
    except ValueError:
        return address[:_ONE_HOUSEHOLD]
    if not isinstance(there, IPv6Address):
        return str(there)
    return str(there.ipv4_mapped or ip_network((there.packed, _ONE_HOUSEHOLD), strict=False))
