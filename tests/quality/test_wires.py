"""Real wire items and crawl archives. What they say is found here by other means than the readers'."""

import html
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.ingest.draft import Draft, Passed
from app.ingest.jobs import Reading, Rejected, jobs_of
from app.ingest.normalise import Rejection, normalise, read_dateline
from app.ingest.opening import Found, open_input
from app.ingest.readers import ReadOptions
from app.values import Article, Candidate
from tests.ingest.reading import NOW

READING = Reading(ReadOptions(NOW), 4 * 2**20)
G2 = "{http://iptc.org/std/nar/2006-10-01/}"
#: Examples that show a part of an item or no news at all: there is no headline and no text in them.
NO_ITEM = re.compile(
    r"LISTING_(7|8|9|10|11|12|13|14|15|17|18|19|20|23|28|29)_|ap_metadata|facet-example(-2)?\.xml"
)
#: Readable events and placeholders ("....."), in items without a headline.
NO_TEXT = re.compile(r"LISTING_(16|24)_")
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DATE = re.compile(
    rf"[\s,.]*(?:\b{MONTH}\.?\s*\d{{1,2}}\b|\b\d{{1,2}}\s+{MONTH}).*$", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Said:
    """What an example says: a headline, moments as written, the first words of its text."""

    headline: str
    dates: tuple[str, ...]
    words: str


def words(text: str) -> list[str]:
    return re.findall(r"\w+", html.unescape(re.sub(r"<[^>]+>", " ", text)).casefold())


def articles_in(path: Path) -> tuple[list[Article], list[str]]:
    """The articles of an input, and the reasons of its rejects."""
    articles, reasons = [], []
    with open_input(Found(path.name, path)) as source:
        for job in jobs_of(source, "auto", READING.options):
            for item in [] if isinstance(job, Passed) else READING(job):
                if isinstance(item, Candidate):
                    articles.append(item.article)
                elif isinstance(item, Rejected):
                    reasons.append(item.reason)
    return articles, reasons


@pytest.fixture(scope="module")
def examples(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("wires")
    with tarfile.open(corpora / "wire-iptc.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in (".xml", ".json") and path.name != "extension-schema.json"
    )


def test_every_wire_example_is_an_article_with_what_it_says(examples: list[Path]) -> None:
    missing, checked = [], 0
    for path in examples:
        if NO_ITEM.search(path.name) or NO_TEXT.search(path.name):
            continue
        articles, reasons = articles_in(path)
        for said in _said(path):
            checked += 1
            if reasons or not any(_tells(article, said) for article in articles):
                missing.append((path.name, said.headline[:60], reasons))
    assert missing == []
    assert checked >= 50


def test_examples_without_news_come_to_no_article(examples: list[Path]) -> None:
    named = [path for path in examples if NO_ITEM.search(path.name) or NO_TEXT.search(path.name)]
    assert len(named) == 21
    assert [path.name for path in named if articles_in(path)[0]] == []


def _tells(article: Article, said: Said) -> bool:
    titled = words(article.title) == words(said.headline) if said.headline else True
    dated = article.published is not None if said.dates else True
    text = " ".join(words(f"{article.body} {article.description}"))
    return titled and dated and " ".join(words(said.words)[:25]) in text


def _said(path: Path) -> Iterator[Said]:
    if path.suffix == ".json":
        values = json.loads(path.read_text(encoding="utf-8"))
        yield from (_said_in_json(value) for value in (values if isinstance(values, list) else [values]))
    else:
        yield from _said_in_xml(ElementTree.parse(path).getroot())


def _said_in_json(item: dict[str, object]) -> Said:
    headlines, bodies = item.get("headlines"), item.get("bodies")
    listed = headlines[0]["value"] if isinstance(headlines, list) and headlines else ""
    texts = (
        [body["value"] for body in bodies or [] if "xml" not in str(body.get("contenttype"))]
        if isinstance(bodies, list)
        else []
    )
    text = item.get("body_xhtml") or item.get("body_text") or (texts[0] if texts else "")
    if "<nitf" in str(text):
        text = re.search(r"<p[^>]*>(.*?)</p>", str(text), re.DOTALL)[1]
    dates = tuple(str(item[key]) for key in ("versioncreated", "versionCreated") if key in item)
    headline = str(item.get("headline") or listed or item.get("title") or "")
    return Said(headline, dates, _without_headline(str(text), headline))


def _without_headline(text: str, headline: str) -> str:
    """The text behind a first heading, which is the headline again."""
    body = re.sub(r"^.*?</h1>", "", text, flags=re.DOTALL)
    return "" if body != text or words(body)[: len(words(headline))] == words(headline) else body


def _said_in_xml(root: ElementTree.Element) -> Iterator[Said]:
    if root.tag == "NewsML":
        headline = next(element.text or "" for element in root.iter("HeadLine"))
        yield Said(headline, tuple(element.text or "" for element in root.iter("FirstCreated")), "")
        return
    for item in [root] if root.tag == f"{G2}newsItem" or root.tag == f"{G2}packageItem" else []:
        headline = (
            "".join(item.find(f".//{G2}headline").itertext())
            if item.find(f".//{G2}headline") is not None
            else ""
        )
        first = next(
            (
                e
                for e in item.iter()
                if e.tag.rpartition("}")[2] == "p" and "body.content" in _around(item, e)
            ),
            None,
        )
        yield Said(
            headline,
            tuple(e.text or "" for e in item.iter(f"{G2}versionCreated")),
            "".join(first.itertext()) if first is not None else "",
        )


def _around(root: ElementTree.Element, inner: ElementTree.Element) -> set[str]:
    parents = {child: parent for parent in root.iter() for child in parent}
    names = set()
    while (parent := parents.get(inner)) is not None:
        names.add(parent.tag.rpartition("}")[2])
        inner = parent
    return names


LINE = re.compile(r"<DATELINE>(.*?)</DATELINE><BODY>(.*?)</BODY>", re.DOTALL)


def folded(place: str | None) -> str:
    return re.sub(r"[\W_]+", "", place or "").casefold()


def test_datelines_of_reuters_are_what_the_editors_marked(corpora: Path) -> None:
    """At least 98 in 100, as a field and at the head of the text."""
    count = as_field = in_text = 0
    with tarfile.open(corpora / "reuters21578-sgml-000-010.tar.xz") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.name.endswith(("0.sgm", "5.sgm")) else None
            for line, body in LINE.findall(content.read().decode("latin-1") if content else ""):
                count += 1
                dateline = " ".join(html.unescape(line).split())
                place = folded(DATE.sub("", dateline))
                article = normalise(Draft("T", body="x", dateline=dateline), now=NOW, max_text_bytes=10**6)
                as_field += not isinstance(article, Rejection) and folded(article.dateline) == place
                read = read_dateline(f"{dateline} {html.unescape(body)}")
                in_text += read is not None and folded(read.place) == place
    assert count > 2500
    assert as_field / count >= 0.995
    assert in_text / count >= 0.995


def test_every_story_of_reuters_is_an_article_with_headline_and_date(corpora: Path, tmp_path: Path) -> None:
    with tarfile.open(corpora / "reuters21578-sgml-000-010.tar.xz") as archive:
        member = next(each for each in archive if each.name.endswith("reut2-004.sgm"))
        content = archive.extractfile(member)
        assert content is not None
        (tmp_path / "reuters.sgm").write_bytes(content.read())
    articles, reasons = articles_in(tmp_path / "reuters.sgm")
    assert (len(articles), reasons) == (1000, [])
    assert all(article.title and article.published and article.source == "Reuters" for article in articles)
    assert sum(bool(article.body) for article in articles) > 900


#: Files of which a record is damaged, and the reasons; the others are read to their ends.
DAMAGED = {"bad.arc": {"bad_length", "bad_http", "bad_header"}, "example-trunc.warc": {"bad_header"}}
#: Whole archives that hold only requests, or forms that were posted: no page with text of its own.
NO_PAGE = ("example-digest.warc", "example-space-in-target-uri.warc.gz", "post-test.warc.gz", "bad.arc")


def test_real_crawl_archives_are_read_or_refused_with_a_reason(corpora: Path, tmp_path: Path) -> None:
    with tarfile.open(corpora / "warc-warcio.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    paths = sorted(
        path for path in tmp_path.rglob("*arc*") if path.suffix in (".arc", ".warc", ".gz", ".bad")
    )
    assert len(paths) == 16
    for path in paths:
        articles, reasons = articles_in(path)
        assert set(reasons) == DAMAGED.get(path.name, set()), path.name
        assert bool(articles) == (path.name not in NO_PAGE), path.name
