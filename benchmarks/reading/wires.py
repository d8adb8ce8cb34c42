"""Wire items: what the examples of the standards say, found by other means than the readers'."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

from app.ingest.draft import Passed
from app.ingest.jobs import Reading, Rejected, jobs_of
from app.ingest.opening import Found, open_input
from app.ingest.readers import ReadOptions
from app.values import Article, Candidate

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
READING = Reading(ReadOptions(NOW), 4 * 2**20)
G2 = "{http://iptc.org/std/nar/2006-10-01/}"
#: Examples that show a part of an item or no news at all: there is no headline and no text in them.
NO_ITEM = re.compile(
    r"LISTING_(7|8|9|10|11|12|13|14|15|17|18|19|20|23|28|29)_|ap_metadata|facet-example(-2)?\.xml"
)
#: Readable events and placeholders ("....."), in items without a headline.
NO_TEXT = re.compile(r"LISTING_(16|24)_")


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


def missing_in(paths: Iterable[Path]) -> tuple[int, list[tuple[str, str, list[str]]]]:
    """How many items the examples hold; file, headline, rejects of those that are not read as they say."""
    missing, count = [], 0
    for path in paths:
        if holds_no_item(path):
            continue
        articles, reasons = articles_in(path)
        for said in _said(path):
            count += 1
            if reasons or not any(_tells(article, said) for article in articles):
                missing.append((path.name, said.headline[:60], reasons))
    return count, missing


def is_example(path: Path) -> bool:
    return path.suffix in (".xml", ".json") and path.name != "extension-schema.json"


def holds_no_item(path: Path) -> bool:
    """Whether an example shows but a part of an item, or no news at all."""
    return bool(NO_ITEM.search(path.name) or NO_TEXT.search(path.name))


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
