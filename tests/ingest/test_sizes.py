"""An article of any size is read whole in every format. Fault ledger: A21.

Readers look at their input by pieces of 32, 64 and 256 KiB: an article may end before, at or behind the end
of any of them.
"""

import csv
import io
import json
from collections.abc import Callable
from itertools import cycle, islice

import pytest

from app.ingest.jobs import Reading, jobs_of
from app.ingest.readers import ReadOptions
from app.values import Candidate
from tests.conftest import NOW
from tests.ingest.reading import as_input

Stories = list[dict[str, str]]
SIZES = (
    10,
    2**15 - 50,
    2**15,
    2**15 + 1,
    500,
    2**16 - 1,
    2**16 + 1,
    2**18 - 50,
    2**18 + 1,
    90,
    3 * 2**18,
    70,
)
ITEM = (
    "<item><title>{title}</title><link>{url}</link>{more}"
    "<content:encoded><![CDATA[{body}]]></content:encoded></item>"
)
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
POST = "<wp:post_type>post</wp:post_type><wp:status>publish</wp:status>"


def stories() -> Stories:
    words = cycle(["the", "ferry", "left", "the", "harbour", "at", "seven", "and", "came", "back"])
    texts = (" ".join(islice(words, size))[: size - 1] + "." for size in SIZES)
    return [
        {"title": f"Story {number}", "body": text, "url": f"https://harbour.example/{number}"}
        for number, text in enumerate(texts)
    ]


def table(delimiter: str) -> Callable[[Stories], str]:
    def written(told: Stories) -> str:
        file = io.StringIO()
        writer = csv.DictWriter(file, list(told[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(told)
        return file.getvalue()

    return written


def rss(told: Stories, more: str = "", space: str = "") -> str:
    items = "".join(ITEM.format(**each, more=more) for each in told)
    return f'<rss version="2.0" {CONTENT} {space}><channel><title>Post</title>{items}</channel></rss>'


def export(told: Stories) -> str:
    return rss(told, POST, 'xmlns:wp="http://wordpress.org/export/1.2/"')


def json_feed(told: Stories) -> str:
    items = [{"title": each["title"], "url": each["url"], "content_text": each["body"]} for each in told]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": items})


FORMATS: dict[str, Callable[[Stories], str]] = {
    "lines of JSON": lambda told: "\n".join(map(json.dumps, told)),
    "a list": json.dumps,
    "a list with spaces": lambda told: json.dumps(told, indent=2),
    "an answer": lambda told: json.dumps({"status": "ok", "articles": told}),
    "objects in a row": lambda told: "\n".join(json.dumps(each, indent=1) for each in told),
    "CSV": table(","),
    "TSV": table("\t"),
    "RSS": rss,
    "JSON Feed": json_feed,
    "WordPress": export,
}


@pytest.mark.parametrize("written", FORMATS.values(), ids=FORMATS)
def test_an_article_of_any_size_is_read_whole(written: Callable[[Stories], str]) -> None:
    """A21."""
    told, options = stories(), ReadOptions(NOW)
    reading = Reading(options, max_text_bytes=2**22, tell=lambda _: None)
    found = [
        item for job in jobs_of(as_input(written(told).encode()), "auto", options) for item in reading(job)
    ]
    assert [item for item in found if not isinstance(item, Candidate)] == []
    articles = [item.article for item in found if isinstance(item, Candidate)]
    assert [each.title for each in articles] == [each["title"] for each in told]
    lengths = [len(each.body or each.description) for each in articles]
    assert lengths == [len(each["body"]) for each in told]
