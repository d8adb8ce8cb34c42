"""The documentation pages. Everything they load comes from this server: no CDN, no network."""

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.staticfiles import StaticFiles
from starlette.responses import RedirectResponse, Response

from app.api.answers import answer

STATIC = Path(__file__).parent / "static"
#: Redoc and Swagger UI style their elements in place; scripts come from files only.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def install(app: FastAPI) -> None:
    """Add ``/``, ``/docs``, ``/redoc``, ``/openapi.json`` and the files that they need.

    All addresses in the pages are relative, so that they also work below a proxy's prefix.
    """
    swagger, redoc = _page("docs.html"), _page("redoc.html")

    async def root(request: Request) -> Response:
        return RedirectResponse("docs", headers={"Cache-Control": "no-cache"})

    async def docs_page(request: Request) -> Response:
        return _html(swagger)

    async def redoc_page(request: Request) -> Response:
        return _html(redoc)

    async def openapi(request: Request) -> Response:
        return answer(request, app.openapi())

    app.add_route("/", root, include_in_schema=False)
    app.add_route("/docs", docs_page, include_in_schema=False)
    app.add_route("/redoc", redoc_page, include_in_schema=False)
    app.add_route("/openapi.json", openapi, include_in_schema=False)
    app.mount("/assets", StaticFiles(directory=STATIC / "assets", packages=[("fastapi_offline", "static")]))


def _page(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def _html(page: str) -> Response:
    headers = {"Content-Security-Policy": PAGE_POLICY, "Cache-Control": "no-cache"}
    return Response(page, headers=headers, media_type="text/html; charset=utf-8")
