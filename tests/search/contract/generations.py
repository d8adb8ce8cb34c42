"""Former generations: an answer as it would have been then."""

from dataclasses import replace

import pytest

from app.errors import GenerationGone
from app.search.engine import Batch, Engine, FacetAsked, SearchRequest, Sort
from tests.search.contract.base import NEWSROOM, ContractBase, ask, doc, ids, parsed
from tests.search.contract.orders import MANY


class Generations(ContractBase):
    @pytest.mark.parametrize("sort", list(Sort))
    @pytest.mark.parametrize("q", ["*", "climate OR flood OR ferry", "-climate", "fer*"])
    def test_a_former_generation_answers_as_it_did(self, engine: Engine, sort: Sort, q: str) -> None:
        request = SearchRequest(parsed(q), sort=sort, limit=100, facets=(FacetAsked("source"),))
        before = []
        for number, batch in enumerate(
            [
                Batch(1, NEWSROOM),
                Batch(2, [doc(20, title="Ferry", source="ridge-times"), doc(1, title="Climate")]),
                Batch(3, deletes=[2, 3]),
                Batch(4, [doc(id_, body="ferry climate") for id_ in range(30, 60)]),
                Batch(5, deletes=list(range(30, 60))),
            ]
        ):
            engine.apply(batch)
            before.append(engine.search(request))
            assert len({result.generation for result in before}) == number + 1
        engine.settle()
        for result in before:
            assert engine.search(replace(request, generation=result.generation)) == result

    @pytest.mark.parametrize("size", [1, 7])
    def test_pages_by_relevance_are_the_whole_while_articles_come_and_go(
        self, engine: Engine, size: int
    ) -> None:
        engine.apply(Batch(1, MANY))
        request = SearchRequest(parsed("budget OR passed"), sort=Sort.RELEVANCE, limit=size)
        whole = engine.search(replace(request, limit=1000)).hits
        page = engine.search(request)
        request = replace(request, generation=page.generation)
        found = list(page.hits)
        for number in range(2, 100):
            engine.apply(Batch(number, [doc(100 + number, body="budget passed")], deletes=[number]))
            if number % 10 == 0:
                engine.settle()
            page = engine.search(replace(request, after=found[-1].key))
            found += page.hits
        assert tuple(found) == whole

    def test_the_state_is_another_one_after_each_commit_and_can_be_gone_on_from(self, engine: Engine) -> None:
        """Who was told the state has asked, though nothing was searched."""
        engine.apply(Batch(1, NEWSROOM))
        told = [engine.state(), engine.state()]
        name = engine.stats().generation
        for batch in (Batch(2, [doc(20, title="Ferry")]), Batch(3, deletes=[2]), Batch(3, deletes=[])):
            engine.apply(batch)
            told.append(engine.state())
        assert told[0] == told[1]
        assert len(set(told)) == 4
        assert ask(engine, generation=name).total == len(NEWSROOM)

    def test_the_newest_generation_may_be_asked_for_by_name(self, newsroom: Engine) -> None:
        name = ask(newsroom).generation
        assert ask(newsroom, generation=name) == ask(newsroom)

    @pytest.mark.parametrize(
        "name",
        ["nosuch", "0", "-1", "1.1", "../../etc/passwd.1", "x" * 5000, "v1-000001.1", ".", "1e9", "\x00"],
    )
    def test_a_generation_that_is_not_kept_is_told(self, engine: Engine, name: str) -> None:
        engine.apply(Batch(1, NEWSROOM))
        with pytest.raises(GenerationGone):
            ask(engine, generation=name)

    def test_a_rebuilt_index_keeps_no_former_generation(self, engine: Engine) -> None:
        engine.apply(Batch(1, NEWSROOM))
        names = [ask(engine).generation]
        engine.apply(Batch(2, [doc(20, title="Ferry")]))
        names.append(ask(engine).generation)
        with engine.rebuild() as aside:
            aside.apply(Batch(3, NEWSROOM[:2]))
        for name in names:
            with pytest.raises(GenerationGone):
                ask(engine, generation=name)
        assert set(ids(engine)) == {1, 2}
