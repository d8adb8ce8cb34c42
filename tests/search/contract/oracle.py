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
    def test_agrees_with_the_engine_in_memory(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        @settings(
            max_examples=20,
            deadline=None,
            phases=[Phase.generate],  # shrinking takes an engine with files many minutes
            suppress_health_check=[HealthCheck.too_slow],
        )
        @given(
            first=st.lists(documents(), max_size=8),
            second=st.lists(documents(), max_size=8),
            deleted=st.sets(st.integers(1, 12), max_size=3),
            asked=st.lists(requests(), min_size=10, max_size=30),
        )
        def agree(
            first: list[Document], second: list[Document], deleted: set[int], asked: list[SearchRequest]
        ) -> None:
            engine = self.make_engine(tmp_path_factory.mktemp("versus") / "index")
            oracle = MemoryEngine(Analyzer())
            for batch in batches(first, second, deleted):
                engine.apply(batch)
                oracle.apply(batch)
            for request in asked:
                assert_agree(engine, oracle, request)
            engine.close()

        agree()


def batches(first: list[Document], second: list[Document], deleted: set[int]) -> list[Batch]:
    """Two batches, each id at most once in each of them; the second one also deletes."""
    before = {document.id: document for document in first}
    after = {document.id: document for document in second if document.id not in deleted}
    return [Batch(1, list(before.values())), Batch(2, list(after.values()), sorted(deleted))]
