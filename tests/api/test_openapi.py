"""The description of the API: complete, and true."""

from typing import Any, get_origin
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.api import render
from app.api.app import build_app
from app.api.formats import CITATIONS, KINDS, LISTS, Format
from app.api.params import Filters, ListParameters, SearchParameters
from app.api.view import ALL_FIELDS
from app.api.wire import Article
from app.search.criteria import FILTERS
from app.settings import Settings
from app.values import StoredArticle
from tests.api.archive import ARTICLES, NOW, open_archive
from tests.api.schema import differences


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> dict[str, Any]:
    answered = client.get("/openapi.json")
    assert answered.headers["content-type"] == "application/json"
    again = client.get("/openapi.json", headers={"If-None-Match": answered.headers["etag"]})
    assert again.status_code == 304
    described: dict[str, Any] = answered.json()
    return described


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Those that anybody may ask for; of those that need a key see test_writing_documented."""
    reading = [(path, item["get"]) for path, item in document["paths"].items() if "get" in item]
    return [(path, operation) for path, operation in reading if {} in operation.get("security", [{}])]


#: They answer with text, of which no schema says more.
OF_NO_MODEL = ("/v1/export", "/v1/archive/{year}/{month}", "/opensearch.xml", "/metrics")


def whole(path: str) -> str:
    """An address with something in each of its places."""
    return path.replace("{id}", "1").replace("{year}", "2024").replace("{month}", "3")


def test_the_addresses_are_these(document: dict[str, Any]) -> None:
    assert list(document["paths"]) == [
        "/v1/search",
        "/v1/export",
        "/v1/timeline",
        "/v1/suggest",
        "/v1/articles",
        "/v1/articles/by-url",
        "/v1/articles/{id}",
        "/v1/articles/{id}/versions",
        "/v1/articles/{id}/reprints",
        "/v1/articles/{id}/similar",
        "/v1/archive/{year}/{month}",
        "/v1/sources",
        "/v1/sources/{id}",
        "/v1/authors",
        "/v1/domains",
        "/v1/agencies",
        "/v1/sections",
        "/v1/tags",
        "/v1/languages",
        "/v1/audit",
        "/health/live",
        "/health/ready",
        "/version",
        "/metrics",
        "/opensearch.xml",
    ]


def test_every_parameter_is_described_and_has_an_example(document: dict[str, Any]) -> None:
    for path, operation in operations(document):
        for parameter in operation.get("parameters", []):
            name = f"{path} {parameter['name']}"
            assert parameter["description"], name
            # No cursor can be written here: each belongs to its archive.
            assert parameter["schema"].get("examples") or parameter["name"] == "cursor", name
            assert parameter["schema"]["type"] in ("string", "integer", "boolean"), name


def test_bounds_are_in_json_schema_s_own_words(document: dict[str, Any]) -> None:
    """Generated clients and testers read those; they once found none for months and ids."""
    known = {"type", "description", "examples", "default", "enum", "const", "pattern"}
    known |= {"minimum", "maximum", "minLength", "maxLength"}
    for path, operation in operations(document):
        for parameter in operation.get("parameters", []):
            assert set(parameter["schema"]) <= known, f"{path} {parameter['name']}"

    def schema(path: str, name: str) -> dict[str, Any]:
        given = document["paths"][path]["get"]["parameters"]
        return next(each["schema"] for each in given if each["name"] == name)

    month = schema("/v1/archive/{year}/{month}", "month")
    assert (month["minimum"], month["maximum"]) == (1, 12)
    assert schema("/v1/articles/{id}", "id")["maximum"] == 2**63 - 1
    assert "source" in schema("/v1/timeline", "split")["enum"]


def test_what_whoever_runs_it_has_set_is_described(document: dict[str, Any]) -> None:
    set_so = Settings(page_size=5, page_size_max=30, offset_max=900, query_max_length=80)
    ours = build_app(set_so, open_archive).openapi()
    bounds = {}
    for which, described in {"default": document, "set": ours}.items():
        given = described["paths"]["/v1/search"]["get"]["parameters"]
        schemas = {each["name"]: each["schema"] for each in given}
        bounds[which] = [
            schemas["q"]["maxLength"],
            schemas["page"]["maximum"],
            schemas["page_size"]["maximum"],
        ]
    assert bounds == {"default": [512, 10_000, 100], "set": [80, 900, 30]}


def test_a_client_that_sends_the_defaults_asks_for_nothing_else(
    client: httpx.Client, document: dict[str, Any]
) -> None:
    """Generated clients do. They once asked for page 1 by that, and could not go on by cursor."""
    for path in ("/v1/search", "/v1/articles"):
        given = document["paths"][path]["get"]["parameters"]
        schemas = [each["schema"] | {"name": each["name"]} for each in given]
        said = {each["name"]: each["default"] for each in schemas if "default" in each} | {"page_size": 2}
        first, plain = (client.get(path, params=params).json() for params in (said, {"page_size": 2}))
        assert (first["query"], first["cursor"]) == (plain["query"], plain["cursor"])
        second = client.get(path, params=said | {"cursor": first["cursor"]}).json()
        assert len(second["results"]) == 2


def test_q_comes_first_with_examples_to_choose_from(document: dict[str, Any]) -> None:
    first = document["paths"]["/v1/search"]["get"]["parameters"][0]
    assert first["name"] == "q"
    assert len(first["examples"]) >= 4


def test_every_operation_has_a_summary_a_tag_and_names_its_problems(document: dict[str, Any]) -> None:
    tags = [tag["name"] for tag in document["tags"]]
    for path, operation in operations(document):
        assert operation["summary"], path
        assert operation["tags"][0] in tags
        refused = {status: each for status, each in operation["responses"].items() if int(status) >= 400}
        assert "content" not in operation["responses"].get("304", {})
        assert {"400", "414", "422"} <= set(refused)
        for status, each in refused.items():
            assert list(each["content"]) == ["application/problem+json"], path
            example = each["content"]["application/problem+json"]["example"]
            assert differences(example, {"$ref": "#/components/schemas/Problem"}, document) == []
            assert example["status"] == int(status)
        content = operation["responses"]["200"]["content"]
        if path not in OF_NO_MODEL:
            assert content["application/json"]["schema"]["$ref"]


def test_every_format_is_documented_with_an_example_of_its_own(document: dict[str, Any]) -> None:
    paths = document["paths"]

    def content(path: str) -> dict[str, Any]:
        documented: dict[str, Any] = paths[path]["get"]["responses"]["200"]["content"]
        return documented

    for path, offered in {
        "/v1/search": LISTS,
        "/v1/articles": LISTS,
        "/v1/articles/{id}": (Format.JSON, *CITATIONS),
        "/v1/articles/by-url": (Format.JSON, *CITATIONS),
        "/v1/export": (Format.NDJSON, Format.CSV),
        "/v1/archive/{year}/{month}": (Format.NDJSON,),
    }.items():
        assert set(content(path)) == {KINDS[each].media_type for each in offered}, path
        for media_type, described in content(path).items():
            if media_type != "application/json":
                assert "Ferry runs aground" in str(described["example"]), (path, media_type)
                assert differences(described["example"], described["schema"], document) == []
    assert set(content("/opensearch.xml")) == {"application/opensearchdescription+xml"}


def test_no_address_ignores_a_parameter(client: httpx.Client, document: dict[str, Any]) -> None:
    """F06."""
    for path, _ in operations(document):
        answered = client.get(whole(path), params={"bogus": "1"})
        assert (answered.status_code, answered.json()["errors"][0]["parameter"]) == (422, "bogus"), path


def test_an_address_that_can_say_not_modified_documents_it(
    client: httpx.Client, document: dict[str, Any]
) -> None:
    for path, operation in operations(document):
        needed = {
            "/v1/articles/by-url": {"url": "https://harbourpost.example/ferry-stops?id=7"},
            "/v1/suggest": {"term": "fer"},
        }.get(path, {})
        where = whole(path.replace("sources/{id}", "sources/harbour-post"))
        answered = client.get(where, params=needed)
        assert answered.status_code == 200
        assert ("etag" in answered.headers) == ("304" in operation["responses"]), path


ADDRESSES = {
    "/v1/search?q=ferry&highlight=true&fields=all": "Results",
    "/v1/search?q=AND&from=7d": "Results",
    "/v1/search?q=nothingatall": "Results",
    "/v1/search?facets=source,tag,year&timeline=month&timezone=Asia/Tokyo": "Results",
    "/v1/timeline?q=ferry&interval=month": "TimelineAnswer",
    "/v1/suggest?term=fer": "Suggestions",
    "/v1/suggest?term=old+feryy": "Suggestions",
    "/v1/search?q=feryr": "Results",
    "/v1/timeline?split=source": "TimelineAnswer",
    "/v1/timeline?q.a=ferry&q.b=dam&q.c=": "TimelineAnswer",
    "/v1/articles?since_id=0&page_size=2": "Results",
    "/v1/articles?fields=title&sources=-harbour-post": "Results",
    "/v1/articles/1": "Article",
    "/v1/articles/6": "Article",
    "/v1/articles/by-url?url=https://harbourpost.example/ferry-stops?id=7": "Article",
    "/v1/articles/1/versions": "Versions",
    "/v1/articles/1/reprints?fields=title": "Reprints",
    "/v1/articles/1/similar?languages=en": "Similar",
    "/v1/sources": "Sources",
    "/v1/tags?prefix=f": "Values",
    "/v1/sources/harbour-post": "SourceDetail",
    "/health/live": "Live",
    "/health/ready": "Ready",
    "/version": "Version",
    "/v1/articles/0": "Problem",
    "/v1/search?page=0&sort=x": "Problem",
}


@pytest.mark.parametrize(("address", "schema"), ADDRESSES.items())
def test_answers_are_what_is_documented(
    client: httpx.Client, document: dict[str, Any], address: str, schema: str
) -> None:
    kind = {"$ref": f"#/components/schemas/{schema}"}
    assert differences(client.get(address).json(), kind, document) == []


_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
_VALUE = (
    _TEXT
    | st.integers().map(str)
    | st.sampled_from(["2024", "7d", "-a", '"a, b"', "all", "true", "added", "*"])
)


def _stays_in_its_place(segment: str) -> bool:
    """Clients take dots out of a path before they send it (RFC 3986, section 5.2.4)."""
    return segment not in (".", "..")


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_whatever_is_sent_gets_a_documented_answer(
    client: httpx.Client, document: dict[str, Any], data: st.DataObject
) -> None:
    """INP-1 in small."""
    path, operation = data.draw(st.sampled_from(operations(document)))
    names = [each["name"] for each in operation.get("parameters", []) if each["in"] == "query"]
    query = data.draw(st.dictionaries(st.sampled_from(names), _VALUE, max_size=4)) if names else {}
    article_id = data.draw(st.integers(0, 7).map(str) | _TEXT.filter(_stays_in_its_place))
    where = whole(path.replace("{id}", quote(article_id, safe="")))
    answered = client.get(where, params=query)
    documented = operation["responses"].get(str(answered.status_code))
    if documented is None:  # not what was meant: an empty or slashed id is another address
        assert answered.status_code == 404
        return
    assert answered.status_code < 500, (path, query, answered.text)
    if answered.headers["content-type"] not in ("application/json", "application/problem+json"):
        assert answered.headers["content-type"].partition(";")[0] in documented["content"]
        return
    if answered.status_code == 200:
        kind = documented["content"]["application/json"]["schema"]
    else:
        kind = {"$ref": "#/components/schemas/Problem"}
    assert differences(answered.json(), kind, document) == []


def test_what_is_rendered_has_the_documented_fields_in_their_order() -> None:
    stored = StoredArticle(1, ARTICLES[0], "harbour-post", NOW, 1, "")
    assert tuple(render.article(stored)) == tuple(Article.model_fields) == ALL_FIELDS


def test_the_filters_are_those_of_the_field_table() -> None:
    lists = {name for name, info in Filters.model_fields.items() if get_origin(info.annotation) is list}
    assert lists == set(FILTERS)
    assert set(FILTERS) < set(SearchParameters.model_fields)
    assert set(FILTERS) < set(ListParameters.model_fields)
