"""The newsroom that most contract tests search, and short ways to search it."""

from abc import abstractmethod
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.search.engine import Batch, Document, Engine, SearchRequest, SearchResult
from app.search.query.limits import Limits
from app.search.query.parser import parse
from app.search.query.tree import Node

TEXTS = ("title", "description", "body")
DATES = ("published", "updated", "added")


def seconds(date: str) -> int:
    return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())


def doc(id_: int, **parts: Any) -> Document:
    """Text fields as strings, keyword fields as a string or a tuple, dates as "2024-03-01"."""
    texts = {name: parts.pop(name) for name in TEXTS if name in parts}
    dates = {name: seconds(parts.pop(name)) for name in DATES if name in parts}
    keywords = {name: (value,) if isinstance(value, str) else value for name, value in parts.items()}
    return Document(id_, texts, keywords, {name: dates.get(name) for name in DATES})


NEWSROOM = (
    doc(
        1,
        title="Flood defences fail in Harrowgate",
        description="Hundreds leave their homes",
        body="The river Lune broke its banks. Flood water reached the town hall.",
        author=("Ines Calder", "Tom Roe"),
        source="ridge-times",
        domain="ridge-times.example",
        agency="Reuters",
        section="News",
        tag=("floods", "Climate Change"),
        language="en",
        published="2024-03-01",
        added="2024-03-02",
    ),
    doc(
        2,
        title="Election results delayed",
        body="The electoral commission said climate policy and change decided the election.",
        author="Seán O'Brien",
        source="harbour-post",
        section="Politics",
        tag=("elections",),
        language="en",
        published="2024-03-03",
        updated="2024-03-04",
        added="2024-03-05",
    ),
    doc(
        3,
        title="Climate change and the river",
        body="Scientists of the U.N. warn of covid-19 and climate change. AT&T and C++ are not to blame.",
        author="Tom Bell",
        source="harbour-post",
        agency="AFP",
        section="Science",
        tag=("climate change", "rivers"),
        language="en",
        published="2024-03-03",
        added="2024-03-03",
    ),
    doc(
        4,
        title="Élection à Besançon",
        body="L’élection municipale se tient dimanche. La rivière monte.",
        author="Zoë Łukasz",
        source="courrier-de-l-est",
        language="fr",
        tag=("élections",),
        published="1965-07-14",
        added="2024-03-01",
    ),
    doc(
        5,
        title="東京で選挙",
        body="洪水 東京都",
        source="asahi-example",
        language="ja",
        added="2024-03-04",
    ),
    doc(
        6,
        title="Happy days",
        body="A happy crowd, no news. Change of climate in the town.",
        source="ridge-times",
        section="Opinion",
        published="2031-01-01",
        added="2024-03-06",
    ),
)


def parsed(q: str) -> Node:
    return parse(q, Limits(length=10_000, terms=1_000)).tree


def ask(engine: Engine, q: str = "*", **request: Any) -> SearchResult:
    """Search with the query grammar, with room for every hit."""
    return engine.search(SearchRequest(**{"query": parsed(q), "limit": 1000} | request))


def ids(engine: Engine, q: str = "*", **request: Any) -> list[int]:
    """Ids found, in the order found."""
    return [hit.id for hit in ask(engine, q, **request).hits]


def held(engine: Engine) -> list[int]:
    """The ids of all documents in the index, in order; one that is there twice, twice."""
    return sorted(content.id for content in engine.contents())


class ContractBase:
    @staticmethod
    @abstractmethod
    def make_engine(path: Path) -> Engine:
        """An empty engine in ``path``; the test class of each engine says how it is made."""

    @pytest.fixture(scope="class")
    @classmethod
    def newsroom(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
        """Shared by the tests of a class, which only read it."""
        engine = cls.make_engine(tmp_path_factory.mktemp("newsroom") / "index")
        engine.apply(Batch(1, NEWSROOM))
        yield engine
        engine.close()

    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[Engine]:
        """Empty, and the test's own."""
        engine = self.make_engine(tmp_path / "index")
        yield engine
        engine.close()
