"""What the whole application does for clients, caches and browsers, whatever is asked."""

import httpx
import pytest

from app.runtime import Runtime
from tests.api.serving import raw_request

LISTS = ["/v1/search?q=ferry", "/v1/search?q=ferry&highlight=true", "/v1/articles"]
ANSWERS = [
    *LISTS,
    "/v1/articles/1",
    "/v1/articles/1/versions",
    "/v1/sources",
    "/v1/timeline",
    "/openapi.json",
]


@pytest.mark.parametrize("path", ANSWERS)
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_what_a_client_has_it_is_not_sent_again(
    archive: Runtime, client: httpx.Client, path: str, form: str
) -> None:
    tag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": form.format(tag.removeprefix("W/"))})
    assert (again.status_code, again.content) == (304, b"")
    assert form == "*" or again.headers["etag"] == tag
    assert "Accept-Encoding" in again.headers["vary"]
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", ["/v1/articles/1", "/v1/articles/1/versions"])
def test_an_article_says_when_it_changed(archive: Runtime, client: httpx.Client, path: str) -> None:
    changed = client.get(path).headers["last-modified"]
    assert client.get(path, headers={"If-Modified-Since": changed}).status_code == 304


@pytest.mark.parametrize("path", LISTS)
def test_a_list_says_where_the_time_went(archive: Runtime, client: httpx.Client, path: str) -> None:
    path += "&page_size=7" if "?" in path else "?page_size=7"  # asked by nobody before
    timing = ", ".join(client.get(path).headers.get_list("server-timing"))
    phases = {part.split(";dur=")[0]: float(part.split(";dur=")[1]) for part in timing.split(", ")}
    assert list(phases) == ["search", "rows", "highlight", "total"]
    assert sum(phases.values()) - phases["total"] <= phases["total"] + 0.1


@pytest.mark.parametrize(
    ("path", "cached"),
    [
        *((path, "no-cache") for path in ANSWERS),
        *((path, "no-cache") for path in ("/", "/docs", "/redoc", "/assets/swagger-ui.css")),
        *((path, "no-store") for path in ("/health/live", "/health/ready", "/version")),
        *(
            (path, "no-store")
            for path in ("/nowhere", "/v1/search?x=1", "/v1/articles/99", "/v1/search?q=%ff")
        ),
    ],
)
def test_every_answer_says_how_it_may_be_kept(
    archive: Runtime, client: httpx.Client, path: str, cached: str
) -> None:
    assert client.get(path).headers["cache-control"] == cached


@pytest.mark.parametrize("path", [*ANSWERS, "/docs", "/health/live", "/assets/swagger-ui.css"])
def test_every_address_tells_its_methods(archive: Runtime, client: httpx.Client, path: str) -> None:
    """F19 F21."""
    methods = {
        "/v1/articles": "GET, HEAD, OPTIONS, POST",
        "/v1/articles/1": "DELETE, GET, HEAD, OPTIONS, PUT",
    }
    allowed = methods.get(path, "GET, HEAD, OPTIONS")
    asked = client.options(path)
    assert (asked.status_code, asked.headers["allow"]) == (204, allowed)
    refused = client.patch(path)
    assert (refused.status_code, refused.headers["allow"]) == (405, allowed)


def test_the_server_as_such_tells_its_methods(client: httpx.Client) -> None:
    answered = raw_request(client, b"OPTIONS *").lower()
    assert answered.startswith(b"http/1.1 204")
    assert b"allow: delete, get, head, options, post, put" in answered


@pytest.mark.parametrize(
    "path",
    [
        *ANSWERS,
        *("/v1/articles?format=rss", "/v1/articles/1?format=bibtex", "/v1/articles/1/similar", "/v1/export"),
        *("/v1/articles/99", "/v1/suggest?term=fe", "/v1/tags", "/v1/search?x=1", "/v1/timeline?format=svg"),
        *("/docs", "/health/live", "/health/ready", "/version", "/metrics", "/assets/swagger-ui.css"),
    ],
)
def test_head_is_answered_wherever_get_is(archive: Runtime, client: httpx.Client, path: str) -> None:
    """F20: with the same headers, and nothing behind them."""
    got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code
    for name in ("content-type", "cache-control", "etag", "last-modified", "link"):
        assert head.headers.get(name) == got.headers.get(name)
    assert raw_request(client, b"HEAD " + path.encode()).endswith(b"\r\n\r\n")


@pytest.mark.parametrize("path", [*ANSWERS, "/nowhere", "/docs"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_page_of_another_site_may_ask_anything_first(client: httpx.Client, path: str, method: str) -> None:
    """F21: and need not ask again for a day."""
    asked = {"Origin": "https://reader.example", "Access-Control-Request-Method": method}
    answered = client.options(path, headers=asked)
    assert answered.status_code == 204
    assert method in answered.headers["access-control-allow-methods"]
    assert answered.headers["access-control-max-age"] == "86400"


def test_a_page_of_another_site_may_read_every_header_that_matters(
    archive: Runtime, client: httpx.Client
) -> None:
    """F21."""
    answered = client.get("/v1/search?q=ferry&page_size=1", headers={"Origin": "https://reader.example"})
    shown = {name.strip().lower() for name in answered.headers["access-control-expose-headers"].split(",")}
    assert {"etag", "link", "server-timing", "x-request-id"} <= shown
    safe = {
        "cache-control",
        "content-length",
        "content-type",
    }  # readable without being named (Fetch standard)
    own = {
        "content-encoding",
        "content-security-policy",
        "date",
        "referrer-policy",
        "vary",
        "x-content-type-options",
    }
    rest = {name for name in answered.headers if not name.startswith(("access-control-", "timing-"))}
    assert rest <= shown | safe | own
    assert answered.headers["timing-allow-origin"] == "*"


@pytest.mark.parametrize("path", [*ANSWERS, "/nowhere", "/health/live"])
def test_the_date_comes_once_and_the_server_keeps_its_name(
    archive: Runtime, client: httpx.Client, path: str
) -> None:
    """K27."""
    headers = client.get(path).headers
    assert len(headers.get_list("date", split_commas=False)) == 1
    assert "server" not in headers
    assert all(headers.get_list(name) for name in ("etag", "x-request-id") if name in headers)


@pytest.mark.parametrize("path", ["/v1/search/", "/v1/articles/", "/v1/articles/1/", "/docs/"])
def test_a_slash_at_the_end_leads_nowhere_and_says_so(client: httpx.Client, path: str) -> None:
    """F16."""
    answered = client.get(path)
    assert answered.status_code == 404
    assert "slash: leave it out" in answered.json()["detail"]


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_long_answers_come_packed(client: httpx.Client, coding: str) -> None:
    """F20 F23."""
    plain = client.get("/openapi.json", headers={"Accept-Encoding": "identity"})
    packed = client.get("/openapi.json", headers={"Accept-Encoding": coding})
    assert packed.headers["content-encoding"] == coding
    assert int(packed.headers["content-length"]) < len(plain.content)
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    head = client.head("/openapi.json", headers={"Accept-Encoding": coding})
    assert head.headers["content-length"] == packed.headers["content-length"]


def test_ranges_are_not_served_of_answers(archive: Runtime, client: httpx.Client) -> None:
    """F24."""
    answered = client.get("/v1/articles/1", headers={"Range": "bytes=" + ",".join(["0-1"] * 100)})
    assert answered.status_code == 200
    assert answered.json()["id"] == 1
