"""What an index tells about its own contents, for comparing it with the store (H23)."""

import pytest

from app.errors import IndexUnavailable
from app.search.engine import Batch, Content, Engine
from app.search.proof import fingerprint
from tests.search.contract.base import NEWSROOM, ContractBase, doc, ids


class Contents(ContractBase):
    def test_every_document_is_told_with_its_fingerprint(self, engine: Engine) -> None:
        engine.apply(Batch(1, NEWSROOM))
        expected = {Content(document.id, fingerprint(document)) for document in NEWSROOM}
        assert set(engine.contents()) == expected
        assert len(engine.contents()) == len(NEWSROOM)

    def test_contents_are_told_from_one_id_to_another(self, engine: Engine) -> None:
        engine.apply(Batch(1, [doc(number) for number in (1, 5, 6, 9, 12)], deletes=[9]))
        engine.apply(Batch(2, [], deletes=[9]))
        assert sorted(content.id for content in engine.contents(5, 11)) == [5, 6]
        assert engine.contents(13) == []

    def test_a_replaced_document_has_the_fingerprint_of_what_replaced_it(self, engine: Engine) -> None:
        engine.apply(Batch(1, NEWSROOM))
        changed = doc(1, title="Another headline")
        engine.apply(Batch(2, [changed]))
        assert engine.contents(1, 1) == [Content(1, fingerprint(changed))]

    def test_documents_are_found_by_a_word_of_theirs(self, engine: Engine) -> None:
        german = doc(20, title="Die Fähren fahren wieder", language="de")
        odd = doc(21, title="ferry\x00 \ud800 <script>")
        empty = doc(22)
        engine.apply(Batch(1, [*NEWSROOM, german, odd, empty]))
        asked = [*NEWSROOM, german, odd, empty, doc(99, title="Never put")]
        assert engine.found(asked) == {document.id for document in asked} - {99}

    def test_a_document_that_says_something_else_now_is_not_found(self, engine: Engine) -> None:
        engine.apply(Batch(1, NEWSROOM))
        engine.apply(Batch(2, [doc(7, title="Unheardof")], deletes=[2]))
        assert engine.found([doc(1, title="Unheardof"), doc(2, title="Election"), doc(7)]) == {7}
        assert engine.found([]) == set()

    def test_a_sound_index_has_no_faults(self, engine: Engine) -> None:
        engine.apply(Batch(1, NEWSROOM, deletes=[77]))
        engine.apply(Batch(2, NEWSROOM[:2], deletes=[4]))
        assert list(engine.faults()) == []

    def test_a_withdrawn_index_answers_nothing_until_one_is_built(self, engine: Engine) -> None:
        engine.apply(Batch(1, NEWSROOM))
        with engine.rebuild() as new:
            new.apply(Batch(2, [doc(50, title="Only this")]))
            engine.withdraw()
            for ask_for in (engine.sequence, lambda: ids(engine)):
                with pytest.raises(IndexUnavailable):
                    ask_for()
        assert (engine.sequence(), ids(engine)) == (2, [50])
