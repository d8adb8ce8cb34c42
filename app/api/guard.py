"""Who may do what, and how often: asked of every route, once the router has chosen it.

So no spelling of a path leads around it, and a route that is added is guarded before anybody thinks of it:
``Api.include_router`` takes no other.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from anyio.to_thread import run_sync
from fastapi.routing import APIRoute
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from app.api import problems
from app.api.bearer import bearer
from app.api.limits import Buckets, Level, Rate
from app.api.peers import client_address, networks
from app.keys import Key, KeyScope, Token, read_token
from app.runtime import Runtime

#: What a request to these routes costs beyond one token: they give as much as many pages.
COSTS = {"export": 25, "get_month": 25, "timeline": 2, "list_similar": 2}
#: Parameters that have the engine count, each as dear as another search.
_COUNTING = (b"facets=", b"timeline=")
#: Routes that only an administrator may use.
_ADMIN = frozenset({"list_audit"})
_ASK = {"WWW-Authenticate": 'Bearer realm="dateline"'}
#: Key of the ASGI scope's state under which handlers find the key that was presented.
KEY = "key"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Passage:
    """The answer to who may not pass, or None, and headers for the answer that there will be."""

    refusal: Response | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    key: Key | None = None


class Guard:
    """One for a server process."""

    def __init__(self, runtime: Runtime, buckets: Buckets) -> None:
        settings = runtime.settings
        self._keys = runtime.keys
        self._clock = runtime.clock
        self._buckets = buckets
        self._trusted = networks(settings.trusted_proxies)
        self._open = settings.reading == "open"
        self._rate = settings.rate_limit
        self._failures = Rate(settings.key_failures)

    async def admit(self, scope: Scope, needed: KeyScope, cost: int) -> Passage:
        """Whether the request may have what needs such a key and costs so many tokens."""
        presented = Headers(scope=scope).getlist("authorization")
        if needed is KeyScope.READ and self._open and not _is_ours(presented):
            return self._limited(scope, None, cost)
        if not presented:
            return Passage(await self._unknown(scope, needed))
        whose = f"failures {client_address(scope, self._trusted)}"
        level = self._buckets.take(whose, self._failures, 0)
        if not level.allowed:
            return Passage(_too_many(scope, level, "Too many wrong keys came from this address."))
        token = read_token(_text_of(presented))
        key = await run_sync(self._keys.find, token, self._clock())
        if key is None:
            return Passage(self._note_failure(scope, whose, token) or await self._unknown(scope, needed))
        if not key.allows(needed):
            return Passage(_forbidden(scope, needed))
        return self._limited(scope, key, cost)

    def charge(self, key: Key, tokens: int) -> None:
        """Take what a request turns out to cost beyond what it was admitted for."""
        if rate := self._rate_of(key):
            self._buckets.take(f"key {key.id}", rate, tokens)

    def _rate_of(self, key: Key | None) -> Rate | None:
        a_minute = key.rate if key and key.rate else self._rate
        return Rate(a_minute) if a_minute else None

    def _limited(self, scope: Scope, key: Key | None, cost: int) -> Passage:
        rate = self._rate_of(key)
        if rate is None:
            return Passage(key=key)
        whose = f"key {key.id}" if key else f"address {client_address(scope, self._trusted)}"
        level = self._buckets.take(whose, rate, cost)
        if not level.allowed:
            return Passage(_too_many(scope, level, f"More than {rate.a_minute} requests a minute."))
        return Passage(None, _told(level), key)

    def _note_failure(self, scope: Scope, whose: str, token: Token) -> Response | None:
        """Log and count it. Of one key, a refusal when it has been guessed at too often, from anywhere.

        The right key passes all the same, so nobody can lock its owner out.
        """
        request_id = scope.get(problems.REQUEST_ID)
        form = token.prefix or "(not in the form of a key)"
        log.warning("request %s: refused key %s for %s", request_id, form, whose)
        self._buckets.take(whose, self._failures)
        level = self._buckets.take(f"failures of {form}", self._failures)
        if level.allowed:
            return None
        return _too_many(scope, level, "This key has been guessed at too often.")

    async def _unknown(self, scope: Scope, needed: KeyScope) -> Response:
        """The same answer whether a key is missing, wrong, revoked or past its end."""
        if needed is not KeyScope.READ and not await run_sync(self._keys.exist):
            return _switched_off(scope)
        return problems.problem(
            scope,
            status=401,
            code="keyInvalid",
            title="No valid key",
            detail="This needs a key that is valid now, in one header: Authorization: Bearer KEY.",
            headers=_ASK,
        )


class GuardedRoute(APIRoute):
    """A route that asks the guard first: a GET for a key to read, if any, all others for one to write."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in (self.methods or ()):
            await super().handle(scope, receive, send)
            return
        guard: Guard = scope["state"]["guard"]
        passage = await guard.admit(scope, scope_for(self), cost_of(self, scope))

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(passage.headers)
            await send(message)

        if passage.refusal:
            await passage.refusal(scope, receive, told)
            return
        scope["state"][KEY] = passage.key
        await super().handle(scope, receive, told if passage.headers else send)


class OpenRoute(APIRoute):
    """A route that anybody may ask at any time, as those who watch over the service do."""


def scope_for(route: APIRoute) -> KeyScope:
    if route.name in _ADMIN:
        return KeyScope.ADMIN
    return KeyScope.READ if (route.methods or set()) <= {"GET", "HEAD"} else KeyScope.WRITE


def cost_of(route: APIRoute, scope: Scope) -> int:
    """Tokens: one, and what the route and its parameters cost beyond."""
    return 1 + COSTS.get(route.name, 0) + sum(name in scope["query_string"] for name in _COUNTING)


def _is_ours(presented: list[str]) -> bool:
    """Whether a key of ours was presented, rather than something that is for a proxy in front of us."""
    return any(bearer(each) is not None for each in presented)


def _text_of(presented: list[str]) -> str:
    """What may be a key's text: of one header, in its one form; else what is none for certain."""
    return (bearer(presented[0]) or "") if len(presented) == 1 else ""


def _told(level: Level) -> dict[str, str]:
    """Fields of draft-ietf-httpapi-ratelimit-headers, as up to version 6: those that clients know."""
    return {
        "RateLimit-Limit": str(level.rate.a_minute),
        "RateLimit-Remaining": str(level.remaining),
        "RateLimit-Reset": str(level.full_in),
    }


def _too_many(scope: Scope, level: Level, why: str) -> Response:
    return problems.problem(
        scope,
        status=429,
        code="rateLimited",
        title="Too many requests",
        detail=f"{why} Try again in {level.retry_after} s.",
        headers={**_told(level), "Retry-After": str(level.retry_after)},
    )


def _forbidden(scope: Scope, needed: KeyScope) -> Response:
    return problems.problem(
        scope,
        status=403,
        code="scopeMissing",
        title="The key is not for this",
        detail=f"This needs a key with the scope {needed}.",
    )


def _switched_off(scope: Scope) -> Response:
    return problems.problem(
        scope,
        status=403,
        code="writingOff",
        title="Writing over HTTP is off",
        detail="It is off until there is a key. Whoever runs this service makes one with: "
        "dateline keys create NAME --scope write",
    )
