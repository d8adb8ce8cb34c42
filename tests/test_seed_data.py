"""The seed data keeps its promises; read here with plain json and csv, apart from the product's readers."""

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from email.utils import parsedate_to_datetime
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

SEED = Path(__file__).parent.parent / "seed_data"
AGENCIES = ("Meridian Wire", "Northern Press Agency", "Capital News Service", "Oru Valley News Agency")
VERSIONED = {
    "https://harbour-gazette.example/news/2024/01/17/halcyon-dawn-aground",
    "https://tamira-herald.example/national/oru-valley-earthquake",
}
LAST_DAY = "2026-11-21"
ADDRESS = re.compile(r"https?://[^\s\"'<>)]+")
HEADER_LINE = re.compile(r"(\w+): (.+)")
HEADER_PAGES = [*sorted((SEED / "pages").glob("0*.txt")), SEED / "pages" / "10-commute.txt"]
DUMPED_PAGES = [page for page in sorted((SEED / "pages").glob("*.txt")) if page not in HEADER_PAGES]

Article = dict[str, str]


def first_of(record: dict[str, Any], *names: str) -> str:
    return str(next((record[name] for name in names if record.get(name)), ""))


def source_of(record: dict[str, Any]) -> str:
    source = record.get("source") or record.get("Source") or record.get("publisher")
    return str(source["name"] if isinstance(source, dict) else source)


def as_article(record: dict[str, Any]) -> Article:
    return {
        "title": first_of(record, "title", "headline", "Headline"),
        "body": first_of(record, "body", "text", "content", "articleBody", "Text"),
        "url": first_of(record, "url", "link", "URL", "Link").split("?")[0],
        "date": first_of(record, "date", "published_at", "publishedAt", "datePublished", "Date", "Published"),
        "updated": first_of(record, "updated", "updated_at", "dateModified"),
        "language": first_of(record, "language", "inLanguage", "Language"),
        "source": source_of(record),
    }


def records() -> Iterator[dict[str, Any]]:
    for name in ("harbour", "courier", "world", "schema"):
        yield from map(json.loads, (SEED / f"{name}.jsonl").read_text("utf-8").splitlines())
    yield from json.loads((SEED / "europe.json").read_text("utf-8"))
    for name in ("ledger.csv", "sport.csv", "briefs.tsv"):
        with (SEED / name).open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file, delimiter="\t" if name.endswith("tsv") else ",", strict=True)
    yield from map(header_page, HEADER_PAGES)


def header_page(path: Path) -> dict[str, Any]:
    head, body = path.read_text("utf-8").split("\n\n", 1)
    found = [HEADER_LINE.fullmatch(line) for line in head.splitlines()]
    assert all(found), path.name
    return {match[1]: match[2] for match in found if match} | {
        "body": body.strip(),
        "title": found[0][2] if found[0] else "",
    }


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [as_article(record) for record in records()]


@pytest.fixture(scope="module")
def judgments() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SEED / "judgments.jsonl").read_text("utf-8").splitlines()]


def dumped_addresses() -> set[str]:
    return {address for page in DUMPED_PAGES for address in ADDRESS.findall(page.read_text("utf-8"))}


def day_of(date: str) -> str:
    """The day of a date in one of the machine-made shapes; what people wrote out is checked by its year."""
    if date[:3] in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun") and date[3] == ",":
        return parsedate_to_datetime(date).date().isoformat()
    return date[:10] if re.match(r"(19|20)\d\d(-|$)", date) else ""


def test_there_are_enough_articles_in_every_shape(articles: list[Article]) -> None:
    assert len(articles) + len(DUMPED_PAGES) - len(VERSIONED) >= 150
    assert len(HEADER_PAGES) == len(DUMPED_PAGES) == 10


def test_the_readme_counts_the_records_of_each_file() -> None:
    readme = (SEED / "README.md").read_text("utf-8")
    counts = {name: int(count) for name, count in re.findall(r"\| `(\w+\.\w+)` \| (\d+) \|", readme)}
    for name in ("harbour", "courier", "world", "schema", "judgments"):
        assert counts[f"{name}.jsonl"] == len((SEED / f"{name}.jsonl").read_text("utf-8").splitlines())
    assert counts["europe.json"] == len(json.loads((SEED / "europe.json").read_text("utf-8")))
    for name in ("ledger.csv", "sport.csv"):
        with (SEED / name).open(encoding="utf-8", newline="") as file:
            assert counts[name] == len(list(csv.DictReader(file)))


def test_every_article_has_title_body_source_and_address(articles: list[Article]) -> None:
    for article in articles:
        assert all(article[name] for name in ("title", "body", "source", "url")), article


def test_ten_languages_are_told_in(articles: list[Article]) -> None:
    counted = Counter(article["language"] or "en" for article in articles)
    assert all(counted[code] >= 6 for code in ("de", "fr", "es")), counted
    assert all(counted[code] >= 2 for code in ("pt", "it", "nl", "tr", "ru", "ar")), counted


def test_addresses_are_unique_but_for_the_versions(articles: list[Article]) -> None:
    counted = Counter(article["url"] for article in articles)
    assert {url for url, count in counted.items() if count > 1} == VERSIONED
    assert not dumped_addresses() & set(counted)


def test_a_version_is_later_and_different(articles: list[Article]) -> None:
    for url in VERSIONED:
        first, second = (article for article in articles if article["url"] == url)
        assert first["updated"] < second["updated"]
        assert first["body"] != second["body"]


def test_every_host_is_reserved_for_examples() -> None:
    for path in SEED.rglob("*"):
        for address in ADDRESS.findall(path.read_text("utf-8")) if path.is_file() else ():
            host = urlsplit(address).hostname or ""
            assert host.endswith(".example") or host == "schema.org", address


def test_no_date_lies_after_the_last_day(articles: list[Article]) -> None:
    for article in articles:
        assert day_of(article["date"]) <= LAST_DAY, article["url"]
        assert day_of(article["updated"]) <= LAST_DAY, article["url"]
    assert all(int(year) <= 2026 for a in articles for year in re.findall(r"\b20\d\d\b", a["date"]))


def test_dates_are_partial_or_missing_here_and_there(articles: list[Article]) -> None:
    dates = [article["date"] for article in articles]
    assert sum(bool(re.fullmatch(r"\d{4}", date)) for date in dates) >= 2
    assert sum(bool(re.fullmatch(r"\d{4}-\d\d", date)) for date in dates) >= 2
    assert 1 <= dates.count("") <= 3


def test_no_two_bodies_are_the_same(articles: list[Article]) -> None:
    counted = Counter(article["body"] for article in articles)
    assert max(counted.values()) == 1


def test_bodies_have_the_length_of_news(articles: list[Article]) -> None:
    words = {a["url"]: len(a["body"].split()) for a in articles}
    assert min(words.values()) >= 40
    assert max(words.values()) >= 400
    assert sum(count >= 90 for count in words.values()) >= 140


def agency_of(article: Article) -> str:
    opening = article["body"][:80]
    return next((name for name in AGENCIES if f"({name}) -" in opening), "")


def test_agency_copy_is_reprinted_with_small_edits(articles: list[Article]) -> None:
    printed = defaultdict(list)
    for article in articles:
        if agency := agency_of(article):
            printed[agency].append(article)
    groups: set[str] = set()
    for texts in printed.values():
        for one, other in combinations(texts, 2):
            likeness = SequenceMatcher(None, one["body"], other["body"]).ratio()
            assert likeness < 0.99, (one["url"], other["url"])
            if likeness >= 0.6:
                assert one["source"] != other["source"]
                groups.add(one["url"])
    assert len(groups) >= 12


def test_judged_addresses_exist_and_grades_are_one_to_three(
    articles: list[Article], judgments: list[dict[str, Any]]
) -> None:
    known = {article["url"] for article in articles} | dumped_addresses()
    assert len(judgments) >= 25
    assert len({judgment["query"] for judgment in judgments}) == len(judgments)
    for judgment in judgments:
        assert judgment.keys() == {"query", "language", "about", "relevant"}
        assert judgment["relevant"], judgment["query"]
        assert set(judgment["relevant"]) <= known, judgment["query"]
        assert set(judgment["relevant"].values()) <= {1, 2, 3}, judgment["query"]
        assert 3 in judgment["relevant"].values(), judgment["query"]


def test_the_readme_names_every_outlet_and_agency(articles: list[Article]) -> None:
    readme = (SEED / "README.md").read_text("utf-8")
    assert all(name in readme for name in {article["source"] for article in articles} | set(AGENCIES))
