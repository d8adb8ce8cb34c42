"""Packed answers: what the client takes, tagged as what they are, whole or as they stream."""

import gzip
import zlib
from collections.abc import AsyncIterator, Iterator

import brotli
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.api.answers import answer
from app.api.compression import LEAST, Coding, Compress, choose
from app.api.middleware import Head, Stamp
from tests.api.serving import serve

TEXT = "the ferry left the harbour at seven, and the dam held. " * 400
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


async def article(request: Request) -> Response:
    return answer(request, {"body": TEXT})


async def weak(request: Request) -> Response:
    return answer(request, {"body": TEXT}, volatile={"took_ms": 1})


async def sized(request: Request) -> Response:
    headers = {"Vary": "Accept"}
    return Response("x" * int(request.path_params["size"]), media_type="text/plain", headers=headers)


async def picture(request: Request) -> Response:
    return Response(b"\x89PNG" * 1000, media_type="image/png")


async def stream(request: Request) -> Response:
    async def lines() -> AsyncIterator[str]:
        for number in range(50):
            yield f'{{"number": {number}}}\n' * 20

    return StreamingResponse(lines(), media_type="application/x-ndjson")


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    paths = {"/article": article, "/weak": weak, "/of/{size}": sized, "/picture": picture, "/stream": stream}
    app = Starlette(
        routes=[Route(path, handler) for path, handler in paths.items()],
        middleware=[Middleware(layer) for layer in (Stamp, Head, Compress)],
    )
    with serve(app) as client:
        yield client


def ask(
    client: httpx.Client, path: str, accepted: str, method: str = "GET", **headers: str
) -> httpx.Response:
    """The answer with its body as it came."""
    request = client.build_request(method, path, headers={"Accept-Encoding": accepted, **headers})
    answered = client.send(request, stream=True)
    answered._content = b"".join(answered.iter_raw())
    answered.close()
    return answered


@pytest.mark.parametrize("coding", ["br", "gzip"])
@pytest.mark.parametrize("path", ["/article", "/stream", "/of/200000"])
def test_an_answer_comes_packed_and_says_so(client: httpx.Client, path: str, coding: str) -> None:
    """F23."""
    plain, packed = ask(client, path, "identity"), ask(client, path, coding)
    assert packed.headers["content-encoding"] == coding
    assert UNPACK[coding](packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    assert packed.headers["content-type"] == plain.headers["content-type"]
    for answered in (plain, packed):
        assert "Accept-Encoding" in answered.headers["vary"]
        assert answered.headers.get("content-length", str(len(answered.content))) == str(
            len(answered.content)
        )


def test_what_is_short_or_packed_already_stays_as_it_is(client: httpx.Client) -> None:
    for path in (f"/of/{LEAST - 1}", "/picture"):
        assert "content-encoding" not in ask(client, path, "br, gzip").headers
    assert ask(client, f"/of/{LEAST}", "br, gzip").headers["content-encoding"] == "br"
    assert "vary" not in ask(client, "/picture", "br").headers
    assert ask(client, "/of/10", "gzip").headers["vary"] == "Accept, Accept-Encoding"


def test_each_part_of_a_stream_can_be_read_when_it_arrives(client: httpx.Client) -> None:
    unpack = zlib.decompressobj(wbits=31)
    with client.stream("GET", "/stream", headers={"Accept-Encoding": "gzip"}) as answered:
        parts = answered.iter_raw()
        assert unpack.decompress(next(parts)).startswith(b'{"number": 0}\n')
        assert unpack.decompress(b"".join(parts)).endswith(b'{"number": 49}\n')


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_a_packed_answer_has_a_strong_tag_of_its_own_that_is_known_again(
    client: httpx.Client, coding: str
) -> None:
    plain, packed = ask(client, "/article", "identity"), ask(client, "/article", coding)
    assert packed.headers["etag"] == f'{plain.headers["etag"][:-1]}-{coding}"'
    for form in ("{}", "W/{}", '"other", {}', '{} , "x"'):
        known = form.format(packed.headers["etag"])
        again = ask(client, "/article", coding, **{"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == packed.headers["etag"]
    again = ask(client, "/article", "identity", **{"If-None-Match": plain.headers["etag"]})
    assert (again.status_code, again.headers["etag"]) == (304, plain.headers["etag"])
    assert ask(client, "/article", coding, **{"If-None-Match": '"other-br"'}).status_code == 200


def test_a_weak_tag_stays_as_it_is(client: httpx.Client) -> None:
    plain, packed = ask(client, "/weak", "identity"), ask(client, "/weak", "br")
    assert plain.headers["etag"] == packed.headers["etag"]
    again = ask(client, "/weak", "br", **{"If-None-Match": packed.headers["etag"]})
    assert (again.status_code, again.headers["etag"]) == (304, packed.headers["etag"])


@pytest.mark.parametrize("path", ["/article", "/of/5", "/picture"])
def test_head_has_the_headers_of_get_packed_or_not(client: httpx.Client, path: str) -> None:
    """F20."""
    got, headed = ask(client, path, "br"), ask(client, path, "br", "HEAD")
    assert headed.content == b""
    assert steady(headed) == steady(got)


def steady(answered: httpx.Response) -> dict[str, str]:
    changing = {"x-request-id", "server-timing", "date"}
    return {name: value for name, value in answered.headers.items() if name not in changing}


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", Coding("")),
        ("gzip, deflate, br, zstd", Coding("br")),
        ("gzip", Coding("gzip")),
        ("GZIP;Q=0.5", Coding("gzip")),
        ("br;q=0.5, gzip;q=0.8", Coding("gzip")),
        ("gzip;q=0, br", Coding("br")),
        ("gzip;q=0", Coding("")),
        ("*", Coding("br")),
        ("*;q=0.1, br;q=0", Coding("gzip")),
        ("identity, gzip;q=0.5", Coding("")),
        ("identity, gzip", Coding("gzip")),
        ("deflate", Coding("")),
        ("identity;q=0, gzip", Coding("gzip", 0)),
        ("*;q=0, gzip", Coding("gzip", 0)),
        ("identity;q=0", None),
        ("*;q=0", None),
        ("gzip;q=0, br;q=0, identity;q=0", None),
        ("gzip;q=2, br;q=x, ;q=1, ,", Coding("")),
    ],
)
def test_codings_go_by_their_weights(header: str, coding: Coding | None) -> None:
    """F23."""
    assert choose(header) == coding


def test_where_nothing_will_do_the_answer_says_what_there_is(client: httpx.Client) -> None:
    """F23."""
    refused = ask(client, "/article", "identity;q=0, br;q=0, gzip;q=0")
    assert refused.status_code == 406
    assert refused.json()["code"] == "notAcceptable"
    assert "br, gzip, identity" in refused.json()["detail"]
    assert ask(client, "/of/3", "identity;q=0, gzip").headers["content-encoding"] == "gzip"


@given(
    st.text(st.characters(max_codepoint=255), max_size=80)
    | st.lists(
        st.sampled_from(["br", "gzip", "*", "identity", ";q=", "0", "1", "0.5", ",", " "]), max_size=12
    ).map("".join)
)
def test_any_header_is_answered(header: str) -> None:
    """F22 F23."""
    coding = choose(header)
    assert coding is None or coding.name in ("", "br", "gzip")
