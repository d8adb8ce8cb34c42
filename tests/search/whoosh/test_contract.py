"""The Whoosh engine keeps the engines' contract, and agrees with the oracle on random searches."""

from pathlib import Path

from app.search.analysis import Analyzer
from app.search.engine import Engine
from app.search.whoosh import WhooshEngine
from tests.search.contract import EngineContract


class TestWhooshEngine(EngineContract):
    @staticmethod
    def make_engine(path: Path) -> Engine:
        engine = WhooshEngine(path, Analyzer())
        engine.discard()
        return engine
