"""What every answer carries, and what never reaches the router."""

import logging
from collections.abc import Iterator

import anyio
import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.api.middleware import Head, LastResort, Stamp, Target
from app.api.problems import HANDLERS
from tests.api.serving import raw_request, serve


async def echo(request: Request) -> Response:
    return JSONResponse(request.query_params.multi_items(), headers={"X-Own": "yes"})


async def bug(request: Request) -> Response:
    raise ZeroDivisionError("a secret in the library's message")


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    app = Starlette(
        routes=[Route("/echo", echo), Route("/bug", bug)],
        middleware=[Middleware(layer) for layer in (Stamp, LastResort, Target, Head)],
        exception_handlers=HANDLERS,
    )
    app.router.redirect_slashes = False
    with serve(app) as client:
        yield client


@pytest.mark.parametrize("path", ["/echo", "/bug", "/nowhere", "/echo?q=%ff"])
def test_every_answer_is_marked_and_guarded_even_a_failed_one(client: httpx.Client, path: str) -> None:
    """K27."""
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers
    assert "server" not in headers
    assert "set-cookie" not in headers
    assert len(headers["x-request-id"]) == 32
    assert headers["server-timing"].startswith("total;dur=")


@pytest.mark.parametrize(("scheme", "told"), [("http", None), ("https", "max-age=31536000")])
def test_who_comes_by_tls_is_told_to_go_on_so(scheme: str, told: str | None) -> None:
    """K27."""

    async def ask() -> httpx.Response:
        through = httpx.ASGITransport(Stamp(Response("here")))
        async with httpx.AsyncClient(transport=through, base_url=f"{scheme}://news.example") as client:
            return await client.get("/")

    assert anyio.run(ask).headers.get("strict-transport-security") == told


def test_a_decent_request_id_is_kept_and_given_back(client: httpx.Client) -> None:
    assert client.get("/echo", headers={"X-Request-ID": "desk-7.a_1"}).headers["x-request-id"] == "desk-7.a_1"


@pytest.mark.parametrize(
    "given_id", ["", "a b", "x" * 65, "<script>", "é".encode("latin-1").decode("latin-1")]
)
def test_any_other_request_id_is_replaced(client: httpx.Client, given_id: str) -> None:
    """K24: a client's header comes back only when it is harmless."""
    answered = client.get("/echo", headers={"X-Request-ID": given_id.encode("latin-1")}).headers[
        "x-request-id"
    ]
    assert answered != given_id
    assert len(answered) == 32


@given(st.binary(max_size=80))
@settings(max_examples=60, deadline=None)
def test_no_request_header_can_add_a_header_to_the_answer(client: httpx.Client, raw: bytes) -> None:
    """K24."""
    value = bytes(b for b in raw if b >= 32 and b != 127).strip()
    plain = client.get("/echo").headers
    answered = client.get("/echo?q=%0d%0aX-Evil:1", headers={b"X-Request-ID": value}).headers
    assert set(answered) == set(plain)


def test_a_bug_is_a_500_that_says_nothing_and_is_logged_once(
    client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    """K29."""
    with caplog.at_level(logging.DEBUG):
        answered = client.get("/bug", headers={"X-Request-ID": "find-me"})
    assert answered.status_code == 500
    assert answered.headers["content-type"] == "application/problem+json"
    assert answered.json()["request_id"] == "find-me"
    assert "secret" not in answered.text
    assert "ZeroDivision" not in answered.text
    logged = [record for record in caplog.records if record.exc_info]
    assert [record.getMessage() for record in logged] == ["request find-me failed"]


@pytest.mark.parametrize(
    ("query", "name", "detail"),
    [
        ("q=%00", "q", "holds a NUL character"),
        ("q=a%00b", "q", "holds a NUL character"),
        ("q=%ff", "q", "is not valid UTF-8 (byte 0 after percent-decoding)"),
        ("q=%ed%a0%80", "q", "is not valid UTF-8 (byte 0 after percent-decoding)"),
        ("q=a%c0%af", "q", "is not valid UTF-8 (byte 1 after percent-decoding)"),
        ("%fe=1", "\ufffd", "is not valid UTF-8 (byte 0 after percent-decoding)"),
        ("a=1&b=%e2%82", "b", "is not valid UTF-8 (byte 0 after percent-decoding)"),
        ("%00=1", "\0", "holds a NUL character"),
    ],
)
def test_nul_and_invalid_utf_8_in_the_query_are_refused_by_name(
    client: httpx.Client, query: str, name: str, detail: str
) -> None:
    """F09."""
    answered = client.get(f"/echo?{query}")
    assert answered.status_code == 400
    assert answered.json()["code"] == "encodingInvalid"
    assert answered.json()["errors"] == [{"parameter": name, "detail": detail, "position": None}]


@given(
    st.dictionaries(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    )
)
@settings(max_examples=60, deadline=None)
def test_every_valid_query_passes_unchanged(client: httpx.Client, pairs: dict[str, str]) -> None:
    answered = client.get("/echo", params=pairs)
    assert answered.json() == [[name, value] for name, value in pairs.items()]


def test_an_address_beyond_all_measure_is_a_414(client: httpx.Client) -> None:
    room = 8 * 1024 - len("/echo") - len("q=")
    assert client.get("/echo?q=" + "a" * room).status_code == 200
    refused = client.get("/echo?q=" + "a" * (room + 1))
    assert refused.status_code == 414
    assert refused.json()["code"] == "uriTooLong"


@pytest.mark.parametrize("path", ["/echo?q=1", "/nowhere", "/bug", "/echo?q=%00"])
def test_head_answers_like_get_without_a_body(client: httpx.Client, path: str) -> None:
    """F20."""
    got, headed = client.get(path), client.head(path)
    assert headed.status_code == got.status_code
    assert headed.content == b""
    assert steady(headed) == steady(got)


def steady(answered: httpx.Response) -> dict[str, str]:
    """The headers that do not change from one request to the next (a problem holds its request's id)."""
    changing = {"x-request-id", "server-timing", "date"}
    return {name: value for name, value in answered.headers.items() if name not in changing}


def test_pages_of_other_sites_may_ask_first(client: httpx.Client) -> None:
    """F21."""
    asked = {"Origin": "https://reader.example", "Access-Control-Request-Method": "GET"}
    answered = client.options("/echo", headers=asked)
    assert answered.status_code == 204
    assert answered.headers["access-control-allow-origin"] == "*"
    assert answered.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert "access-control-allow-credentials" not in answered.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get"])
def test_other_methods_are_told_which_ones_there_are(client: httpx.Client, method: str) -> None:
    """F19."""
    head = raw_request(client, f"{method} /echo".encode()).partition(b"\r\n\r\n")[0].decode()
    status = int(head.split()[1])
    assert status in (400, 405)
    if status == 405:
        assert "allow: GET, HEAD, OPTIONS" in head


def test_options_names_the_methods(client: httpx.Client) -> None:
    answered = client.options("/echo")
    assert answered.status_code == 204
    assert set(answered.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
