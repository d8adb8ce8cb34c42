"""What may be fetched, and what a fetch may cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """``private_hosts`` are hosts, or host:port, that may lie in a private network.

    ``max_bytes`` of an answer, packed and unpacked. In seconds: ``lookup`` of the name, ``connect``, and
    ``total`` from the look-up to the last byte, for each redirect anew.
    """

    user_agent: str
    ports: frozenset[int] = frozenset({80, 443})
    private_hosts: frozenset[str] = frozenset()
    max_bytes: int = 16 * 2**20
    lookup: float = 5.0
    connect: float = 5.0
    total: float = 30.0
    redirects: int = 3

    def trusts(self, host: str, port: int) -> bool:
        """Whether the host is named as one that may be private."""
        return host in self.private_hosts or f"{host}:{port}" in self.private_hosts

    def allows_port(self, host: str, port: int) -> bool:
        return port in self.ports or f"{host}:{port}" in self.private_hosts
