"""How an index changes: batches, rebuilding, several threads."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from app.search.engine import Batch, Engine, KeywordFilter, Sort
from tests.search.contract.base import NEWSROOM, ContractBase, ask, doc, held, ids


class Interrupted(Exception):
    """What a test stops a rebuild with."""


class Life(ContractBase):
    def test_a_new_engine_is_empty(self, engine: Engine) -> None:
        assert engine.sequence() == 0
        assert held(engine) == []
        assert engine.stats().documents == 0
        for sort in Sort:
            result = ask(engine, "flood OR *", sort=sort)
            assert (result.total, result.hits) == (0, ())

    def test_a_batch_is_found_with_its_sequence(self, engine: Engine) -> None:
        engine.apply(Batch(7, NEWSROOM))
        assert (engine.sequence(), engine.stats().sequence, engine.stats().documents) == (7, 7, len(NEWSROOM))
        assert set(held(engine)) == {document.id for document in NEWSROOM}

    def test_a_batch_without_changes_moves_the_sequence(self, engine: Engine) -> None:
        engine.apply(Batch(1, NEWSROOM))
        engine.apply(Batch(9))
        assert (engine.sequence(), engine.stats().documents) == (9, len(NEWSROOM))

    def test_settling_changes_nothing_that_is_found(self, engine: Engine) -> None:
        for sequence, document in enumerate(NEWSROOM, 1):
            engine.apply(Batch(sequence, [document]))
        before = [ask(engine, "flood OR river", sort=sort) for sort in Sort]
        engine.settle()
        found = [ask(engine, "flood OR river", sort=sort) for sort in Sort]
        assert [(each.total, each.hits) for each in found] == [(each.total, each.hits) for each in before]
        assert engine.sequence() == len(NEWSROOM)

    def test_what_was_gathered_is_found_after_settling(self, engine: Engine) -> None:
        for sequence, document in enumerate(NEWSROOM, 1):
            engine.gather(Batch(sequence, [document]))
        engine.settle()
        assert engine.sequence() == len(NEWSROOM)
        assert set(held(engine)) == {document.id for document in NEWSROOM}

    def test_of_what_was_gathered_the_last_edition_counts(self, engine: Engine) -> None:
        engine.gather(Batch(1, [doc(1, title="Old headline"), doc(2, title="Gone headline")]))
        engine.gather(Batch(2, [doc(1, title="New headline")], deletes=[2]))
        engine.settle()
        assert (engine.sequence(), held(engine), ids(engine, "new")) == (2, [1], [1])
        assert ids(engine, "old OR gone") == []

    def test_an_updated_article_is_found_by_what_it_says_now(self, engine: Engine) -> None:
        engine.apply(Batch(1, [doc(1, title="Old headline", tag="old", published="2024-01-01")]))
        engine.apply(Batch(2, [doc(1, title="New headline", tag="new", published="2024-02-01")]))
        assert (ids(engine, "old"), ids(engine, "new")) == ([], [1])
        assert ids(engine, keywords=(KeywordFilter("tag", ("old",)),)) == []
        assert (ask(engine).total, engine.stats().documents, held(engine)) == (1, 1, [1])

    def test_a_deleted_article_is_found_nowhere(self, engine: Engine) -> None:
        """K43"""
        engine.apply(Batch(1, NEWSROOM))
        engine.apply(Batch(2, deletes=[1, 3]))
        assert (ids(engine, "flood"), set(ids(engine, "-flood"))) == ([], {2, 4, 5, 6})
        assert set(ids(engine, "riv*")) == {4}
        assert set(held(engine)) == {2, 4, 5, 6}
        assert (ask(engine).total, engine.stats().documents) == (4, 4)

    def test_deleting_what_is_not_there_changes_nothing(self, engine: Engine) -> None:
        engine.apply(Batch(1, NEWSROOM, deletes=[99]))
        assert ask(engine).total == len(NEWSROOM)

    def test_a_deleted_article_can_come_back(self, engine: Engine) -> None:
        engine.apply(Batch(1, [doc(1, title="Ferry")]))
        engine.apply(Batch(2, deletes=[1]))
        engine.apply(Batch(3, [doc(1, title="Ferry again")]))
        assert (ids(engine, "ferry"), ask(engine).total) == ([1], 1)

    def test_one_batch_may_put_and_delete(self, engine: Engine) -> None:
        engine.apply(Batch(1, [doc(1, title="Ferry"), doc(2, title="Port")]))
        engine.apply(Batch(2, [doc(3, title="Pier"), doc(2, title="Quay")], deletes=[1]))
        assert set(ids(engine, "pier OR quay OR ferry OR port")) == {2, 3}

    def test_applying_a_batch_twice_changes_nothing(self, engine: Engine) -> None:
        engine.apply(Batch(1, [doc(90, title="Gone soon")]))
        batch = Batch(2, NEWSROOM, deletes=[90])
        engine.apply(batch)
        before = [ids(engine, q, sort=sort) for q in ("climate", "*") for sort in Sort]
        engine.apply(batch)
        assert [ids(engine, q, sort=sort) for q in ("climate", "*") for sort in Sort] == before
        assert (engine.sequence(), engine.stats().documents) == (2, len(NEWSROOM))

    def test_many_small_batches_equal_one_large(self, engine: Engine) -> None:
        for number, document in enumerate(NEWSROOM, 1):
            engine.apply(Batch(number, [document]))
        assert set(ids(engine, "climate OR flood")) == {1, 2, 3, 6}
        assert ids(engine, sort=Sort.NEWEST) == [6, 3, 2, 1, 4, 5]

    def test_an_article_without_anything_is_still_an_article(self, engine: Engine) -> None:
        engine.apply(Batch(1, [doc(1), doc(2, title="", body="", tag=())]))
        assert set(ids(engine)) == {1, 2}
        assert set(ids(engine, "-word")) == {1, 2}

    def test_odd_text_is_kept_and_found(self, engine: Engine) -> None:
        """A19, A22, A24"""
        engine.apply(
            Batch(
                1,
                [
                    doc(1, title="x" * 100_000, body="ferry"),
                    doc(2, title="🙂🙂", body="\u202eferry\u202c e" + "\u0301" * 10_000),
                    doc(3, title="ferry\x00 \ud800 <script>", tag=("a\x00", "")),
                ],
            )
        )
        assert set(ids(engine, "ferry")) == {1, 2, 3}
        assert ids(engine, "x" * 200) == [1]

    def test_a_long_text_is_found_by_its_last_word(self, engine: Engine) -> None:
        engine.apply(Batch(1, [doc(1, body="lorem ipsum dolor " * 20_000 + "last words")]))
        assert ids(engine, '"dolor last words"') == [1]

    def test_a_rebuilt_index_replaces_the_old(self, engine: Engine) -> None:
        engine.apply(Batch(5, NEWSROOM))
        old = engine.stats().generation
        with engine.rebuild() as aside:
            aside.apply(Batch(8, [doc(50, title="Only this")]))
        assert (engine.sequence(), ids(engine), held(engine)) == (8, [50], [50])
        assert engine.stats().generation != old

    def test_a_rebuilt_index_takes_further_batches(self, engine: Engine) -> None:
        engine.apply(Batch(5, NEWSROOM))
        with engine.rebuild() as aside:
            aside.apply(Batch(6, NEWSROOM[:2]))
            aside.apply(Batch(8, NEWSROOM[2:4]))
        engine.apply(Batch(9, NEWSROOM[4:], deletes=[1]))
        assert (engine.sequence(), set(ids(engine))) == (9, {2, 3, 4, 5, 6})

    def test_the_old_index_answers_while_the_new_is_built(self, engine: Engine) -> None:
        """G35"""
        engine.apply(Batch(5, NEWSROOM))
        with engine.rebuild() as aside:
            aside.apply(Batch(6, [doc(50, title="Only this")]))
            assert (engine.sequence(), ids(engine, "flood")) == (5, [1])
            assert ask(engine).total == len(NEWSROOM)
        assert ask(engine).total == 1

    def test_a_rebuild_that_fails_is_dropped(self, engine: Engine) -> None:
        engine.apply(Batch(5, NEWSROOM))

        def fail() -> None:
            with engine.rebuild() as aside:
                aside.apply(Batch(6, [doc(50, title="Only this")]))
                raise Interrupted

        for _ in range(2):
            with pytest.raises(Interrupted):
                fail()
        assert (engine.sequence(), ask(engine).total) == (5, len(NEWSROOM))
        with engine.rebuild() as aside:
            aside.apply(Batch(6, [doc(50, title="Only this")]))
        assert ids(engine) == [50]

    def test_several_threads_search_at_once(self, engine: Engine) -> None:
        engine.apply(Batch(1, NEWSROOM))
        queries = ["climate", "elect*", '"climate change"', "-flood", "author:tom"]
        expected = [ids(engine, q, sort=Sort.RELEVANCE) for q in queries]
        with ThreadPoolExecutor(8) as pool:
            runs = [[pool.submit(ids, engine, q, sort=Sort.RELEVANCE) for q in queries] for _ in range(10)]
            assert all([future.result() for future in run] == expected for run in runs)

    def test_searches_go_on_while_batches_and_rebuilds_come(self, engine: Engine) -> None:
        """G35: each answer is from before or after a change, never from its middle."""
        engine.apply(Batch(1, NEWSROOM))
        stop = Event()

        def read() -> set[int]:
            totals = set()
            while not stop.is_set():
                totals.add(ask(engine, "ferry OR flood").total)
            return totals

        with ThreadPoolExecutor(2) as pool:
            readers = [pool.submit(read) for _ in range(2)]
            try:
                _change_over_and_over(engine)
            finally:
                stop.set()
            assert all(reader.result() <= {1, 3} for reader in readers)
        assert ask(engine, "ferry OR flood").total == 1

    def test_closing_twice_is_fine(self, engine: Engine) -> None:
        engine.apply(Batch(1, NEWSROOM))
        engine.close()
        engine.close()


def _change_over_and_over(engine: Engine) -> None:
    """Between one article (1) that is about floods and two more about ferries."""
    for round_ in range(4):
        engine.apply(Batch(3 * round_ + 2, [doc(7, title="Ferry"), doc(8, title="Ferry late")]))
        with engine.rebuild() as aside:
            aside.apply(Batch(3 * round_ + 3, [*NEWSROOM, doc(7, title="Ferry"), doc(8, title="Ferry late")]))
        engine.apply(Batch(3 * round_ + 4, deletes=[7, 8]))
