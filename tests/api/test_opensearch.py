"""The OpenSearch description, as a program that follows it sees it."""

from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from app.api.app import build_app
from app.api.formats.xml import OPENSEARCH
from app.settings import Settings
from tests.api.archive import ARTICLES, add, open_archive
from tests.api.serving import serve

NAME = {"os": OPENSEARCH}


def templates(body: bytes) -> dict[str, str]:
    """The templates by their type."""
    root = ElementTree.fromstring(body)
    assert root.tag == f"{{{OPENSEARCH}}}OpenSearchDescription"
    assert len(root.findtext("os:ShortName", "", NAME)) <= 16
    assert 0 < len(root.findtext("os:Description", "", NAME)) <= 1024
    return {each.attrib["type"]: each.attrib["template"] for each in root.findall("os:Url", NAME)}


@pytest.mark.parametrize("media_type", ["application/json", "application/rss+xml", "application/atom+xml"])
def test_its_templates_lead_to_results(client: httpx.Client, media_type: str) -> None:
    template = templates(client.get("/opensearch.xml").content)[media_type]
    assert template.startswith(str(client.base_url))
    filled = (
        template.replace("{searchTerms}", "ferry%20fares")
        .replace("{startPage?}", "1")
        .replace("{count?}", "5")
    )
    answered = client.get(filled)
    assert answered.status_code == 200
    assert answered.headers["content-type"].startswith(media_type)
    assert "tolls to rise" in answered.text


def test_it_is_what_it_says_it_is(client: httpx.Client) -> None:
    answered = client.get("/opensearch.xml")
    assert answered.headers["content-type"] == "application/opensearchdescription+xml; charset=utf-8"
    again = client.get("/opensearch.xml", headers={"If-None-Match": answered.headers["etag"]})
    assert again.status_code == 304


def test_it_and_feeds_stand_below_the_public_address(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, base_url="https://news.example/archive/")
    with open_archive(settings) as runtime:
        add(runtime, ARTICLES)
    with serve(build_app(settings, open_archive)) as client:
        for template in templates(client.get("/opensearch.xml").content).values():
            assert template.startswith("https://news.example/archive/")
        feed = client.get("/v1/search?q=ferry&format=rss&page_size=1").text
    assert 'rel="self" href="https://news.example/archive/v1/search?q=ferry&amp;format=rss' in feed
    assert 'rel="next" href="https://news.example/archive/v1/search?q=ferry&amp;format=rss' in feed


def test_the_documentation_names_it(client: httpx.Client) -> None:
    for page in ("/docs", "/redoc"):
        assert '<link rel="search" href="opensearch.xml"' in client.get(page).text


def test_a_browser_gets_completions_as_it_asks_for_them(client: httpx.Client) -> None:
    template = templates(client.get("/opensearch.xml").content)["application/x-suggestions+json"]
    answered = client.get(template.replace("{searchTerms}", "fer"))
    assert answered.headers["content-type"] == "application/x-suggestions+json"
    term, completions = answered.json()
    assert term == "fer"
    assert "ferry" in completions
