"""One address fetched over HTTP, within a policy.

httpcore does HTTP and nothing besides: it follows no redirect, unpacks nothing, sends no cookie, knows no
netrc and no proxy of the environment. What it leaves out is what must be checked here step by step.
"""

import io
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpcore

from app.feeds.fetch.faults import FetchFault
from app.feeds.fetch.network import Budget, PinnedNetwork, Resolver, resolve
from app.feeds.fetch.policy import Policy
from app.feeds.fetch.retry import waiting_time
from app.feeds.fetch.target import Target, redirect_of, target_of
from app.ingest.draft import InputFault
from app.ingest.packing import packing_of
from app.ingest.unpack import Allowance, Limits, Unpacked

REDIRECTS = frozenset({301, 302, 303, 307, 308})
FOR_GOOD = frozenset({301, 308})
NOT_MODIFIED = 304
#: What statuses mean; others are ``refused``.
FAULT_OF_STATUS = {401: "not_allowed", 403: "not_allowed", 407: "not_allowed", 404: "gone", 410: "gone"}
_FAILURES: tuple[tuple[type[Exception], str], ...] = (
    (httpcore.TimeoutException, "timeout"),
    (httpcore.ProtocolError, "bad_answer"),
    (httpcore.NetworkError, "no_connection"),
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. ``url`` is where it was in the end, ``moved_to`` the same if it moved there for good.

    ``status`` is 200 to 299, or 304 where nothing changed; header names are in lower case.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    moved_to: str = ""

    @property
    def unchanged(self) -> bool:
        return self.status == NOT_MODIFIED


@dataclass(slots=True)
class Fetcher:
    """Fetches within ``policy``, in any number of threads; ``stopped`` ends them all."""

    policy: Policy
    resolver: Resolver = resolve
    tls: ssl.SSLContext = field(default_factory=httpcore.default_ssl_context)
    stopped: threading.Event = field(default_factory=threading.Event)

    def fetch(self, url: str, headers: Mapping[str, str]) -> Fetched:
        """The answer at ``url``. Raises FetchFault, and nothing else for what an address or a server does."""
        target = target_of(url, self.policy)
        for_good = True
        for _ in range(self.policy.redirects + 1):
            answer = self._ask(target, headers)
            if answer.status not in REDIRECTS:
                moved = answer.url if for_good and answer.url != target_of(url, self.policy).url else ""
                return _good(answer, moved)
            for_good = for_good and answer.status in FOR_GOOD
            target = redirect_of(target, answer.headers.get("location", ""), self.policy)
        raise FetchFault("redirected", f"more than {self.policy.redirects} times")

    def _ask(self, target: Target, headers: Mapping[str, str]) -> Fetched:
        """One request. Raises FetchFault."""
        try:
            return self._exchange(target, headers)
        except tuple(kind for kind, _ in _FAILURES) as error:
            raise _fault(error) from error

    def _exchange(self, target: Target, headers: Mapping[str, str]) -> Fetched:
        budget = Budget(self.policy, self.stopped)
        network = PinnedNetwork(self.policy, budget, self.resolver)
        with httpcore.ConnectionPool(ssl_context=self.tls, network_backend=network) as pool:
            url = httpcore.URL(
                scheme=target.scheme.encode(),
                host=target.host.encode(),
                port=target.port,
                target=target.path.encode(),
            )
            with pool.stream("GET", url, headers=_headers(target, headers, self.policy)) as answer:
                given = _given(answer)
                body = b"" if answer.status in REDIRECTS else self._body(answer, given)
                return Fetched(target.url, answer.status, given, body)

    def _body(self, answer: httpcore.Response, headers: Mapping[str, str]) -> bytes:
        if answer.status != NOT_MODIFIED and not 200 <= answer.status < 300:
            return b""
        pieces: list[bytes] = []
        size = 0
        for piece in answer.iter_stream():
            pieces.append(piece)
            size += len(piece)
            if size > self.policy.max_bytes:
                raise FetchFault("too_large")
        return unpacked(b"".join(pieces), headers.get("content-encoding", ""), self.policy.max_bytes)


def unpacked(body: bytes, encoding: str, limit: int) -> bytes:
    """``body`` as it was before it was packed with gzip, the one way that is asked for. Raises FetchFault."""
    if encoding.strip().lower() not in ("", "identity", "gzip", "x-gzip"):
        raise FetchFault("bad_packing", "a Content-Encoding other than gzip")
    packing = packing_of(body)
    if packing is None or packing.name != "gzip":
        return body
    allowance = Allowance(Limits(layers=1, unpacked=limit), lambda: len(body))
    stream = io.BufferedReader(Unpacked(io.BufferedReader(io.BytesIO(body)), packing, allowance))
    try:
        return stream.read()
    except InputFault as fault:
        raise FetchFault("bomb" if fault.reason == "bomb" else "bad_packing") from fault


def _headers(target: Target, headers: Mapping[str, str], policy: Policy) -> list[tuple[str, str]]:
    ours = {
        "Host": target.netloc,
        "User-Agent": policy.user_agent,
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    return list((ours | dict(headers)).items())


def _given(answer: httpcore.Response) -> dict[str, str]:
    """The headers of an answer; of several alike the first one counts."""
    given: dict[str, str] = {}
    for name, value in answer.headers:
        given.setdefault(name.decode("latin-1").lower(), value.decode("latin-1").strip())
    return given


def _good(answer: Fetched, moved_to: str) -> Fetched:
    """The answer if it is one to go on with. Raises FetchFault."""
    if answer.unchanged or 200 <= answer.status < 300:
        return Fetched(answer.url, answer.status, answer.headers, answer.body, moved_to)
    reason = FAULT_OF_STATUS.get(answer.status, "refused")
    raise FetchFault(reason, f"status {answer.status}", waiting_time(answer.headers))


def _fault(error: Exception) -> FetchFault:
    cause = error.__cause__ or error.__context__
    if isinstance(cause, ssl.SSLError):
        return FetchFault("tls_failed")
    return FetchFault(next(reason for kind, reason in _FAILURES if isinstance(error, kind)))
