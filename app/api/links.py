"""Addresses of other pages of a list: ``next`` in the body and the Link header (RFC 8288)."""

from urllib.parse import urlencode

from starlette.requests import Request


def page_url(request: Request, base_url: str, page: int) -> str:
    """The request's own address with another page: below ``base_url``, or relative to the host."""
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "page"]
    root = base_url.rstrip("/") or request.scope.get("root_path", "").rstrip("/")
    return f"{root}{route_path(request)}?{urlencode([*pairs, ('page', str(page))])}"


def route_path(request: Request) -> str:
    """The path below the root path that a proxy may have put before it."""
    path: str = request.scope["path"]
    return path.removeprefix(request.scope.get("root_path", ""))


def link_header(request: Request, base_url: str, *, page: int, next_page: int | None) -> dict[str, str]:
    """``first``, ``prev`` and ``next``, as far as there are such pages."""
    pages = {"first": 1, "prev": page - 1 if page > 1 else None, "next": next_page}
    links = [f'<{page_url(request, base_url, at)}>; rel="{rel}"' for rel, at in pages.items() if at]
    return {"Link": ", ".join(links)}
