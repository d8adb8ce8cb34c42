"""Random articles and searches on which an engine and the in-memory one must agree."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.search.analysis import Analyzer
from app.search.engine import Batch, Document, SearchRequest
from app.search.memory import MemoryEngine
from tests.search.contract.base import ContractBase
from tests.search.versus import assert_agree, documents, requests


class Oracle(ContractBase):
    @settings(
        max_examples=20,
        deadline=None,
        phases=[Phase.reuse, Phase.generate],  # shrinking takes an engine with files many minutes
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(
        first=st.lists(documents(), max_size=8),
        second=st.lists(documents(), max_size=8),
        deleted=st.sets(st.integers(1, 12), max_size=3),
        asked=st.lists(requests(), min_size=10, max_size=30),
    )
    def test_agrees_with_the_engine_in_memory(
        self,
        tmp_path_factory: pytest.TempPathFactory,
        first: list[Document],
        second: list[Document],
        deleted: set[int],
        asked: list[SearchRequest],
    ) -> None:
        engine = self.make_engine(tmp_path_factory.mktemp("versus") / "index")
        oracle = MemoryEngine(Analyzer())
        for number, batch in enumerate((first, second), 1):
            puts = {document.id: document for document in batch if number == 1 or document.id not in deleted}
            changes = Batch(number, list(puts.values()), sorted(deleted) if number == 2 else ())
            engine.apply(changes)
            oracle.apply(changes)
        for request in asked:
            assert_agree(engine, oracle, request)
        engine.close()
