"""feedparser's own suite: what its files name of entries, titles, links and dates is what we read."""

import tarfile
from pathlib import Path

import pytest

from app.ingest.draft import Record
from app.ingest.readers import AUTO, ReadOptions, read_input
from benchmarks.reading.feeds import wrong_in
from tests.ingest.reading import NOW, as_input


@pytest.fixture(scope="module")
def feeds(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feeds")
    with tarfile.open(corpora / "feeds.tar.xz") as packed:
        packed.extractall(folder, filter="data")
    return folder


def test_what_feedparsers_files_name_is_read(feeds: Path) -> None:
    count, wrong = wrong_in(feeds / "feeds-feedparser" / "tests")
    assert count == 544
    assert wrong == []


def test_real_feeds_are_read_whole(feeds: Path) -> None:
    folder = feeds / "feeds-miniflux" / "parser" / "testdata"
    counts = {}
    for path in sorted(folder.glob("*.xml")):
        items = list(read_input(as_input(path.read_bytes(), path.name), AUTO, ReadOptions(NOW)))
        assert all(isinstance(item, Record) for item in items), path.name
        counts[path.stem] = len(items)
    assert counts == {
        "encoding_ISO-8859-1": 40,
        "encoding_WINDOWS-1251": 50,
        "large_atom": 25,
        "large_rss": 25,
        "no_encoding_ISO-8859-1": 10,
        "rdf_UTF8": 60,
        "small_atom": 20,
        "urdu_UTF8": 26,
    }
