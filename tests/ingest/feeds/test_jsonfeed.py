"""JSON Feed 1.0 and 1.1."""

import json

import pytest

from app.ingest.draft import Draft
from tests.ingest.reading import drafts, read, reasons, titles

VERSION = "https://jsonfeed.org/version/1.1"


def jsonfeed(*items: object, **more: object) -> bytes:
    return json.dumps({"version": VERSION, "title": "The Gazette", **more, "items": items}).encode()


def test_an_item_gives_its_fields() -> None:
    """B23"""
    item = {
        "id": "17",
        "url": "/fares",
        "title": "Fares rise",
        "summary": "More from May.",
        "content_html": "<p>The council voted.</p>",
        "image": "https://i.example/1.jpg",
        "date_published": "2026-03-03T08:15:00+01:00",
        "date_modified": "2026-03-04T08:15:00+01:00",
        "authors": [{"name": "Ann Lee"}, {"name": "Bo Ray"}],
        "tags": ["Transport"],
    }
    (draft,) = drafts(read(jsonfeed(item, home_page_url="https://gazette.example/", language="en")))
    assert draft == Draft(
        title="Fares rise",
        description="More from May.",
        body="<p>The council voted.</p>",
        authors=("Ann Lee", "Bo Ray"),
        source="The Gazette",
        source_domain="https://gazette.example/",
        tags=("Transport",),
        language="en",
        url="https://gazette.example/fares",
        image_url="https://i.example/1.jpg",
        external_id="17",
        published="2026-03-03T08:15:00+01:00",
        updated="2026-03-04T08:15:00+01:00",
    )


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ({"id": "https://gazette.example/1"}, "https://gazette.example/1"),
        ({"id": "1", "external_url": "https://b.example/"}, "https://b.example/"),
        ({"id": 1}, ""),
    ],
)
def test_without_url_the_id_or_the_page_linked_to_is_the_address(item: dict[str, object], url: str) -> None:
    assert drafts(read(jsonfeed({"title": "One", **item})))[0].url == url


def test_version_1_names_one_author() -> None:
    feed = jsonfeed({"title": "One", "author": {"name": "Ann Lee"}}, version="https://jsonfeed.org/version/1")
    assert drafts(read(feed))[0].authors == ("Ann Lee",)


def test_a_bad_item_costs_no_other() -> None:
    items = read(jsonfeed({"title": "One"}, 7, {"title": ["x"]}, {"title": "Two"}))
    assert (titles(items), reasons(items)) == (["One", "Two"], ["not_an_object", "wrong_type"])


def test_every_beginning_gives_what_is_whole() -> None:
    """B12"""
    feed = jsonfeed({"title": "One"}, {"title": "Two"})
    for length in range(len(feed)):
        assert titles(read(feed[:length], "jsonfeed")) in ([], ["One"], ["One", "Two"])
