"""Questions of every class, chosen from the words of a corpus: always the same for the same corpus."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.search.analysis import Analyzer
from app.search.engine import Document
from benchmarks.engines.side import PAGE, Form, Question, Wanted

_SEED = 1666
#: Articles looked at, at equal distances.
_SAMPLE = 4000
_SHORTEST = 4
_YEAR = 365 * 86400
#: Shares of the articles that hold a word.
_COMMON = (0.10, 0.25)
_MIDDLING = (0.01, 0.03)
#: Articles of the sample that hold a rare word.
_RARE = (2, 4)
_DEEP_PAGE = 500
_LETTERS = "bcdfglmnprst"

PAGE_500 = "page 500 by cursor"
#: Classes whose cost should not grow with the archive.
FLAT = ("rare term", "date range and term, by date", PAGE_500)

Classes = dict[str, tuple[Question, ...]]


@dataclass(frozen=True, slots=True)
class _Words:
    """Words whose stem is the word itself, so that every stemmer finds the same, by how many hold them."""

    rare: list[str]
    middling: list[str]
    common: list[str]
    #: Two common words in a row, the most frequent first.
    pairs: list[tuple[str, str]]


def choose(documents: Sequence[Document], each: int) -> Classes:
    """``each`` questions of a class, fewer where the corpus has not so many words of the kind."""
    words = _look_at(documents[:: max(1, len(documents) // _SAMPLE)])
    chance = random.Random(_SEED)

    def some(kind: Sequence[str]) -> list[str]:
        return chance.sample(kind, min(each, len(kind)))

    def mixed(*kinds: Sequence[str]) -> list[tuple[str, ...]]:
        drawn = (tuple(chance.choice(kind) for kind in kinds) for _ in range(50 * each))
        return [words for words in dict.fromkeys(drawn) if len(set(words)) == len(words)][:each]

    common = [(word,) for word in some(words.common)]
    pairs = words.pairs[: 2 * each]
    fuzzy = [(_misspelt(word, chance),) for word in some([word for word in words.middling if len(word) > 5])]
    return {
        "rare term": _all(Form.ALL, [(word,) for word in some(words.rare)]),
        "common term": _all(Form.ALL, common),
        "AND of two common": _all(Form.ALL, mixed(words.common, words.common)),
        "AND of common and middling": _all(Form.ALL, mixed(words.common, words.middling)),
        "OR of three common": _all(Form.ANY, mixed(words.common, words.common, words.common)),
        "phrase of two common": _all(Form.PHRASE, pairs[::2]),
        "proximity": _all(Form.NEAR, pairs[1::2] or pairs),
        "prefix": _all(
            Form.PREFIX, [(word[:5],) for word in some([w for w in words.middling if len(w) > 5])]
        ),
        "fuzzy": _all(Form.FUZZY, fuzzy),
        "date range and term, by date": tuple(_within_a_year(common, documents, chance)),
        "facet by source": _all(Form.ALL, common, Wanted.SOURCES),
        "monthly histogram": _all(Form.ALL, common, Wanted.MONTHS),
        PAGE_500: tuple(_deep(words, documents, each)),
    }


def _all(form: Form, asked: Iterable[tuple[str, ...]], wanted: Wanted = Wanted.BEST) -> tuple[Question, ...]:
    return tuple(Question(form, words, wanted) for words in asked)


def _look_at(sample: Sequence[Document]) -> _Words:
    analyzer = Analyzer()
    holders, pairs = Counter[str](), Counter[tuple[str, str]]()
    for document in sample:
        words = analyzer.words(document.texts["body"])
        plain = [word.surface if word.stem == word.surface and _serves(word.stem) else "" for word in words]
        holders.update(set(plain))
        pairs.update(pairwise(plain))
    del holders[""]
    common = _between(holders, *(share * len(sample) for share in _COMMON))
    known = set(common)
    return _Words(
        _between(holders, *_RARE),
        _between(holders, *(share * len(sample) for share in _MIDDLING)),
        common,
        [pair for pair, _ in pairs.most_common() if known.issuperset(pair) and pair[0] != pair[1]],
    )


def _serves(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isascii() and word.isalpha()


def _between(holders: Counter[str], low: float, high: float) -> list[str]:
    return sorted(word for word, count in holders.items() if low <= count <= high)


def _misspelt(word: str, chance: random.Random) -> str:
    place = len(word) // 2
    return word[:place] + chance.choice(_LETTERS) + word[place + 1 :]


def _within_a_year(
    common: Sequence[tuple[str, ...]], documents: Sequence[Document], chance: random.Random
) -> Iterable[Question]:
    dates = [date for document in documents if (date := document.dates["published"]) is not None]
    for words in common:
        start = chance.randint(min(dates), max(min(dates), max(dates) - _YEAR))
        yield Question(Form.ALL, words, Wanted.NEWEST, start, start + _YEAR)


def _deep(words: _Words, documents: Sequence[Document], each: int) -> Iterable[Question]:
    """Common words that fill 500 pages; where there are too few, the page in the middle."""
    found = []
    for word in words.common:
        spaced = f" {word} "
        keys = sorted(
            (date, document.id)
            for document in documents
            if spaced in document.texts["body"] and (date := document.dates["published"]) is not None
        )
        found.append((len(keys), word, keys))
    for count, word, keys in sorted(found, reverse=True)[:each]:
        if keys:
            after = keys[-min(1 + count // 2, (_DEEP_PAGE - 1) * PAGE)]
            yield Question(Form.ALL, (word,), Wanted.NEWEST, after=after)
