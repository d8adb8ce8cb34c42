"""Real wire items and crawl archives. What they say is found by other means than the readers'."""

import tarfile
from pathlib import Path

import pytest

from benchmarks.reading import crawls, datelines
from benchmarks.reading.wires import articles_in, holds_no_item, is_example, missing_in


@pytest.fixture(scope="module")
def examples(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("wires")
    with tarfile.open(corpora / "wire-iptc.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return sorted(path for path in folder.rglob("*") if is_example(path))


def test_every_wire_example_is_an_article_with_what_it_says(examples: list[Path]) -> None:
    count, missing = missing_in(examples)
    assert missing == []
    assert count >= 50


def test_examples_without_news_come_to_no_article(examples: list[Path]) -> None:
    named = [path for path in examples if holds_no_item(path)]
    assert len(named) == 21
    assert [path.name for path in named if articles_in(path)[0]] == []


def test_datelines_of_reuters_are_what_the_editors_marked(corpora: Path) -> None:
    """At least 98 in 100, as a field and at the head of the text."""
    archive = corpora / "reuters21578-sgml-000-010.tar.xz"
    count, as_field, in_text = datelines.right_in(archive, lambda name: name.endswith(("0.sgm", "5.sgm")))
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


def test_real_crawl_archives_are_read_or_refused_with_a_reason(corpora: Path, tmp_path: Path) -> None:
    with tarfile.open(corpora / "warc-warcio.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    paths = crawls.archives_in(tmp_path)
    assert len(paths) == 16
    assert crawls.wrong_in(paths) == []
