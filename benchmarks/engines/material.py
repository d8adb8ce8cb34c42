"""Articles to index: real ones with invented sources, and made-up ones of real words, as many as wanted."""

import json
import lzma
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import numpy as np

from app.search.analysis import Analyzer
from app.search.engine import Document

SEED = 1851
_SOURCES = [f"paper-{number:02}" for number in range(60)]
#: A source prints this much less than the one before it in the list.
_WEIGHTS = [1 / (rank + 3) for rank in range(len(_SOURCES))]
_DATE = "%a %b %d, %Y %I:%M%p"
#: Made-up articles at a time.
_BLOCK = 20_000
_TITLE = 8
_WORDS = 100
_FIRST = int(datetime(2006, 1, 1, tzinfo=UTC).timestamp())
_SPAN = 8 * 365 * 86400


def articles(file: Path, count: int | None = None) -> list[Document]:
    """The first ``count`` articles of a packed JSON Lines file, each of a source drawn by chance."""
    chance = random.Random(SEED)
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        records = map(json.loads, islice(lines, count))
        return [
            _document(number, record["title"] or "", record["body"] or "", _seconds(record["date"]), chance)
            for number, record in enumerate(records, 1)
        ]


def _document(number: int, title: str, body: str, published: int | None, chance: random.Random) -> Document:
    (source,) = chance.choices(_SOURCES, _WEIGHTS)
    return Document(number, {"title": title, "body": body}, {"source": (source,)}, {"published": published})


def _seconds(printed: str | None) -> int | None:
    """``Fri Oct 20, 2006 6:15pm EDT`` in seconds since 1970, its zone left aside."""
    try:
        return int(
            datetime.strptime((printed or "").rpartition(" ")[0], _DATE).replace(tzinfo=UTC).timestamp()
        )
    except ValueError:
        return None


def vocabulary(documents: Sequence[Document]) -> list[str]:
    """The words of the bodies, the most frequent first."""
    analyzer, counts = Analyzer(), Counter[str]()
    for document in documents:
        counts.update(word.surface for word in analyzer.words(document.texts["body"]))
    return [word for word, _ in counts.most_common()]


def made_up(words: Sequence[str], count: int) -> Iterator[Document]:
    """Articles of these words drawn by Zipf's law (the nth is 1/n as frequent as the first), one at a time.

    Each has 100 words; dates follow the ids over eight years. Only a block of word numbers is held.
    """
    draws, chance = np.random.default_rng(SEED), random.Random(SEED)
    shares = np.cumsum(1 / np.arange(1, len(words) + 1))
    for first in range(0, count, _BLOCK):
        drawn = draws.random((min(_BLOCK, count - first), _TITLE + _WORDS)) * shares[-1]
        for number, row in enumerate(np.searchsorted(shares, drawn), first + 1):
            said = [words[place] for place in row.tolist()]
            published = _FIRST + _SPAN * number // count
            yield _document(number, " ".join(said[:_TITLE]), " ".join(said[_TITLE:]), published, chance)
