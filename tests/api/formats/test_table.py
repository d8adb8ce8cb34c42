"""CSV as a spreadsheet and a program read it, and lines of JSON (E07, K22)."""

import csv
import io

import httpx
import orjson
import pytest
from hypothesis import given

from app.api.formats import Format, write_page
from app.api.formats.table import csv_lines
from app.api.view import DEFAULT_FIELDS
from app.values import Article
from tests.api.archive import ARTICLES as ARCHIVE
from tests.api.formats.making import ARTICLES, page

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "=cmd|' /C calc'!A0",
    "＝1",
    "＋1",
    "－1",
    "＠x",
]


def read(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8"), newline=""), strict=True))


def test_a_row_has_a_column_for_each_field_a_source_three() -> None:
    ferry = read(write_page(page(ARCHIVE[0]), Format.CSV))[0]
    assert list(ferry) == [
        "id", "url", "title", "description", "byline", "authors", "source_id", "source_name", "source_domain",
        "agency", "dateline", "republished_by", "section", "tags", "language", "image_url", "published_at",
        "published_precision", "updated_at", "external_id", "flags", "added_at", "version",
    ]  # fmt: skip
    assert ferry["title"] == ARCHIVE[0].title
    assert ferry["source_id"] == "harbour-post"
    assert ferry["authors"] == "Ines Calder; Tom Roe"
    assert ferry["tags"] == "ferries; islands, outer"
    assert ferry["published_at"] == "2024-03-04T08:30:00Z"
    assert ferry["agency"] == ""


def test_lines_end_as_rfc_4180_has_it_and_texts_keep_theirs() -> None:
    body = write_page(page(Article("A", 'He said "no"', body="one\ntwo, three"), whole=True), Format.CSV)
    assert body.count(b"\r\n") == 2
    assert b'"He said ""no"""' in body
    assert read(body)[0]["body"] == "one\ntwo, three"


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_compute_is_text(text: str) -> None:
    article = Article(text, text, authors=(text,), agency=text, tags=(text, "b"))
    (row,) = read(write_page(page(article), Format.CSV))
    for name in ("source_name", "title", "authors", "agency"):
        assert row[name] == f"'{text}"
    assert row["tags"] == f"'{text}; b"


def test_other_texts_stay_as_they_are() -> None:
    (row,) = read(write_page(page(Article("A", "a=1 -2 +3 @x")), Format.CSV))
    assert row["title"] == "a=1 -2 +3 @x"


def test_a_byte_order_mark_comes_only_when_asked_for(client: httpx.Client) -> None:
    with_mark = client.get("/v1/articles?format=csv&bom=true").content
    assert with_mark[:3] == b"\xef\xbb\xbf"
    assert client.get("/v1/articles?format=csv").content == with_mark[3:]


def test_fields_choose_the_columns(client: httpx.Client) -> None:
    rows = read(client.get("/v1/search?q=ferry&format=csv&fields=title,source&highlight=true").content)
    assert list(rows[0]) == [
        "id",
        "title",
        "source_id",
        "source_name",
        "source_domain",
        "score",
        "highlights",
    ]
    assert float(rows[0]["score"]) > 0
    assert "<mark>" in rows[0]["highlights"]


def test_no_rows_are_a_table_with_a_head(client: httpx.Client) -> None:
    assert client.get("/v1/search?q=nothingatall&format=csv&fields=title").text == '"id","title"\r\n'


def test_lines_of_json_are_the_results_of_json(client: httpx.Client) -> None:
    address = "/v1/search?q=ferry&highlight=true&fields=all"
    lines = client.get(f"{address}&format=ndjson").content.splitlines()
    assert [orjson.loads(line) for line in lines] == client.get(address).json()["results"]


@given(ARTICLES)
def test_any_article_is_one_row_of_all_columns_and_no_formula(article: Article) -> None:
    rows = list(
        csv.reader(io.StringIO(write_page(page(article), Format.CSV).decode(), newline=""), strict=True)
    )
    assert len(rows) == 2
    assert len(rows[0]) == len(rows[1]) == len(DEFAULT_FIELDS) + 2
    assert not any(cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) for cell in rows[1])


@given(ARTICLES)
def test_any_article_is_one_line(article: Article) -> None:
    body = write_page(page(article, whole=True), Format.NDJSON)
    assert (body.count(b"\n"), body[-1:]) == (1, b"\n")
    assert orjson.loads(body)["body"] == article.body


def test_numbers_are_not_quoted() -> None:
    assert csv_lines([[1, "a", 0.5]]) == b'1,"a",0.5\r\n'
