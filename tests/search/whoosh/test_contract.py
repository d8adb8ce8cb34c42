"""The Whoosh engine keeps the engines' contract, and agrees with the oracle on random searches."""

from pathlib import Path

import pytest

from app.search.analysis import Analyzer
from app.search.engine import Engine
from app.search.whoosh import WhooshEngine
from tests.search.contract import EngineContract


# A reader that loses a race with a swap tries again; Whoosh leaves the files it opened to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
class TestWhooshEngine(EngineContract):
    @staticmethod
    def make_engine(path: Path) -> Engine:
        engine = WhooshEngine(path, Analyzer())
        engine.discard()
        return engine
