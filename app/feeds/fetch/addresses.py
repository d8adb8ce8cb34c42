"""Which addresses of the Internet are public.

From IANA's registries of special purposes (https://www.iana.org/assignments/iana-ipv4-special-registry,
https://www.iana.org/assignments/iana-ipv6-special-registry). ``ipaddress.is_global`` is not asked: what it
says has changed between patch releases of Python. Of IPv6 only global unicast is public, without what carries
an IPv4 address inside (6to4, Teredo); mapped, translated (NAT64) and compatible addresses lie outside of it.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

SPECIAL_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared between a carrier's customers
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local: also where clouds tell their secrets
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
GLOBAL_6 = IPv6Network("2000::/3")
SPECIAL_6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether ``address`` is that of a host on the public Internet."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in SPECIAL_4)
    return address in GLOBAL_6 and not any(address in network for network in SPECIAL_6)


def is_public_text(address: str) -> bool:
    """The same for what a resolver gives; False for what is no address, or bound to one interface."""
    try:
        return is_public(ip_address(address))
    except ValueError:
        return False
