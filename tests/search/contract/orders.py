"""In which order hits come, and how pages cut it."""

from collections.abc import Iterator

import pytest

from app.search.engine import Batch, Document, Engine, KeywordFilter, Sort
from tests.search.contract.base import ContractBase, ask, doc, ids

#: Several articles a day, so that every date has ties; some undated, in mixed order of ids.
MANY: tuple[Document, ...] = tuple(
    doc(
        id_,
        title="Budget vote" if id_ % 3 else "Budget",
        body="The budget " * (1 + id_ % 4) + ("passed" if id_ % 2 else "failed"),
        source="ridge-times" if id_ % 5 else "harbour-post",
        **({} if id_ % 7 == 0 else {"published": f"2024-05-{1 + id_ * 13 % 9:02}"}),
        added=f"2024-06-{1 + id_ // 4:02}",
    )
    for id_ in range(1, 48)
)


class Many(ContractBase):
    @pytest.fixture(scope="class")
    @classmethod
    def many(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
        engine = cls.make_engine(tmp_path_factory.mktemp("many") / "index")
        half = len(MANY) // 2
        engine.apply(Batch(1, MANY[half:]))
        engine.apply(Batch(2, MANY[:half]))
        yield engine
        engine.close()


class Orders(Many):
    def test_newest_first_undated_last_larger_id_first(self, newsroom: Engine) -> None:
        assert ids(newsroom, sort=Sort.NEWEST) == [6, 3, 2, 1, 4, 5]

    def test_oldest_first_undated_last_smaller_id_first(self, newsroom: Engine) -> None:
        assert ids(newsroom, sort=Sort.OLDEST) == [4, 1, 2, 3, 6, 5]

    def test_last_added_first(self, newsroom: Engine) -> None:
        assert ids(newsroom, sort=Sort.ADDED) == [6, 2, 5, 3, 1, 4]

    def test_added_goes_by_the_clock_of_ingest_whatever_the_date_field(self, newsroom: Engine) -> None:
        assert ids(newsroom, sort=Sort.ADDED, date_field="updated") == [6, 2, 5, 3, 1, 4]

    def test_newest_and_oldest_go_by_the_clock_asked(self, newsroom: Engine) -> None:
        assert ids(newsroom, sort=Sort.NEWEST, date_field="updated") == [2, 6, 5, 4, 3, 1]
        assert ids(newsroom, sort=Sort.OLDEST, date_field="updated") == [2, 1, 3, 4, 5, 6]
        assert ids(newsroom, sort=Sort.OLDEST, date_field="added") == [4, 1, 3, 5, 2, 6]

    @pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST, Sort.ADDED])
    def test_orders_by_date_do_not_score(self, newsroom: Engine, sort: Sort) -> None:
        assert {hit.score for hit in ask(newsroom, "climate", sort=sort).hits} == {None}

    def test_scores_are_numbers_that_do_not_rise(self, newsroom: Engine) -> None:
        for q in ("climate", "climate OR river OR elect*", '"climate change" OR flood', "-flood", "*"):
            scores = [hit.score for hit in ask(newsroom, q, sort=Sort.RELEVANCE).hits]
            assert all(isinstance(score, float) and score >= 0 for score in scores)
            assert scores == sorted(scores, key=lambda score: -(score or 0))

    def test_a_word_in_the_title_counts_more_than_in_the_body(self, engine: Engine) -> None:
        engine.apply(
            Batch(
                1,
                [doc(1, title="Ferry sinks", body="calm sea"), doc(2, title="Calm sea", body="ferry sinks")],
            )
        )
        assert ids(engine, "ferry", sort=Sort.RELEVANCE) == [1, 2]

    def test_a_word_said_more_often_counts_more(self, engine: Engine) -> None:
        engine.apply(Batch(1, [doc(1, body="ferry ferry ferry port"), doc(2, body="ferry port port port")]))
        assert ids(engine, "ferry", sort=Sort.RELEVANCE) == [1, 2]

    def test_a_rare_word_counts_more_than_a_common_one(self, engine: Engine) -> None:
        common = [doc(id_, body="harbour news today") for id_ in range(3, 20)]
        engine.apply(Batch(1, [doc(1, body="walrus news today"), doc(2, body="harbour news today"), *common]))
        assert ids(engine, "walrus OR harbour", sort=Sort.RELEVANCE)[0] == 1

    @pytest.mark.parametrize("q", ["pérez", "PÉREZ", '"señor pérez"', "pérez OR nosuchword", "ayer pérez"])
    def test_accents_as_in_the_query_are_preferred(self, engine: Engine, q: str) -> None:
        bodies = ["el señor Pérez habló ayer", "el senor Perez hablo ayer", "el señor Perez habló ayer"]
        engine.apply(Batch(1, [doc(n, body=body, language="es") for n, body in enumerate(bodies, 1)]))
        assert ids(engine, q, sort=Sort.RELEVANCE) == [1, 3, 2]

    def test_a_query_without_accents_prefers_none(self, engine: Engine) -> None:
        engine.apply(Batch(1, [doc(1, body="Pérez"), doc(2, body="Perez"), doc(3, title="rain")]))
        first, second = ask(engine, "perez", sort=Sort.RELEVANCE).hits
        assert (first.id, first.score) == (2, second.score)

    def test_equal_scores_come_larger_id_first(self, engine: Engine) -> None:
        """G33"""
        engine.apply(Batch(1, [doc(id_, body="same words here") for id_ in (4, 2, 9, 7)]))
        engine.apply(Batch(2, [doc(id_, body="same words here") for id_ in (8, 1)]))
        assert ids(engine, "words", sort=Sort.RELEVANCE) == [9, 8, 7, 4, 2, 1]

    @pytest.mark.parametrize("sort", list(Sort))
    @pytest.mark.parametrize("q", ["*", "budget", "passed OR vote", "nosuchword"])
    @pytest.mark.parametrize("size", [1, 7, 20])
    def test_pages_put_together_are_the_whole(self, many: Engine, sort: Sort, q: str, size: int) -> None:
        """G33"""
        whole = ask(many, q, sort=sort)
        pages = [
            hit
            for offset in range(0, whole.total + size, size)
            for hit in ask(many, q, sort=sort, offset=offset, limit=size).hits
        ]
        assert tuple(pages) == whole.hits
        assert len({hit.id for hit in pages}) == whole.total

    @pytest.mark.parametrize("sort", list(Sort))
    def test_pages_of_a_filtered_search_are_the_whole(self, many: Engine, sort: Sort) -> None:
        keywords = (KeywordFilter("source", ("ridge-times",)),)
        whole = ask(many, "budget", sort=sort, keywords=keywords)
        pages = [
            hit
            for offset in range(0, whole.total, 5)
            for hit in ask(many, "budget", sort=sort, keywords=keywords, offset=offset, limit=5).hits
        ]
        assert tuple(pages) == whole.hits
        assert whole.total == sum(document.id % 5 != 0 for document in MANY)

    def test_orders_by_date_are_exact_over_several_batches(self, many: Engine) -> None:
        published = {document.id: document.dates["published"] for document in MANY}
        dated = [id_ for id_ in published if published[id_] is not None]
        undated = [id_ for id_ in published if published[id_] is None]
        newest = sorted(dated, key=lambda id_: (-(published[id_] or 0), -id_)) + sorted(undated, reverse=True)
        oldest = sorted(dated, key=lambda id_: (published[id_] or 0, id_)) + sorted(undated)
        assert ids(many, sort=Sort.NEWEST) == newest
        assert ids(many, sort=Sort.OLDEST) == oldest

    def test_past_the_end_is_an_empty_page_with_the_total(self, newsroom: Engine) -> None:
        for sort in Sort:
            result = ask(newsroom, "climate", sort=sort, offset=3, limit=5)
            assert (result.total, result.hits) == (3, ())
            assert ask(newsroom, "climate", sort=sort, offset=10_000).total == 3

    def test_the_same_search_gives_the_same_answer(self, many: Engine) -> None:
        first = ask(many, "budget OR vote", sort=Sort.RELEVANCE)
        assert all(ask(many, "budget OR vote", sort=Sort.RELEVANCE) == first for _ in range(3))
