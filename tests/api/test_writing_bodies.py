"""What is read as the body of a request to write, and what is refused."""

import gzip
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api.writing import article, writer

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with writer(
        tmp_path_factory.mktemp("bodies"), write_max_bytes=20_000, write_max_batch_bytes=60_000
    ) as client:
        client.post("/v1/articles", json=article())
        yield client


def sent(client: httpx.Client, body: bytes, **headers: str) -> tuple[int, str]:
    """The status and the reason, or else the code, of what is answered."""
    answered = client.post("/v1/articles", content=body, headers=JSON | headers)
    told = answered.json()
    return answered.status_code, told.get("reason") or told.get("code", "")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"null", "not_an_object"),
        (b'"Ferry"', "not_an_object"),
        (b"7", "not_an_object"),
        (b"[]", "empty"),
        (b'{"articles": []}', "empty"),
        (b'{"articles": [{"title": "x"}], "title": "y"}', "invalid_field"),
        (b"{}", "no_text"),
        (b'{"title": " "}', "no_text"),
        (b'{"title": null}', "no_text"),
        (b'{"url": "https://a.example/"}', "no_text"),
    ],
)
def test_a_body_without_an_article_is_422(client: httpx.Client, body: bytes, reason: str) -> None:
    """F26."""
    assert sent(client, body) == (422, reason)


@pytest.mark.parametrize("body", [b"[]", b"[{}]", b'{"articles": [{"title": "x"}]}', b"null", b"{}", b""])
def test_one_article_is_replaced_by_one(client: httpx.Client, body: bytes) -> None:
    """F26."""
    where = client.post("/v1/articles", json=article()).json()["id"]
    assert client.put(f"/v1/articles/{where}", content=body, headers=JSON).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        b'{"title": "x"',
        b'{"title": "x"}}',
        b'{"title": "x"} {"title": "y"}',
        b"{'title': 'x'}",
        b'{"title": "x",}',
        b"title=x",
        b"<title>x</title>",
        b'\xef\xbb\xbf{"title": "x"}',
        '{"title": "x"}'.encode("utf-16"),
        '{"title": "x"}'.encode("utf-32-be"),
        b'{"title": "caf\xe9"}',
        b'{"title": "\xc0\xaf"}',
        b'{"title": "\xed\xa0\x80"}',
        b'{"title": "a\nb"}',
        b'{"title": "a\x00b"}',
        gzip.compress(b'{"title": "x"}'),
    ],
)
def test_a_body_that_is_no_json_is_400(client: httpx.Client, body: bytes) -> None:
    """F27."""
    assert sent(client, body) == (400, "bodyInvalid")


@pytest.mark.parametrize(
    "kind",
    [
        None,
        "",
        "text/plain",
        "text/json",
        "json",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/json; charset=" + "x" * 7_000,
        "application/json, text/plain",
    ],
)
def test_another_kind_of_body_is_415(client: httpx.Client, kind: str | None) -> None:
    """F28 K26."""
    request = client.build_request("POST", "/v1/articles", content=b'{"title": "Kind"}')
    if kind is not None:
        request.headers["Content-Type"] = kind
    answered = client.send(request)
    assert (answered.status_code, answered.json()["code"]) == (415, "mediaTypeUnsupported")


def test_two_kinds_of_one_body_are_415(client: httpx.Client) -> None:
    """F28: whoever stands before us may go by the other one."""
    request = client.build_request("POST", "/v1/articles", content=b'{"title": "Kind"}')
    request.headers = httpx.Headers([*request.headers.items(), *[("Content-Type", "application/json")] * 2])
    assert client.send(request).status_code == 415


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON; charset=UTF-8", "application/json;charset=utf8"]
)
def test_json_is_taken_however_its_name_is_written(client: httpx.Client, kind: str) -> None:
    """F28."""
    answered = client.post("/v1/articles", content=b'{"title": "Kind"}', headers={"Content-Type": kind})
    assert answered.status_code in (200, 201)


def test_a_packed_body_is_415(client: httpx.Client) -> None:
    """F27."""
    packed = gzip.compress(b'{"title": "x"}')
    assert sent(client, packed, **{"Content-Encoding": "gzip"}) == (415, "mediaTypeUnsupported")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"x": ' + b"[" * 31 + b"]" * 31 + b"}", 422),
        (b'{"x": ' + b"[" * 32 + b"]" * 32 + b"}", 400),
        (b"[" * 15_000, 400),
        (b'{"x":' * 3_000 + b"1" + b"}" * 3_000, 400),
        (json.dumps({f"k{n}": 1 for n in range(1_000)}).encode(), 422),
        (json.dumps({f"k{n}": 1 for n in range(1_001)}).encode(), 400),
        (b'{"title": "a", "title": "b"}', 400),
        (b'{"title": "a", "source": {"name": "a", "na\\u006de": "b"}}', 400),
    ],
)
def test_what_nests_too_deep_or_says_a_thing_twice_is_400(
    client: httpx.Client, body: bytes, status: int
) -> None:
    """F29 F34: beside what is merely no article."""
    assert sent(client, body)[0] == status


@pytest.mark.parametrize(
    ("number", "status"),
    [
        ("9223372036854775808", 422),
        ("1" * 20, 422),
        ("1" * 21, 400),
        ("1" * 10_000, 400),
        ("-" + "9" * 10_000, 400),
        ("1e999", 400),
        ("NaN", 400),
        ("Infinity", 400),
        ("-Infinity", 400),
        ("1.5", 422),
    ],
)
def test_a_number_is_never_a_text(client: httpx.Client, number: str, status: int) -> None:
    """F30."""
    assert sent(client, f'{{"title": "x", "external_id": {number}}}'.encode())[0] == status


@pytest.mark.parametrize("escape", ["\\u0000", "\\u0007", "\\u001b", "\\u007f", "\\u0085"])
@pytest.mark.parametrize("field", ['"title": "a%s"', '"tags": ["a%s"]', '"source": {"name": "a%s"}'])
def test_control_characters_are_422(client: httpx.Client, escape: str, field: str) -> None:
    """F31."""
    assert sent(client, ('{"body": "x", ' + field % escape + "}").encode()) == (422, "control_character")


@pytest.mark.parametrize("half", ["\\ud800", "\\udc00", "\\udc00\\ud800", "\\ud800x", "\\ud800\\ud800"])
def test_half_a_character_is_422_and_a_whole_one_is_taken(client: httpx.Client, half: str) -> None:
    """F31."""
    assert sent(client, f'{{"title": "x{half}"}}'.encode()) == (422, "half_character")
    assert sent(client, b'{"title": "boat \\ud83d\\udea2"}')[0] in (200, 201)


@pytest.mark.parametrize(
    ("field", "limit"),
    [("title", 1_000), ("byline", 1_000), ("section", 1_000), ("external_id", 1_000), ("tags", 1_000)],
)
@pytest.mark.parametrize("letter", ["a", "é", "\N{SHIP}"])
def test_a_text_may_have_so_many_characters_and_no_more(
    client: httpx.Client, field: str, limit: int, letter: str
) -> None:
    """F32: of however many bytes."""
    for length, status in ((limit - 1, 200), (limit, 200), (limit + 1, 422)):
        value: Any = [letter * length] if field == "tags" else letter * length
        answered = client.post("/v1/articles", json=article(**{field: value}))
        assert answered.status_code == status or (status, answered.status_code) == (200, 201), answered.text


def test_a_body_may_have_so_many_bytes_and_no_more(tmp_path: Path) -> None:
    """F32."""
    with writer(tmp_path, max_text_bytes=1_000) as client:
        for text, status in (("é" * 499, 201), ("é" * 500, 200), ("é" * 500 + "a", 422), ("a" * 1_001, 422)):
            answered = client.post("/v1/articles", json=article(body=text))
            assert answered.status_code == status
        assert (answered.json()["reason"], answered.json()["errors"][0]["parameter"]) == (
            "text_capped",
            "body",
        )


def test_a_flood_of_marks_is_capped_as_in_files(client: httpx.Client) -> None:
    """F32."""
    flood = client.post(
        "/v1/articles", json=article(url="https://a.example/zalgo", title="Z" + "\u0301" * 900)
    )
    assert len(flood.json()["title"]) < 20


@pytest.mark.parametrize(
    "field", ["id", "added_at", "version", "flags", "created_at", "is_admin", "Title", "source.id"]
)
def test_nobody_sets_what_the_server_sets_or_what_is_no_field(client: httpx.Client, field: str) -> None:
    """F33 K09."""
    outer, _, inner = field.partition(".")
    new = {"title": "Forged", outer: {"name": "a", inner: "b"} if inner else "1"}
    answered = client.post("/v1/articles", json=new)
    assert (answered.status_code, answered.json()["reason"]) == (422, "invalid_field")
    assert answered.json()["errors"][0]["parameter"] == field
    assert client.get("/v1/search", params={"q": "forged"}).json()["total"] == 0


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("published_at", "soon", "bad_date"),
        ("updated_at", "2024-02-30", "bad_date"),
        ("published_at", "2999-01-01", "future_date"),
        ("published_at", "0900-01-01", "date_out_of_range"),
        ("url", "javascript:alert(1)", "bad_url"),
        ("image_url", "file:///etc/hosts", "bad_url"),
        ("published_precision", "year", "invalid_field"),
        ("authors", "Ann Carter", "invalid_field"),
        ("tags", ["a"] * 101, "invalid_field"),
        ("source", {"domain": "a.example"}, "invalid_field"),
        ("language", 7, "invalid_field"),
        ("body", ["a"], "invalid_field"),
    ],
)
def test_what_an_ingest_would_leave_out_is_refused_and_named(
    client: httpx.Client, field: str, value: Any, reason: str
) -> None:
    """A28 A25: over HTTP there is somebody to mend it."""
    answered = client.post("/v1/articles", json=article(**{field: value}))
    assert (answered.status_code, answered.json()["reason"]) == (422, reason)
    assert answered.json()["errors"][0]["parameter"].startswith(field)
    assert str(value) not in answered.json()["detail"]


FULL = b'{"url": "https://a.example/full", "title": "Full", "body": "%s"}'


@pytest.mark.parametrize("field", ["authors", "tags"])
def test_a_list_may_have_so_many_items_and_no_more(client: httpx.Client, field: str) -> None:
    """F32: n-1, n, n+1."""
    for count, statuses in ((99, (200, 201)), (100, (200, 201)), (101, (422,))):
        items = [f"Ann {number}" for number in range(count)]
        answered = client.post("/v1/articles", json=article(**{field: items}))
        assert answered.status_code in statuses


@pytest.mark.parametrize(
    ("method", "shape", "limit"),
    [("POST", FULL, 20_000), ("POST", b"[" + FULL + b"]", 60_000), ("PUT", FULL, 20_000)],
    ids=["one", "several", "replaced"],
)
@pytest.mark.parametrize("told", [True, False], ids=["told", "untold"])
def test_a_body_is_read_up_to_the_limit(
    client: httpx.Client, method: str, shape: bytes, limit: int, told: bool
) -> None:
    """F32, F35: n-1, n, n+1 bytes, whether or not their number is told."""
    where = client.post("/v1/articles", content=FULL % b"a", headers=JSON).json()["id"]
    path = "/v1/articles" if method == "POST" else f"/v1/articles/{where}"
    for size, statuses in ((limit - 1, (200, 201)), (limit, (200, 201)), (limit + 1, (413,))):
        body = shape % (b"a" * (size - len(shape) + 2))
        answered = client.request(method, path, content=body if told else iter([body]), headers=JSON)
        assert (len(body), answered.status_code in statuses) == (size, True)


def test_a_body_that_is_announced_as_too_large_is_not_waited_for(client: httpx.Client) -> None:
    """F35: more than one article may have, and less than several."""
    head = f"PUT /v1/articles/1 HTTP/1.1\r\nHost: a\r\nAuthorization: {client.headers['authorization']}\r\n"
    head += "Content-Type: application/json\r\nContent-Length: 20001\r\n\r\n"
    with socket.create_connection((client.base_url.host, client.base_url.port or 80)) as connection:
        connection.settimeout(20)
        connection.sendall(head.encode())
        assert connection.recv(65_536).startswith(b"HTTP/1.1 413")


def test_a_body_beyond_the_limit_is_413_whether_its_length_is_told_or_not(client: httpx.Client) -> None:
    """F35."""
    one = json.dumps({"title": "Large", "body": "a" * 21_000}).encode()
    assert sent(client, one) == (413, "bodyTooLarge")
    several = json.dumps([{"title": f"Large {n}", "body": "a" * 10_000} for n in range(7)]).encode()
    assert sent(client, several) == (413, "bodyTooLarge")
    assert sent(client, json.dumps(json.loads(several)[:5]).encode())[0] == 200
    untold = client.post("/v1/articles", content=iter([several[:40_000], several[40_000:]]), headers=JSON)
    assert (untold.status_code, untold.headers["connection"]) == (413, "close")


def test_a_body_without_end_is_cut_at_the_limit(client: httpx.Client) -> None:
    """F35."""
    head = f"POST /v1/articles HTTP/1.1\r\nHost: a\r\nAuthorization: {client.headers['authorization']}\r\n"
    head += "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    sent_bytes, answer = 0, b""
    with socket.create_connection(
        (client.base_url.host, client.base_url.port or 80), timeout=10
    ) as connection:
        connection.sendall(head.encode())
        connection.settimeout(0.01)
        while not answer and sent_bytes < 50_000_000:
            try:
                sent_bytes += connection.send(b"10000\r\n" + b"[" * 65_536 + b"\r\n")
                answer = connection.recv(65_536)
            except TimeoutError:
                continue
            except (BrokenPipeError, ConnectionResetError):
                break
    assert answer.startswith(b"HTTP/1.1 413") or sent_bytes < 5_000_000
    assert sent_bytes < 5_000_000


_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = st.sampled_from(
    ["title", "body", "source", "tags", "authors", "published_at", "url", "id", "language"]
)


@given(body=_VALUE | st.dictionaries(_FIELDS, _VALUE, max_size=5))
@settings(max_examples=150, deadline=None)
def test_whatever_json_is_sent_there_is_no_bug(client: httpx.Client, body: Any) -> None:
    """INP-1 in small."""
    answered = client.post("/v1/articles", content=json.dumps(body).encode(), headers=JSON)
    assert answered.status_code in (200, 201, 400, 413, 422), answered.text


@given(
    body=st.binary(max_size=60) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
@settings(max_examples=100, deadline=None)
def test_whatever_bytes_are_sent_there_is_no_bug(client: httpx.Client, body: bytes) -> None:
    for kind in ("application/json", "application/x-ndjson"):
        answered = client.post("/v1/articles", content=body, headers={"Content-Type": kind})
        assert answered.status_code in (200, 201, 400, 422), answered.text
