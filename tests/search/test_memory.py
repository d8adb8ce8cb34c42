"""The in-memory engine keeps the contract that it is the oracle of."""

from pathlib import Path

import pytest

from app.search.analysis import Analyzer
from app.search.bm25 import K1, B, idf
from app.search.engine import Batch, Engine, SearchRequest, Sort
from app.search.memory import MemoryEngine
from app.search.query.tree import Word
from tests.search.contract import EngineContract
from tests.search.contract.base import doc


class TestMemoryEngine(EngineContract):
    @staticmethod
    def make_engine(path: Path) -> Engine:
        return MemoryEngine(Analyzer())


def test_scores_are_bm25_worked_out_by_hand() -> None:
    engine = MemoryEngine(Analyzer())
    engine.apply(Batch(1, [doc(1, body="ferry ferry port"), doc(2, body="port"), doc(3, title="sea")]))
    (hit,) = engine.search(SearchRequest(query=Word("ferry"), sort=Sort.RELEVANCE)).hits
    saturated = 2 * (K1 + 1) / (2 + K1 * (1 - B + B * 3 / (4 / 3)))
    assert hit.score == pytest.approx(idf(1, 3) * saturated)
