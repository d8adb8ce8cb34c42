"""What would be SQL, a path or a template elsewhere is a value here, in every parameter of every list."""

import re
from pathlib import Path

import httpx
import pytest

from app.runtime import Runtime

VALUES = (
    "' OR 1=1 --",
    '"; DROP TABLE article; --',
    "1); ATTACH DATABASE '/etc/x' AS x; --",
    "%",
    "_",
    "../../etc/passwd",
    "file:///etc/passwd",
    "{{7*7}}${7*7}",
)
TOLD = ("sqlite", "sqlalchemy", "syntax error", "traceback", "root:x:", "no such table")


def readable(client: httpx.Client) -> list[tuple[str, list[str]]]:
    """Each address that is read, an id filled in, with the names of its parameters."""
    paths = client.get("/openapi.json").json()["paths"]
    return [
        (path.replace("{id}", "1").replace("{month}", "2024-03"), names_of(methods["get"]))
        for path, methods in paths.items()
        if "get" in methods
    ]


def names_of(operation: dict[str, object]) -> list[str]:
    parameters = operation.get("parameters", [])
    assert isinstance(parameters, list)
    return [each["name"] for each in parameters if each["in"] == "query"]


@pytest.mark.parametrize("value", VALUES)
def test_no_parameter_is_run_as_sql_or_opened_as_a_path(
    client: httpx.Client, archive: Runtime, value: str
) -> None:
    """K12, K14, K15"""
    for path, names in readable(client):
        for name in names:
            answered = client.get(path, params={name: value})
            assert answered.status_code < 500, (path, name)
            assert not [told for told in TOLD if told in answered.text.lower()], (path, name)
    assert archive.articles.count() == 6
    assert not Path("/etc/x").exists()


@pytest.mark.parametrize("value", ["%", "_", "Harbour%", "Harbour_Post", "harbour-p%"])
def test_wildcards_of_sql_stand_for_themselves(client: httpx.Client, value: str) -> None:
    """K12"""
    for name in ("source", "section", "agency", "language"):
        assert client.get("/v1/search", params={name: value}).json().get("total", 0) == 0, name


@pytest.mark.parametrize("path", ["/v1/articles/{}", "/v1/articles/{}/similar", "/v1/archive/{}"])
@pytest.mark.parametrize("value", ["1%20OR%201=1", "1'--", "..%2f..%2fetc%2fpasswd", "%2e%2e%2f1", "1;2"])
def test_no_part_of_a_path_is_run_or_opened(client: httpx.Client, path: str, value: str) -> None:
    """K12, K14"""
    assert client.get(path.format(value)).status_code in (400, 404, 422)


@pytest.mark.parametrize("slug", ["harbour-pos%25", "harbour_post", "%25", "HARBOUR-POST", "harbour-post'--"])
def test_a_source_is_looked_up_by_its_whole_slug(client: httpx.Client, slug: str) -> None:
    """K12"""
    assert client.get("/v1/sources/harbour-post").status_code == 200
    assert client.get(f"/v1/sources/{slug}").status_code == 404


LINKS = re.compile(r'(?:<[^<>\s]+>; rel="[a-z]+"(?:, |$))*')
KEPT = "https://harbourpost.example/ferry-stops?id=7"


@pytest.mark.parametrize(
    "url", [KEPT[:-1] + "%", KEPT[:-1] + "_", KEPT + "' OR '1'='1", "https://x.example/' OR 1=1 --"]
)
def test_an_article_is_looked_up_by_its_whole_address(client: httpx.Client, url: str) -> None:
    """K12"""
    assert client.get("/v1/articles/by-url", params={"url": KEPT}).status_code == 200
    assert client.get("/v1/articles/by-url", params={"url": url}).status_code in (404, 422)


@pytest.mark.parametrize(
    "value", ["a\r\nX-Evil: 1", "a\n\nbody", "a\u2028\u0085X-Evil: 1", ">; rel=evil, <x"]
)
def test_nothing_that_is_asked_adds_a_header_to_the_answer(client: httpx.Client, value: str) -> None:
    """K24: in whatever parameter of whatever address; its links hold it encoded."""
    for path, names in readable(client):
        for name in [*names, "nosuch"]:
            few = {"page_size": "1"} if "page_size" in names else {}
            answered = client.get(path, params={name: value, **few})
            assert not {"x-evil", "set-cookie"} & set(answered.headers), (path, name)
            assert LINKS.fullmatch(answered.headers.get("link", "")), (path, name)


def test_no_refusal_repeats_much_of_what_was_sent(client: httpx.Client) -> None:
    """K29"""
    hidden = "s3cret" * 60
    refused = 0
    for path, names in readable(client):
        for name in [*names, "nosuch"]:
            answered = client.get(path, params={name: hidden})
            if answered.status_code >= 400:
                refused += 1
                assert hidden[:200] not in answered.text, (path, name)
                assert hidden[:200] not in str(answered.headers), (path, name)
    assert refused > 50
