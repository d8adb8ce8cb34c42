"""The documentation: its examples find something in the seed data, its pages work with no internet."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from app.api.app import build_app
from app.runtime import open_runtime
from app.settings import Settings
from tests.api.seed import ingest_seed_data
from tests.api.serving import serve

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1300,1500",
)
BROWSERS = ("chromium", "google-chrome", "chromium-browser")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("seed"))
    ingest_seed_data(settings)
    with serve(build_app(settings, open_runtime)) as client:
        yield client


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    binary = next(filter(None, map(shutil.which, BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if not binary or not driver:
        pytest.skip("Chromium with chromedriver is not installed: the docs page is not tried in a browser")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    opened = webdriver.Chrome(options=options, service=Service(driver))
    yield opened
    opened.quit()


def examples(document: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """Path, parameter and value of every documented example."""
    return [
        (path, parameter["name"], value)
        for path, item in document["paths"].items()
        if "get" in item and {} in item["get"].get("security", [{}])
        for parameter in item["get"].get("parameters", [])
        for value in parameter["schema"].get("examples", [])
    ]


def test_every_documented_example_finds_something_in_the_seed_data(client: httpx.Client) -> None:
    documented = examples(client.get("/openapi.json").json())
    assert len(documented) > 50
    for path, name, value in documented:
        given = str(value).lower() if isinstance(value, bool) else str(value)
        query = {} if f"{{{name}}}" in path else {name: given}
        if path == "/v1/search" and name.startswith(("highlight", "search_in", "strict")):
            query = {"q": "ferry", "highlight": "true"} | query
        if path.endswith("by-url"):
            query = {"url": "harbour-gazette.example/news/2024/01/17/halcyon-dawn-aground"} | query
        if path.endswith("suggest"):
            query = {"term": "fer"} | query
        if name == "bom":
            query["format"] = "csv"
        where = path.replace(f"{{{name}}}", given)
        where = where.replace("articles/{id}", "articles/1").replace("{year}", "2024").replace("{month}", "1")
        answered = client.get(where, params=query)
        assert answered.status_code == 200, (path, name, value, answered.text)
        if answered.headers["content-type"] == "application/json":
            empty = path.endswith("/reprints")  # no text of the seed data stands in two places
            assert empty or answered.json().get("results") != [], (path, name, value)


def test_pages_load_nothing_from_elsewhere_and_hold_no_script(client: httpx.Client) -> None:
    for page in ("/docs", "/redoc"):
        answered = client.get(page)
        assert answered.headers["content-type"] == "text/html; charset=utf-8"
        assert "script-src 'self';" in answered.headers["content-security-policy"]
        assert re.findall(r"<script>|<style|\son\w+=|https?://", answered.text) == []
        for address in re.findall(r'(?:src|href)="([^"]+)"', answered.text):
            assert answered.url.join(address).host == client.base_url.host
            assert client.get("/" + address).status_code == 200, address


def test_the_first_page_leads_to_the_documentation(client: httpx.Client) -> None:
    answered = client.get("/")
    assert (answered.status_code, answered.headers["location"]) == (307, "docs")
    assert client.get("/", follow_redirects=True).url.path == "/docs"


def test_assets_may_be_kept(client: httpx.Client) -> None:
    """F24."""
    etag = client.get("/assets/swagger-ui-bundle.js").headers["etag"]
    assert client.get("/assets/swagger-ui-bundle.js", headers={"If-None-Match": etag}).status_code == 304
    ranges = ",".join(f"{n}-{n}" for n in range(0, 400, 3))
    assert client.get("/assets/docs.css", headers={"Range": f"bytes={ranges}"}).status_code in (200, 206, 416)


def element(browser: webdriver.Chrome, selector: str) -> WebElement:
    return WebDriverWait(browser, 30).until(lambda _: browser.find_element(By.CSS_SELECTOR, selector))


def hosts_asked(browser: webdriver.Chrome) -> set[str]:
    """Every host that the pages loaded so far have asked for anything."""
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    urls = [
        httpx.URL(event["params"]["request"]["url"])
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]
    return {url.host for url in urls if url.scheme in ("http", "https", "ws", "wss")}


def test_the_docs_page_shows_every_operation_and_runs_a_search(
    browser: webdriver.Chrome, client: httpx.Client, tmp_path: Path
) -> None:
    browser.get(str(client.base_url.join("/docs")))
    element(browser, ".opblock")
    shown = {each.text for each in browser.find_elements(By.CSS_SELECTOR, ".opblock-summary-path")}
    paths = client.get("/openapi.json").json()["paths"]
    assert {text.replace("\u200b", "") for text in shown} == set(paths)

    element(browser, "#operations-Search-search .opblock-summary").click()
    element(browser, "#operations-Search-search button.execute").click()
    status = element(browser, "#operations-Search-search .live-responses-table tbody .response-col_status")
    assert status.text.split()[0] == "200"
    address = element(browser, "#operations-Search-search .request-url pre").text
    assert address.endswith("/v1/search?q=ferry")
    assert client.get(address).json()["total"] > 0

    assert hosts_asked(browser) == {client.base_url.host}
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def test_the_reference_page_shows_every_tag(browser: webdriver.Chrome, client: httpx.Client) -> None:
    browser.get(str(client.base_url.join("/redoc")))
    element(browser, "[data-section-id]")
    text = element(browser, "body").text
    for tag in ("Search", "Articles", "Sources", "Service"):
        assert tag in text
