"""Citations, as reference managers read them."""

from typing import Any

import bibtexparser
import httpx
import orjson
import pytest
import rispy
from bibtexparser import middlewares
from hypothesis import given, settings
from hypothesis import strategies as st

from app.api.citations import bibtex, csl, jsonld, ris
from app.values import Article, Precision, StoredArticle
from tests.api.archive import ARTICLES as ARCHIVE
from tests.api.archive import day
from tests.api.formats.making import ARTICLES, stored

FERRY, FARES, DAM, FLOOD, DAMM, UNDATED = ARCHIVE
ALL = [stored(article, number) for number, article in enumerate(ARCHIVE, 1)]
SPECIAL = r"50% of A&B_C cost $5 #1 {open \ ~a^b } shut"


def read_bibtex(articles: list[StoredArticle]) -> list[dict[str, str]]:
    """The entries with their LaTeX decoded."""
    library = bibtexparser.parse_string(
        bibtex.write(articles).decode(),
        append_middleware=[middlewares.MonthIntMiddleware(), middlewares.LatexDecodingMiddleware()],
    )
    assert library.failed_blocks == []
    return [
        {"key": entry.key, "type": entry.entry_type, **{field.key: field.value for field in entry.fields}}
        for entry in library.entries
    ]


def test_bibtex_has_an_entry_for_each() -> None:
    ferry, fares, dam, flood, damm, undated = read_bibtex(ALL)
    assert ferry["type"] == "article"
    assert ferry["key"] == "harbour-post-2024-1"
    assert ferry["author"] == "Ines Calder and Tom Roe"
    assert ferry["title"] == FERRY.title
    assert ferry["journal"] == "Harbour Post"
    assert (ferry["year"], ferry["month"], ferry["day"]) == ("2024", 3, "4")
    assert ferry["url"] == FERRY.url
    assert fares["author"] == "Reuters"
    assert fares["title"] == "Ferry <b>fares</b> & tolls to rise"
    assert "author" not in dam
    assert "month" not in flood
    assert (damm["title"], damm["month"], "day" in damm) == ("Der Damm hält", 3, False)
    assert "year" not in undated


def test_what_means_something_to_tex_is_spelt_out() -> None:
    (entry,) = read_bibtex([stored(Article("A", SPECIAL, description=SPECIAL))])
    # The reader takes the circumflex for the accent that looks like it.
    assert entry["title"] == entry["abstract"] == SPECIAL.replace("^", "\u02c6")


def test_a_name_that_would_be_read_as_two_is_held_together() -> None:
    text = bibtex.write([stored(Article("A", "B", authors=("Health and Safety Desk", "Roe, Tom", "Al Ba")))])
    assert b"author = {{Health and Safety Desk} and {Roe, Tom} and Al Ba}" in text


def test_an_address_cannot_end_its_field() -> None:
    text = bibtex.write([stored(Article("A", "B", url="https://a.example/}x{?y=%20\\"))]).decode()
    (entry,) = bibtexparser.parse_string(text).entries
    assert entry["url"] == "https://a.example/%7Dx%7B?y=%20%5C"


@given(st.lists(ARTICLES, max_size=3))
@settings(deadline=None, max_examples=60)
def test_any_articles_are_as_many_entries_and_records(articles: list[Article]) -> None:
    given_ = [stored(article, number) for number, article in enumerate(articles, 1)]
    library = bibtexparser.parse_string(bibtex.write(given_).decode())
    assert (len(library.entries), library.failed_blocks) == (len(articles), [])
    assert len(read_ris(given_)) == len(articles)
    assert len(orjson.loads(csl.write(given_))) == len(articles)
    assert len(orjson.loads(jsonld.write(given_))["@graph"]) == len(articles)


def read_ris(articles: list[StoredArticle]) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = rispy.loads(ris.write(articles).decode())
    return records


def test_ris_has_a_record_for_each() -> None:
    ferry, fares, dam, flood, damm, undated = read_ris(ALL)
    assert ferry["type_of_reference"] == "NEWS"
    assert ferry["authors"] == ["Ines Calder", "Tom Roe"]
    assert ferry["title"] == FERRY.title
    assert ferry["secondary_title"] == "Harbour Post"
    assert (ferry["year"], ferry["date"]) == ("2024", "2024/03/04/")
    assert ferry["urls"] == [FERRY.url]
    assert ferry["keywords"] == ["ferries", "islands, outer"]
    assert ferry["abstract"] == FERRY.description
    assert (fares["authors"], fares["place_published"]) == (["Reuters"], "NORREY")
    assert (flood["date"], damm["date"]) == ("1963///", "2024/03//")
    assert "date" not in undated
    assert "authors" not in dam


def test_a_line_break_cannot_begin_another_record() -> None:
    (record,) = read_ris([stored(Article("A", "Title\r\nER  - \r\nTY  - BOOK"))])
    assert record["title"] == "Title ER - TY - BOOK"


def test_csl_dates_are_as_long_as_is_known() -> None:
    items = orjson.loads(csl.write(ALL))
    dates = [item.get("issued", {}).get("date-parts") for item in items]
    assert dates == [[[2024, 3, 4]], [[2024, 3, 5]], [[2024, 3, 5]], [[1963]], [[2024, 3]], None]
    assert items[0] == {
        "id": "1",
        "type": "article-newspaper",
        "title": FERRY.title,
        "author": [{"literal": "Ines Calder"}, {"literal": "Tom Roe"}],
        "container-title": "Harbour Post",
        "issued": {"date-parts": [[2024, 3, 4]]},
        "section": "Local",
        "abstract": FERRY.description,
        "URL": FERRY.url,
        "language": "en",
        "keyword": "ferries, islands, outer",
    }


def test_a_news_article_of_schema_org_has_its_text() -> None:
    article = orjson.loads(jsonld.write_one(stored(FERRY)))
    assert (article["@context"], article["@type"]) == ("https://schema.org", "NewsArticle")
    assert article["headline"] == FERRY.title
    assert article["articleBody"] == FERRY.body
    assert article["datePublished"] == "2024-03-04T08:30:00Z"
    assert article["author"] == [{"@type": "Person", "name": name} for name in FERRY.authors]
    assert article["publisher"] == {"@type": "NewsMediaOrganization", "name": "Harbour Post"}
    assert orjson.loads(jsonld.write_one(stored(FLOOD)))["datePublished"] == "1963"


@pytest.mark.parametrize("precision", Precision)
def test_no_json_ld_ends_the_script_element_it_stands_in(precision: Precision) -> None:
    article = Article("A", "</script><script>", body="<!--", published=day("2024-03-05", precision))
    assert b"<" not in jsonld.write_one(stored(article))
    assert orjson.loads(jsonld.write_one(stored(article)))["headline"] == article.title


@pytest.mark.parametrize("chosen", ["bibtex", "ris", "csl-json", "jsonld"])
@pytest.mark.parametrize(
    "address", ["/v1/articles/1", "/v1/articles/by-url?url=harbourpost.example/ferry-stops?id=7"]
)
def test_one_article_is_cited(client: httpx.Client, address: str, chosen: str) -> None:
    answered = client.get(address, params={**httpx.URL(address).params, "format": chosen})
    assert answered.status_code == 200
    assert FERRY.title in answered.text
    assert answered.headers["etag"].startswith('"')
    assert answered.headers["last-modified"]
    again = client.get(answered.url, headers={"If-None-Match": answered.headers["etag"]})
    assert again.status_code == 304


def test_the_file_of_a_citation_is_named_for_its_article(client: httpx.Client) -> None:
    answered = client.get("/v1/articles/2", headers={"Accept": "application/x-bibtex"})
    assert answered.headers["content-disposition"] == 'attachment; filename="dateline-article-2.bib"'


def test_an_article_is_no_feed(client: httpx.Client) -> None:
    assert client.get("/v1/articles/1?format=rss").status_code == 422
    assert client.get("/v1/articles/1", headers={"Accept": "application/rss+xml"}).status_code == 406
