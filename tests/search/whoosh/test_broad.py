"""What stands for too many words is refused with its place; a star alone for none. G06, G07, G09, G11"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import QueryError
from app.search.analysis import Analyzer
from app.search.engine import Batch, Engine, SearchRequest
from app.search.query.limits import Limits
from app.search.query.parser import parse
from app.search.whoosh import WhooshEngine
from tests.search.contract.base import doc

#: Ten words that begin with "po", seven of which are one letter from "port".
WORDS = "port pork post pore porte sport ports poor pond pool poet"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path: Path = tmp_path_factory.mktemp("broad") / "index"
    engine = WhooshEngine(path, Analyzer(), prefix_max_terms=10, query_max_words=20)
    engine.discard()
    engine.apply(
        Batch(1, [doc(1, title=WORDS, body=WORDS + " pot"), doc(2, body="gate gale game gain gasp"), doc(3)])
    )
    yield engine
    engine.close()


def search(engine: Engine, q: str) -> int:
    return engine.search(SearchRequest(parse(q, Limits()).tree)).total


@pytest.mark.parametrize(
    "q", ["title:po*", "por*", "po?t", "po*t", "port~1", "title:po* ga*", "title:po* OR ga* OR ga*"]
)
def test_what_is_within_the_limits_is_answered(engine: Engine, q: str) -> None:
    search(engine, q)


@pytest.mark.parametrize(
    ("q", "position", "said"),
    [
        ("po*", 0, "more than 10 words"),
        ("ferry OR -(po*)", 11, "more than 10 words"),
        ("ferry po*?*", 6, "more than 10 words"),
        ("title:po* ga* po?* ferry", 14, "of the 20 that one query"),
        ("(title:po*)^2 ga* poo* por*", 23, "of the 20 that one query"),
    ],
)
def test_what_is_beyond_them_is_refused_with_its_place(
    engine: Engine, q: str, position: int, said: str
) -> None:
    with pytest.raises(QueryError, match=said) as refused:
        search(engine, q)
    assert refused.value.position == position


@pytest.mark.parametrize("q", ["*", "title:*", "* OR pork", "* -nosuch"])
def test_a_star_alone_is_every_article_and_counts_no_words(engine: Engine, q: str) -> None:
    """G06: also those without a word."""
    assert search(engine, q) == 3
