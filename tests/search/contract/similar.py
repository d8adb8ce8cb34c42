"""Articles like one."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.search.engine import (
    Batch,
    DateFilter,
    Document,
    Engine,
    FacetAsked,
    KeywordFilter,
    SearchRequest,
    Sort,
)
from tests.search.contract.base import ContractBase, doc, seconds

REQUEST = SearchRequest(sort=Sort.RELEVANCE, limit=100)
#: Two subjects, and what has neither.
SUBJECTS: tuple[Document, ...] = (
    doc(1, title="Ferry aground off Skarvoy", body="The ferry Halcyon Dawn struck a reef.", source="a"),
    doc(2, title="Ferry inquiry opens", body="Halcyon Dawn had no chart of the reef.", source="b"),
    doc(3, title="Captain of ferry speaks", body="He saw the reef too late, he said.", source="a"),
    doc(4, title="Dam fills", body="The reservoir behind the dam is rising.", source="a"),
    doc(5, title="Dam dispute", body="Envoys met about the dam and its reservoir.", source="b"),
    *(doc(id_, title=f"Budget {id_}", body="The council voted.", source="c") for id_ in range(6, 30)),
)  # fmt: skip
DATES = {1: "2024-01-01", 2: "2024-02-01", 3: "2024-03-01"}
BY_ID = {document.id: document for document in SUBJECTS}


def like(engine: Engine, document: Document, **changes: object) -> list[int]:
    return [hit.id for hit in engine.more_like(document, replace(REQUEST, **changes)).hits]


class Similar(ContractBase):
    @pytest.fixture(scope="class")
    @classmethod
    def subjects(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
        engine = cls.make_engine(tmp_path_factory.mktemp("subjects") / "index")
        dated = [replace(each, dates={"published": seconds(DATES[each.id])}) for each in SUBJECTS[:3]]
        engine.apply(Batch(1, [*dated, *SUBJECTS[3:]]))
        yield engine
        engine.close()

    def test_those_with_the_same_words_come_the_likest_first(self, subjects: Engine) -> None:
        assert like(subjects, BY_ID[1]) == [2, 3]
        assert like(subjects, BY_ID[4]) == [5]

    def test_it_is_not_like_itself(self, subjects: Engine) -> None:
        for document in SUBJECTS:
            result = subjects.more_like(document, REQUEST)
            assert document.id not in [hit.id for hit in result.hits]
            assert result.total == len(result.hits)

    def test_words_that_many_articles_have_count_for_nothing(self, subjects: Engine) -> None:
        assert like(subjects, doc(99, title="The council", body="The budget, they voted")) == []

    def test_words_of_its_own_alone_find_nothing(self, subjects: Engine) -> None:
        assert like(subjects, doc(99, title="Walrus", body="A walrus sleeps")) == []
        assert like(subjects, doc(99)) == []

    def test_an_article_that_is_not_indexed_may_be_asked_with(self, subjects: Engine) -> None:
        assert set(like(subjects, doc(99, body="A ferry, a reef."))) == {1, 2, 3}

    def test_filters_hold(self, subjects: Engine) -> None:
        assert like(subjects, BY_ID[1], keywords=(KeywordFilter("source", ("a",)),)) == [3]
        assert like(subjects, BY_ID[1], dates=(DateFilter("published", None, seconds("2024-02-15")),)) == [2]
        assert like(subjects, BY_ID[1], since_id=2) == [3]

    def test_the_request_is_as_for_a_search(self, subjects: Engine) -> None:
        whole = subjects.more_like(BY_ID[1], REQUEST)
        assert like(subjects, BY_ID[1], limit=1, offset=1) == [3]
        assert like(subjects, BY_ID[1], after=whole.hits[0].key) == [3]
        assert like(subjects, BY_ID[1], sort=Sort.NEWEST) == [3, 2]
        asked = replace(REQUEST, facets=(FacetAsked("source"),), generation=whole.generation)
        (counted,) = subjects.more_like(BY_ID[1], asked).facets
        assert [(each.value, each.count) for each in counted] == [("a", 1), ("b", 1)]

    def test_scores_do_not_rise(self, subjects: Engine) -> None:
        scores = [hit.score for hit in subjects.more_like(BY_ID[1], REQUEST).hits]
        assert all(isinstance(score, float) and score > 0 for score in scores)
        assert scores == sorted(scores, key=lambda score: -(score or 0))

    def test_an_article_is_like_others_of_its_language(self, engine: Engine) -> None:
        french = [doc(n, body="Les élections municipales de la ville", language="fr") for n in (1, 2)]
        english = [doc(n, body="The municipal elections of the city", language="en") for n in (3, 4)]
        engine.apply(Batch(1, [*french, *english, *(doc(n, body="rain") for n in range(5, 30))]))
        assert like(engine, french[0])[0] == 2
        assert like(engine, english[0])[0] == 4

    def test_a_long_article_is_asked_by_its_best_words(self, engine: Engine) -> None:
        words = [f"word{number}" for number in range(2000)]
        long = [doc(id_, body=" ".join(words)) for id_ in (1, 2)]
        engine.apply(Batch(1, [*long, doc(3, body="word7"), *(doc(n, body="rain") for n in range(4, 20))]))
        assert like(engine, doc(9, body="word7 " * 5 + " ".join(words))) == [2, 1, 3]
