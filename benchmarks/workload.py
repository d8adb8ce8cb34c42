"""Queries by class, chosen from the articles by how many hold a word: the same for the same articles."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

from app.articles import ArticleStore
from app.search.analysis import Analyzer
from app.search.criteria import Criteria
from app.settings import Settings
from app.values import StoredArticle

#: Articles looked at to choose the queries.
_SAMPLE = 2000
#: Queries of a class, asked in turn.
EACH = 8
#: A common word stands in this share of the articles; more would be a stop word.
_COMMON = (0.08, 0.30)
_SHORTEST = 4

BY_ID = "article by id"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Workload:
    """``searches``: class name -> what is asked, in turn. ``ids``: articles to fetch."""

    searches: dict[str, tuple[Criteria, ...]]
    ids: tuple[int, ...]

    def targets(self, shown: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        """The same as HTTP targets, by class; ``shown`` are further parameters of the searches."""
        asked = {
            name: tuple(target(criteria, shown) for criteria in each) for name, each in self.searches.items()
        }
        return asked | {BY_ID: tuple(f"/v1/articles/{article_id}" for article_id in self.ids)}


def target(criteria: Criteria, shown: Mapping[str, str]) -> str:
    """The path and query string that ask for it, with further parameters."""
    said = {"q": criteria.q, "from": criteria.from_, "to": criteria.to, "sort": criteria.sort}
    said |= {name: ",".join(values) for name, values in criteria.filters.items()}
    return "/v1/search?" + urlencode({name: value for name, value in said.items() if value} | shown)


def of_archive(data_dir: Path, each: int = EACH) -> Workload:
    """Up to ``each`` queries a class for an archive that holds at least a few hundred articles."""
    store = ArticleStore.open(Settings(data_dir=data_dir).database)
    try:
        return _choose(list(islice(store.all_articles(batch=500), _SAMPLE)), each)
    finally:
        store.close()


def _choose(sample: Sequence[StoredArticle], each: int) -> Workload:
    holders, pairs = _count(stored.article.title + "\n" + stored.article.body for stored in sample)
    low, high = (share * len(sample) for share in _COMMON)
    common = [word for word, count in holders.most_common() if low <= count <= high]
    rare = sorted(word for word, count in holders.items() if 2 <= count <= 3)
    named = (pair for pair, _ in pairs.most_common() if all(holders[word] <= high for word in pair))
    phrases = [f'"{first} {second}"' for first, second in islice(named, each)]
    return Workload(
        {
            "rare word": _queries(_spread(rare, each)),
            "common word": _queries(common[:each]),
            "two words, AND": _queries(f"{first} {second}" for first, second in _pairs(common, each)),
            "phrase": _queries(phrases),
            "source and month, newest": tuple(_spread(list(_months(sample)), each)),
        },
        tuple(stored.id for stored in _spread(sample, each)),
    )


def _queries(texts: Iterable[str]) -> tuple[Criteria, ...]:
    return tuple(Criteria(q=text) for text in texts)


def _spread(items: Sequence[T], number: int) -> Sequence[T]:
    """So many items at equal distances."""
    return items[:: max(1, len(items) // number)][:number]


def _pairs(words: Sequence[str], number: int) -> Iterator[tuple[str, str]]:
    """Different pairs; each word with another one so far on, then with one further on."""
    half = len(words) // 2
    pairs = (
        (word, words[(place + half + step) % len(words)])
        for step in range(half)
        for place, word in enumerate(words)
    )
    return islice((pair for pair in pairs if pair[0] < pair[1]), number)


def _months(sample: Iterable[StoredArticle]) -> Iterator[Criteria]:
    months = Counter(
        (stored.source_slug, f"{stored.article.published.at:%Y-%m}")
        for stored in sample
        if stored.article.published
    )
    for (source, month), _ in months.most_common():
        yield Criteria(filters={"sources": (source,)}, from_=month, to=month, sort="newest")


def _count(texts: Iterable[str]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """How many texts hold each word, and each pair of neighbours. Short words are left out."""
    analyzer = Analyzer()
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        surfaces = [word.surface for word in analyzer.words(text)]
        words.update({word for word in surfaces if _serves(word)})
        pairs.update({pair for pair in pairwise(surfaces) if all(map(_serves, pair))})
    return words, pairs


def _serves(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isascii() and word.isalpha()
