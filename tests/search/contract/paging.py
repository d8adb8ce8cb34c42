"""Pages that go on after the key of the last hit."""

from dataclasses import replace
from typing import Any

import pytest

from app.search.engine import Batch, Document, Engine, Hit, Key, SearchRequest, Sort
from tests.search.contract.base import NEWSROOM, ask, doc, ids, parsed
from tests.search.contract.orders import Many

#: All at one second, and some at none.
CROWD: tuple[Document, ...] = tuple(
    doc(
        id_, body="same words", **({} if id_ % 4 == 0 else {"published": "2024-03-03", "added": "2024-03-03"})
    )
    for id_ in range(1, 30)
)


def pages(engine: Engine, size: int, request: SearchRequest) -> list[Hit]:
    """Every hit, a page at a time, each page going on after the last hit of the one before."""
    found: list[Hit] = []
    while True:
        after = found[-1].key if found else None
        page = engine.search(replace(request, limit=size, after=after)).hits
        if not page:
            return found
        found += page


class Paging(Many):
    @pytest.mark.parametrize("sort", list(Sort))
    @pytest.mark.parametrize("q", ["*", "budget", "passed OR vote", "nosuchword"])
    @pytest.mark.parametrize("size", [1, 7, 100])
    def test_pages_by_key_put_together_are_the_whole(
        self, many: Engine, sort: Sort, q: str, size: int
    ) -> None:
        """G33; undated articles among them"""
        whole = ask(many, q, sort=sort)
        found = pages(many, size, SearchRequest(parsed(q), sort=sort))
        assert tuple(found) == whole.hits
        assert len({hit.id for hit in found}) == whole.total

    @pytest.mark.parametrize("date_field", ["published", "updated", "added"])
    @pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST])
    def test_pages_by_key_go_by_the_clock_asked(self, many: Engine, sort: Sort, date_field: str) -> None:
        request = SearchRequest(sort=sort, date_field=date_field)
        assert [hit.id for hit in pages(many, 4, request)] == ids(many, sort=sort, date_field=date_field)

    @pytest.mark.parametrize("sort", list(Sort))
    @pytest.mark.parametrize("size", [1, 3, 10])
    def test_articles_of_one_second_on_a_page_edge_are_all_there(
        self, engine: Engine, sort: Sort, size: int
    ) -> None:
        engine.apply(Batch(1, CROWD[::2]))
        engine.apply(Batch(2, CROWD[1::2]))
        found = [hit.id for hit in pages(engine, size, SearchRequest(parsed("words"), sort=sort))]
        assert found == ids(engine, "words", sort=sort)
        assert sorted(found) == [document.id for document in CROWD]

    @pytest.mark.parametrize("sort", list(Sort))
    def test_the_total_is_that_of_the_whole_whatever_the_key(self, many: Engine, sort: Sort) -> None:
        whole = ask(many, "budget", sort=sort)
        for hit in whole.hits[::10]:
            assert ask(many, "budget", sort=sort, after=hit.key).total == whole.total

    @pytest.mark.parametrize("sort", list(Sort))
    def test_an_offset_counts_from_the_key(self, many: Engine, sort: Sort) -> None:
        whole = ask(many, "budget", sort=sort).hits
        assert ask(many, "budget", sort=sort, after=whole[4].key, offset=3, limit=5).hits == whole[8:13]

    def test_after_the_last_comes_nothing(self, newsroom: Engine) -> None:
        for sort in Sort:
            last = ask(newsroom, sort=sort).hits[-1]
            assert ask(newsroom, sort=sort, after=last.key).hits == ()

    @pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST, Sort.ADDED])
    def test_a_key_is_the_second_ordered_by_and_the_id(self, newsroom: Engine, sort: Sort) -> None:
        clock = "added" if sort is Sort.ADDED else "published"
        documents = {document.id: document for document in NEWSROOM}
        for hit in ask(newsroom, sort=sort).hits:
            assert hit.key == Key(documents[hit.id].dates[clock], hit.id)

    def test_by_relevance_a_key_is_the_score_and_the_id(self, newsroom: Engine) -> None:
        for hit in ask(newsroom, "climate OR flood", sort=Sort.RELEVANCE).hits:
            assert hit.key == Key(hit.score, hit.id)

    def test_a_key_need_not_be_that_of_an_article(self, newsroom: Engine) -> None:
        """The article may have been deleted since."""
        second = ask(newsroom, sort=Sort.NEWEST).hits[1].key
        assert second is not None
        assert second.value is not None
        assert ids(newsroom, sort=Sort.NEWEST, after=Key(second.value + 1, 77)) == [3, 2, 1, 4, 5]
        assert ids(newsroom, sort=Sort.OLDEST, after=Key(second.value + 1, 77)) == [6, 5]
        assert ids(newsroom, sort=Sort.OLDEST, after=Key(None, 4)) == [5]
        assert ids(newsroom, sort=Sort.NEWEST, after=Key(None, 4)) == []

    @pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST, Sort.ADDED])
    def test_pages_by_date_lose_and_repeat_nothing_while_articles_come(
        self, engine: Engine, sort: Sort
    ) -> None:
        """What was there when the first page was made is on exactly one page."""
        engine.apply(Batch(1, CROWD))
        found: list[int] = []
        after: Any = None
        for number in range(2, 40):
            page = ask(engine, "words", sort=sort, after=after, limit=3).hits
            if not page:
                break
            found += [hit.id for hit in page]
            after = page[-1].key
            engine.apply(Batch(number, [doc(100 + number, body="words", published="2024-03-03")]))
        assert len(found) == len(set(found))
        assert set(found) >= {document.id for document in CROWD}

    def test_the_result_names_the_generation_that_answered(self, engine: Engine) -> None:
        engine.apply(Batch(1, CROWD))
        first = ask(engine).generation
        assert first == ask(engine, "nosuchword").generation == engine.stats().generation
        engine.apply(Batch(2, deletes=[1]))
        second = ask(engine).generation
        with engine.rebuild() as aside:
            aside.apply(Batch(1, CROWD))
        assert len({"", first, second, ask(engine).generation}) == 4
