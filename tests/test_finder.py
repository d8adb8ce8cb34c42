"""The finder: hits with their articles and marks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.finder import Found
from app.runtime import Runtime
from app.search.engine import SearchRequest
from app.search.highlight import HighlightSpec
from app.search.query.tree import Word
from app.settings import Settings
from app.values import Article
from tests.api.archive import add, open_archive

TEXT = "The ferry left. " + "Nothing else was seen that day. " * 10 + "The ferry came back."


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    with open_archive(Settings(data_dir=tmp_path_factory.mktemp("data"))) as runtime:
        add(runtime, [Article("Harbour Post", f"Boats, part {number}", TEXT) for number in range(4)])
        yield runtime


def found(archive: Runtime, spec: HighlightSpec | None = None, limit: int = 4) -> Found:
    return archive.finder.find(SearchRequest(query=Word("ferry"), limit=limit), spec)


def test_hits_come_with_their_articles_and_without_marks_unless_asked(archive: Runtime) -> None:
    answer = found(archive)
    assert (answer.total, [hit.stored.id for hit in answer.hits]) == (4, [4, 3, 2, 1])
    assert all(hit.highlights == {} for hit in answer.hits)


def test_marks_are_found_in_every_part_of_a_text(archive: Runtime) -> None:
    answer = found(archive, HighlightSpec(length=40))
    assert all(len(hit.highlights["body"]) == 2 for hit in answer.hits)
    assert all("title" not in hit.highlights for hit in answer.hits)


def test_the_articles_of_a_page_share_what_is_looked_at_for_marks(archive: Runtime) -> None:
    """G27, J17: a page of long articles takes no longer than one of them."""
    spec = HighlightSpec(length=40, reach=4 * 100)
    assert all(len(hit.highlights["body"]) == 1 for hit in found(archive, spec).hits)
    assert all(len(hit.highlights["body"]) == 2 for hit in found(archive, spec, limit=1).hits)


def test_a_hit_that_was_deleted_since_it_was_indexed_is_left_out(tmp_path: Path) -> None:
    """K43: another process took it out of the database a moment ago."""
    with open_archive(Settings(data_dir=tmp_path)) as runtime:
        add(runtime, [Article("Harbour Post", f"Boats, part {number}", TEXT) for number in range(4)])
        with runtime.articles.transaction() as transaction:
            transaction.remove(2, runtime.clock())
        answer = found(runtime, HighlightSpec(length=40))
        assert [hit.stored.id for hit in answer.hits] == [4, 3, 1]
