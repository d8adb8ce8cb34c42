"""RSS and Atom as a reader of feeds sees them, JSON Feed as its specification says."""

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import feedparser
import httpx
import orjson
import pytest
from hypothesis import given, settings

from app.api.formats import Format, Page, write_page
from app.values import Article, Moment, Precision
from tests.api.archive import ARTICLES as ARCHIVE
from tests.api.archive import day
from tests.api.formats.jsonfeed import faults
from tests.api.formats.making import ARTICLES, LINKS, ROOT, page

XML_FEEDS = [Format.RSS, Format.ATOM]
FERRY, FARES, DAM, FLOOD = ARCHIVE[:4]


def read(one: Page, chosen: Format) -> Any:
    """What a feed reader makes of it, without a complaint."""
    feed = feedparser.parse(write_page(one, chosen))
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == {"rss": "rss20", "atom": "atom10"}[chosen]
    return feed


@pytest.mark.parametrize("chosen", XML_FEEDS)
def test_a_reader_sees_the_article(chosen: Format) -> None:
    feed = read(page(FERRY), chosen)
    assert feed.feed.title == "Dateline: a"
    assert feed.feed.opensearch_totalresults == "1"
    (entry,) = feed.entries
    assert entry.title == FERRY.title
    assert entry.link == FERRY.url
    assert entry.id.startswith("urn:uuid:")
    assert entry.summary == FERRY.description
    assert [author.name for author in entry.authors] == list(FERRY.authors)
    assert [tag.term for tag in entry.tags] == ["Local", "ferries", "islands, outer"]
    assert entry.published_parsed[:6] == (2024, 3, 4, 8, 30, 0)
    assert entry.updated_parsed[:6] == (2024, 3, 4, 9, 0, 0)
    assert entry.publisher == FERRY.source
    assert "content" not in entry


@pytest.mark.parametrize("chosen", XML_FEEDS)
def test_the_full_text_comes_where_it_is_asked_for(chosen: Format) -> None:
    (entry,) = read(page(FERRY, whole=True), chosen).entries
    assert entry.content[-1].value == "<p>" + FERRY.body.replace("\n\n", "</p><p>") + "</p>"


@pytest.mark.parametrize("chosen", XML_FEEDS)
def test_what_looks_like_markup_is_text(chosen: Format) -> None:
    root = ElementTree.fromstring(write_page(page(FARES, whole=True), chosen))
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names.isdisjoint({"b", "script"})
    titles = [element.text for element in root.iter() if element.tag.endswith("title")]
    assert FARES.title in titles
    (content,) = [each.text for each in root.iter() if each.tag.rpartition("}")[2] in ("encoded", "content")]
    assert content == (
        "<p>Fares rise by a tenth, the ministry said &lt;script&gt;alert(1)&lt;/script&gt; on Tuesday.</p>"
    )


@pytest.mark.parametrize("chosen", XML_FEEDS)
@pytest.mark.parametrize(
    ("precision", "known"),
    [(Precision.YEAR, "2024"), (Precision.MONTH, "2024-03"), (Precision.DAY, "2024-03-05")],
)
def test_a_date_known_in_part_is_given_no_time(chosen: Format, precision: Precision, known: str) -> None:
    body = write_page(page(Article("A", "B", published=day("2024-03-05", precision))), chosen)
    assert f"<dcterms:issued>{known}</dcterms:issued>".encode() in body
    assert b"pubDate" not in body
    assert b"<published>" not in body
    assert (
        read(page(Article("A", "B", published=day("2024-03-05", precision))), chosen).entries[0].published
        == known
    )


@pytest.mark.parametrize("chosen", XML_FEEDS)
def test_an_article_of_no_date_has_none(chosen: Format) -> None:
    (entry,) = read(page(Article("A", "B")), chosen).entries
    assert "published" not in entry


def test_an_atom_entry_always_tells_when_it_changed() -> None:
    """By the publisher, or else when it was published, or else when it came in here."""
    second = Article("A", "B", published=Moment(datetime(2024, 3, 5, 1, tzinfo=UTC), Precision.SECOND))
    entries = read(page(FERRY, second, DAM), Format.ATOM).entries
    assert [entry.updated for entry in entries] == [
        "2024-03-04T09:00:00Z",
        "2024-03-05T01:00:00Z",
        "2026-03-01T12:00:00Z",
    ]


@pytest.mark.parametrize("chosen", XML_FEEDS)
def test_a_paged_feed_names_its_neighbours(chosen: Format) -> None:
    """RFC 5005."""
    links = {link.rel: link.href for link in read(page(FERRY), chosen).feed.links if link.rel != "alternate"}
    assert links == {"self": LINKS.here, "first": LINKS.first, "previous": LINKS.prev, "next": LINKS.next}


@pytest.mark.parametrize("chosen", XML_FEEDS)
def test_an_empty_feed_is_a_feed(chosen: Format) -> None:
    feed = read(page(), chosen)
    assert feed.entries == []


def test_ids_are_the_same_in_every_format_and_never_shared() -> None:
    one = page(FERRY, FARES, DAM, FLOOD)
    rss, atom = ([entry.id for entry in read(one, chosen).entries] for chosen in (Format.RSS, Format.ATOM))
    feed = orjson.loads(write_page(one, Format.JSON_FEED))
    assert rss == atom == [item["id"] for item in feed["items"]]
    assert len(set(rss)) == 4


def test_an_article_without_an_address_is_read_here() -> None:
    (entry,) = read(page(DAM), Format.RSS).entries
    assert entry.link == f"{ROOT}/v1/articles/1"


@given(ARTICLES)
@settings(deadline=None)
def test_any_article_gives_well_formed_xml(article: Article) -> None:
    for chosen in XML_FEEDS:
        ElementTree.fromstring(write_page(page(article, whole=True, title=article.title), chosen))


def test_a_json_feed_says_what_is_known() -> None:
    feed = orjson.loads(write_page(page(FERRY, DAM), Format.JSON_FEED))
    assert faults(feed) == []
    assert (feed["feed_url"], feed["next_url"]) == (LINKS.here, LINKS.next)
    ferry, dam = feed["items"]
    assert ferry["date_published"] == "2024-03-04T08:30:00Z"
    assert ferry["date_modified"] == "2024-03-04T09:00:00Z"
    assert ferry["authors"] == [{"name": "Ines Calder"}, {"name": "Tom Roe"}]
    assert ferry["content_html"] == FERRY.description
    assert "date_published" not in dam
    assert dam["_dateline"]["published_at"] == "2024-03-05"


@given(ARTICLES)
def test_any_article_gives_a_valid_json_feed(article: Article) -> None:
    for whole in (False, True):
        assert faults(orjson.loads(write_page(page(article, whole=whole), Format.JSON_FEED))) == []


def test_the_check_of_json_feeds_finds_faults() -> None:
    """The tool that the tests above trust."""
    bad = {"version": "1.1", "items": [{"id": 1, "authors": [{}], "date_published": "2024"}], "other": None}
    assert len(faults(bad)) == 7


def test_a_feed_is_followed_from_page_to_page(client: httpx.Client) -> None:
    following, titles = "/v1/articles?format=atom&page_size=2", []
    while following:
        feed = feedparser.parse(client.get(following).content)
        titles += [entry.title for entry in feed.entries]
        following = next((link.href for link in feed.feed.links if link.rel == "next"), "")
    assert sorted(titles) == sorted(article.title for article in ARCHIVE)


def test_highlights_are_the_summary_where_they_are_asked_for(client: httpx.Client) -> None:
    feed = ElementTree.fromstring(client.get("/v1/search?q=fares&highlight=true&format=rss").content)
    summary = feed.findtext("channel/item/description")
    assert summary is not None
    assert summary.startswith("<mark>Fares</mark> rise by a tenth, the ministry said &lt;script&gt;")
