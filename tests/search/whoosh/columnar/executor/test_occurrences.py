"""Words that stand everywhere: more occurrences than are looked at together."""

import itertools
import random

import pytest
from whoosh import query

from app.search.whoosh.columnar.columns import Prepared
from app.search.whoosh.columnar.executor import Executor
from tests.search.whoosh.columnar.executor.naive import WEIGHTING
from tests.search.whoosh.columnar.executor.trees import index_of

_DICE = random.Random(7)
#: About 60,000 words; in a few documents no word stands next to another in order.
TEXTS = [
    _DICE.choices(["ferry", "harbour", "storm"], [9, 9, 1], k=_DICE.randrange(2, 1500)) for _ in range(80)
]
TEXTS += [["harbour"] * 50 + ["ferry"] * 50] * 3
INDEX = index_of([[(Prepared({"body": [text]}, {}, {"id": n}), False) for n, text in enumerate(TEXTS)]])


@pytest.mark.parametrize("slop", [1, 2, 16, 17, 3000])
@pytest.mark.parametrize("words", [("ferry", "harbour"), ("storm", "storm"), ("storm", "ferry")])
def test_phrases_of_words_that_stand_everywhere_are_found(words: tuple[str, str], slop: int) -> None:
    looks = itertools.count()
    executor = Executor(INDEX.snapshot, WEIGHTING, lambda: next(looks) and None, expansion_limit=1)
    (found,) = executor.matches(query.Phrase("body", list(words), slop=slop), scored=True)
    assert found.docs.tolist() == [n for n, text in enumerate(TEXTS) if _follows(text, *words, slop)]
    assert next(looks) > 3


def _follows(text: list[str], first: str, second: str, slop: int) -> bool:
    return any(
        word == first and second in text[place + 1 : place + 1 + slop] for place, word in enumerate(text)
    )
