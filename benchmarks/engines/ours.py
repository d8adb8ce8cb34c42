"""Dateline's engine: the columnar index as the product fills it, searched through its executor."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import numpy as np
from whoosh.query import Query

from app.indexer import COMMIT
from app.search import bm25
from app.search.analysis import Analyzer
from app.search.engine import Batch, Document
from app.search.whoosh import WhooshEngine
from app.search.whoosh.columnar.executor import (
    BY_SCORE,
    Executor,
    Filter,
    NumberFilter,
    Order,
    Weighting,
)
from app.search.whoosh.columnar.index import ColumnarIndex
from app.search.whoosh.documents import LAYOUT, forms
from benchmarks.engines.side import PAGE, Answer, Ask, Question, Wanted
from benchmarks.engines.whoosh_queries import to_query

_WEIGHTING = Weighting(bm25.K1, bm25.B, bm25.idf)
_NEWEST = Order("published")
_SECONDS = 10.0
_EXPANSIONS = 1000
#: First seconds of the months of 1970 to 2025.
_MONTHS = np.array(
    [
        int(datetime(year, month, 1, tzinfo=UTC).timestamp())
        for year in range(1970, 2026)
        for month in range(1, 13)
    ]
)


class Engine:
    version = f"Dateline (NumPy {np.__version__})"

    def __init__(self) -> None:
        self._analyzer = Analyzer()

    def fill(self, documents: Iterable[Document], folder: Path) -> None:
        waiting = iter(documents)
        with WhooshEngine(folder, self._analyzer).rebuild() as new:
            while batch := list(islice(waiting, COMMIT)):
                new.apply(Batch(1, batch))

    @contextmanager
    def open(self, folder: Path) -> Iterator["Searcher"]:
        (generation,) = (path for path in folder.iterdir() if path.is_dir())
        index = ColumnarIndex(generation, LAYOUT)
        index.snapshot()
        yield Searcher(index, self._analyzer)


class Searcher:
    def __init__(self, index: ColumnarIndex, analyzer: Analyzer) -> None:
        self._index = index
        self._analyzer = analyzer

    def prepare(self, question: Question) -> Ask | None:
        query = to_query(question, self._analyzer, forms=forms("body"))
        limits = _limits(question)
        match question.wanted:
            case Wanted.BEST:
                return lambda: self._page(query, limits, BY_SCORE, None)
            case Wanted.NEWEST:
                return lambda: self._page(query, limits, _NEWEST, question.after)
            case Wanted.SOURCES:
                return lambda: self._sources(query, limits)
            case Wanted.MONTHS:
                return lambda: self._months(query, limits)

    def _page(
        self, query: Query, limits: list[Filter], order: Order, after: tuple[int, int] | None
    ) -> Answer:
        executor = self._executor()
        matches = executor.matches(query, scored=order is BY_SCORE, filters=limits)
        total, hits = executor.top(matches, order, 0, PAGE, after)
        return Answer(tuple(hit.id for hit in hits), total)

    def _sources(self, query: Query, limits: list[Filter]) -> Answer:
        executor = self._executor()
        matches = executor.matches(query, scored=False, filters=limits)
        return Answer(counts=len(executor.facets(matches, "source", None)))

    def _months(self, query: Query, limits: list[Filter]) -> Answer:
        executor = self._executor()
        matches = executor.matches(query, scored=False, filters=limits)
        found = executor.histogram(matches, "published", _MONTHS)
        return Answer(counts=len(found) - found.count(0))

    def _executor(self) -> Executor:
        """As the product does: the last commit, and a deadline."""
        deadline = time.monotonic() + _SECONDS

        def check() -> None:
            if time.monotonic() > deadline:
                raise TimeoutError

        return Executor(self._index.snapshot(), _WEIGHTING, check, expansion_limit=_EXPANSIONS)


def _limits(question: Question) -> list[Filter]:
    if question.start is None and question.end is None:
        return []
    return [NumberFilter("published", question.start, question.end)]
