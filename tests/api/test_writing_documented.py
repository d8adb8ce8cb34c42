"""What is documented of writing, and that its examples work as they stand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.api.incoming import SERVERS, NewArticle
from app.api.wire import Article
from app.keys import KeyScope
from tests.api.schema import differences
from tests.api.writing import bearer, make_key, writer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("documented")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[httpx.Client]:
    with writer(folder) as client:
        yield client


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> dict[str, Any]:
    described: dict[str, Any] = client.get("/openapi.json").json()
    return described


def test_what_needs_a_key_says_so_and_what_is_answered_without(document: dict[str, Any]) -> None:
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            security, statuses = operation.get("security"), set(operation["responses"])
            if not path.startswith("/v1/"):
                assert security is None
            elif method == "get" and path != "/v1/audit":
                assert security == [{}, {"key": []}]
                assert {"401", "429"} <= statuses
            else:
                assert security == [{"key": []}]
                assert {"401", "403", "429", "503"} <= statuses


def test_the_examples_of_bodies_are_taken(client: httpx.Client, document: dict[str, Any]) -> None:
    post = document["paths"]["/v1/articles"]["post"]
    content = post["requestBody"]["content"]
    for example in content["application/json"]["examples"].values():
        answered = client.post("/v1/articles", json=example["value"])
        assert answered.status_code in (200, 201)
        schema = post["responses"][str(answered.status_code)]["content"]["application/json"]["schema"]
        assert differences(answered.json(), schema, document) == []
    lines = content["application/ndjson"]["example"].encode()
    told = client.post("/v1/articles", content=lines, headers={"Content-Type": "application/ndjson"}).json()
    assert told["counts"]["rejected"] == 0
    put = document["paths"]["/v1/articles/{id}"]["put"]
    example = put["requestBody"]["content"]["application/json"]["example"]
    headers = {
        each["name"]: each["schema"]["examples"][0] for each in put["parameters"] if each["in"] == "header"
    }
    answered = client.put("/v1/articles/1", json=example, headers=headers)
    assert answered.status_code == 200, answered.text
    assert differences(answered.json(), {"$ref": "#/components/schemas/Article"}, document) == []


def test_the_example_of_each_field_is_taken(client: httpx.Client) -> None:
    for name, info in NewArticle.model_fields.items():
        for example in info.examples or ():
            new = {"title": f"Example of {name}", "published_at": "2024-03-07T09:15:00Z", name: example}
            assert client.post("/v1/articles", json=new).status_code in (200, 201), name
    assert all(info.examples and info.description for info in NewArticle.model_fields.values())


def test_what_can_be_written_and_what_the_server_sets_is_what_is_read() -> None:
    assert set(NewArticle.model_fields) | SERVERS == set(Article.model_fields)
    assert {"id", "added_at", "version", "flags"} == SERVERS


def test_problems_of_writing_are_as_documented(client: httpx.Client, document: dict[str, Any]) -> None:
    problem = {"$ref": "#/components/schemas/Problem"}
    for answered in (
        client.post("/v1/articles", json={"titel": "x"}),
        client.post("/v1/articles", content=b"{", headers={"Content-Type": "application/json"}),
        client.put("/v1/articles/999", json={"title": "x"}),
        client.delete("/v1/articles/x"),
        client.post("/v1/articles", headers={"Authorization": "Bearer x"}),
    ):
        assert 400 <= answered.status_code < 500
        assert differences(answered.json(), problem, document) == []


def test_the_audit_is_as_documented(client: httpx.Client, document: dict[str, Any], folder: Path) -> None:
    client.post("/v1/articles", json={"title": "Audited"})
    told = client.get("/v1/audit", headers=bearer(make_key(folder, KeyScope.ADMIN))).json()
    assert differences(told, {"$ref": "#/components/schemas/Audit"}, document) == []
    assert told["results"]
