"""A Python client that openapi-python-client makes out of our description works with a real server.

It is made as ``docs/client.yml`` says, from what the server itself tells, and used as its readers would.
"""

import importlib
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
#: It has an environment of its own beside this one (``make test`` makes it).
GENERATOR = Path(sys.prefix) / "client" / "bin" / "openapi-python-client"


@pytest.fixture(scope="module")
def package(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder = tmp_path_factory.mktemp("generated")
    words = ["generate", "--url", f"{url}/openapi.json", "--config", str(ROOT / "docs" / "client.yml")]
    words += ["--meta", "none", "--output-path", str(folder / "news_client"), "--fail-on-warning"]
    done = subprocess.run([str(GENERATOR), *words], capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield importlib.import_module("news_client")


@pytest.fixture(scope="module")
def client(package: ModuleType, url: str) -> Iterator[Any]:
    with package.Client(base_url=url, raise_on_unexpected_status=True) as client:
        yield client


def call(client: Any, operation: str, *words: object, **said: object) -> Any:
    """What the client makes of an answer; ``operation`` is ``search.timeline`` or the like."""
    module = importlib.import_module(f"news_client.api.{operation}")
    return module.sync(*words, client=client, **said)


def model(name: str) -> Any:
    return getattr(importlib.import_module("news_client.models"), name)


def test_every_module_can_be_imported(package: ModuleType) -> None:
    names = [each.name for each in pkgutil.walk_packages(package.__path__, "news_client.")]
    assert len(names) > 60
    for name in names:
        importlib.import_module(name)


def test_a_search_with_filters_facets_and_a_timeline(client: Any) -> None:
    found = call(
        client,
        "search.search",
        q="ferry",
        not_sources="alpenbote",
        from_="2020",
        facets="source,section",
        timeline=model("SearchTimeline").YEAR,
        highlight=True,
        page_size=3,
    )
    assert isinstance(found, model("Results"))
    assert found.query.q == "ferry"
    assert found.query.from_ == "2020-01-01T00:00:00Z"
    assert found.total >= len(found.results) == 3
    assert {"source", "section"} == set(found.facets.additional_keys)
    assert found.facets["source"][0].name
    assert 0 < sum(bar.count for bar in found.timeline) <= found.total
    assert any("<mark>" in piece.text for piece in found.results[0].highlights["title"])


def test_all_pages_by_cursor_are_the_whole_list(client: Any) -> None:
    """The client sends every default, too."""
    seen, said = [], {}
    while True:
        page = call(client, "articles.list_articles", page_size=50, **said)
        seen += [each.id for each in page.results]
        if page.cursor is None:
            break
        said = {"cursor": page.cursor}
    assert len(seen) == len(set(seen)) == page.total > 150


def test_an_article_what_is_like_it_and_what_it_said(client: Any) -> None:
    listed = call(client, "articles.list_articles", page_size=1, fields="title").results[0]
    article = call(client, "articles.get_article", listed.id)
    assert article.title == listed.title
    assert article.body
    assert article.source.id
    assert not listed.body
    similar = call(client, "articles.list_similar", listed.id, page_size=2)
    assert all(each.score > 0 and each.id != listed.id for each in similar.results)
    assert call(client, "articles.list_versions", listed.id).results[0].replaced_at is None


def test_a_timeline(client: Any) -> None:
    month, source = model("TimelineInterval").MONTH, model("TimelineSplit").SOURCE
    found = call(client, "search.timeline", q="ferry", interval=month, split=source)
    assert found.query.interval == "month"
    assert sum(bar.count for bar in found.timeline) + found.undated == found.total
    assert {each.label for each in found.series}


def test_completions_sources_and_values(client: Any) -> None:
    words = call(client, "search.suggest", term="fer").words
    assert "ferry" in [each.value for each in words]
    sources = call(client, "sources.list_sources").results
    one = call(client, "sources.get_source", sources[0].id)
    assert (one.articles, one.name) == (sources[0].articles, sources[0].name)
    assert call(client, "values.list_sections").total > 3


def test_texts_come_as_they_are(client: Any) -> None:
    assert call(client, "articles.get_month", 2023, 3).count("\n") > 0
    table = call(client, "search.export", q="ferry", format_=model("ExportFormat").CSV)
    assert table.startswith('"id",')
    assert "OpenSearchDescription" in call(client, "service.opensearch")


def test_problems_are_read_as_such(client: Any) -> None:
    missing = call(client, "articles.get_article", 10**9)
    assert isinstance(missing, model("Problem"))
    assert (missing.status, missing.code) == (404, "notFound")
    wrong = call(client, "search.search", timezone="Nowhere/Else")
    assert [fault.parameter for fault in wrong.errors] == ["timezone"]


def test_the_service_tells_how_it_is(client: Any) -> None:
    assert call(client, "service.ready").checks["index"].ok
    assert call(client, "service.version").api == "v1"
