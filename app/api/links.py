"""Addresses of the other pages of a list: ``next`` in the body and the Link header (RFC 8288)."""

from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

from starlette.requests import Request

#: What says where in a list a page is.
_PLACES = ("page", "cursor")


@dataclass(frozen=True, slots=True)
class Links:
    """Where a page is, and the pages around it as far as there are any."""

    here: str
    first: str
    prev: str | None = None
    next: str | None = None

    def header(self) -> dict[str, str]:
        pages = {"first": self.first, "prev": self.prev, "next": self.next}
        return {"Link": ", ".join(f'<{at}>; rel="{rel}"' for rel, at in pages.items() if at)}

    def feed(self) -> list[tuple[str, str]]:
        """The relations of a paged feed (RFC 5005, section 3), and where they lead."""
        pages = {"self": self.here, "first": self.first, "previous": self.prev, "next": self.next}
        return [(rel, at) for rel, at in pages.items() if at]

    def below(self, root: str) -> "Links":
        """The same as absolute addresses."""

        def absolute(at: str | None) -> str | None:
            return urljoin(f"{root}/", at) if at else None

        here, first = urljoin(f"{root}/", self.here), urljoin(f"{root}/", self.first)
        return Links(here, first, absolute(self.prev), absolute(self.next))


def root_of(request: Request, base_url: str) -> str:
    """The absolute address of this API: the public one, or else the one that the client used."""
    return (base_url or str(request.base_url)).rstrip("/")


def here(request: Request, base_url: str) -> str:
    """The request's own address as it was asked for."""
    query = request.scope["query_string"].decode("latin-1")
    return _path(request, base_url) + (f"?{query}" if query else "")


def elsewhere(request: Request, base_url: str, **place: str) -> str:
    """The request's own address with another place: below ``base_url``, or relative to the host."""
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name not in _PLACES]
    query = urlencode([*pairs, *place.items()])
    return _path(request, base_url) + (f"?{query}" if query else "")


def route_path(request: Request) -> str:
    """The path below the root path that a proxy may have put before it."""
    path: str = request.scope["path"]
    return path.removeprefix(request.scope.get("root_path", ""))


def _path(request: Request, base_url: str) -> str:
    root = base_url.rstrip("/") or request.scope.get("root_path", "").rstrip("/")
    return f"{root}{route_path(request)}"
