"""Scores of resolved queries with any weights, from arrays: made to try many weights on the same queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from app.search import bm25
from app.search.analysis import Analyzer
from app.search.engine import Document
from app.search.fields import BY_NAME
from app.search.memory.document import matches, take_apart
from app.search.resolved import Conjunction, Disjunction, Resolved, Starts, Terms

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

DEPTH = 1000
#: More positions than the longest document has.
_DOCUMENT = 1 << 24
_NOWHERE: Places = np.array([], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Weights:
    """``boosts`` by field, over those of the field table. ``b_title``: B of titles, if not ``b``.

    ``pair``: what two words of the query that stand together add, times what they score as a phrase.
    ``holders``: lengths are compared with the mean of the articles that have the field, not of all.
    """

    k1: float = bm25.K1
    b: float = bm25.B
    boosts: Mapping[str, float] = field(default_factory=dict)
    b_title: float | None = None
    pair: float = 0.0
    holders: bool = False

    def boost(self, name: str) -> float:
        return self.boosts.get(name, BY_NAME[name].boost)

    def b_of(self, name: str) -> float:
        return self.b if name != "title" or self.b_title is None else self.b_title


class Corpus:
    """Documents as counted words; what a query asks for is counted when first asked for."""

    def __init__(self, documents: Sequence[Document]) -> None:
        analyzer = Analyzer()
        self._documents = [take_apart(document, analyzer) for document in documents]
        self.ids = np.array([document.id for document in documents], dtype=np.int64)
        self._places = {name: self._index(name) for name in BY_NAME}
        self._lengths = {
            name: np.array([document.length(name) for document in self._documents], dtype=np.float64)
            for name in BY_NAME
        }
        self._together = cache(self._count_together)
        self._starting = cache(self._find_starting)

    def rank(self, query: Resolved, weights: Weights) -> list[int]:
        """Ids of the best documents, best first, as an engine with these weights ranks them."""
        found, scores = self._score(query, weights)
        if weights.pair and isinstance(query, Conjunction | Disjunction):
            scores = scores + weights.pair * self._pairs(query, weights)
        places = np.flatnonzero(found)
        order = np.lexsort((-self.ids[places], -scores[places]))[:DEPTH]
        ranking: list[int] = self.ids[places[order]].tolist()
        return ranking

    def _score(self, query: Resolved, weights: Weights) -> tuple[Mask, Numbers]:
        count = len(self.ids)
        match query:
            case Terms():
                return self._score_terms(query, weights)
            case Starts(fields, prefix):
                boosts = ((weights.boost(name), self._starting(Starts((name,), prefix))) for name in fields)
                scores: Numbers = np.sum([boost * found for boost, found in boosts], axis=0)
                return scores > 0, scores
            case Conjunction(parts) | Disjunction(parts):
                together = np.logical_and if isinstance(query, Conjunction) else np.logical_or
                scored = [self._score(part, weights) for part in parts]
                mask: Mask = together.reduce([found for found, _ in scored])
                total: Numbers = np.sum([found * scores for found, scores in scored], axis=0)
                return mask, total
            case _:
                whole = np.array([matches(query, document) for document in self._documents], dtype=np.bool_)
                return whole, np.zeros(count)

    def _score_terms(self, terms: Terms, weights: Weights) -> tuple[Mask, Numbers]:
        found, scores = np.zeros(len(self.ids), dtype=np.bool_), np.zeros(len(self.ids))
        for name in terms.fields:
            held = [posted for tokens in terms.readings if len((posted := self._together(name, tokens))[0])]
            if not held:
                continue
            rarity = weights.boost(name) * min(self._rarity(name, tokens) for tokens in terms.readings)
            b, lengths = weights.b_of(name), self._relative_lengths(name, weights.holders)
            for places, freqs in held:
                found[places] = True
                damped = freqs + weights.k1 * (1 - b + b * lengths[places])
                scores[places] += rarity * freqs * (weights.k1 + 1) / damped
        return found, scores

    def _pairs(self, query: Conjunction | Disjunction, weights: Weights) -> Numbers:
        """What neighbours in the query score as phrases."""
        terms = [part for part in query.parts if isinstance(part, Terms)]
        pairs = (
            Terms(one.fields, one.tokens + two.tokens)
            for one, two in pairwise(terms)
            if one.fields == two.fields
        )
        return sum((self._score_terms(pair, weights)[1] for pair in pairs), np.zeros(len(self.ids)))

    def _rarity(self, name: str, tokens: tuple[str, ...]) -> float:
        holders = (len(self._together(name, (token,))[0]) for token in tokens)
        return sum(bm25.idf(count, len(self.ids)) for count in holders)

    def _relative_lengths(self, name: str, holders: bool) -> Numbers:
        lengths = self._lengths[name]
        counted = np.count_nonzero(lengths) if holders else len(lengths)
        relative: Numbers = lengths * (counted / max(1.0, lengths.sum()))
        return relative

    def _index(self, name: str) -> dict[str, Places]:
        """Places of each token, ascending: its document's number times ``_DOCUMENT``, and its position."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, document in enumerate(self._documents):
            start = number * _DOCUMENT
            for run in document.runs[name]:
                for position, token in enumerate(run, start):
                    found[token].append(position)
                start += len(run) + 1  # no phrase spans two values
        return {token: np.array(places, dtype=np.int64) for token, places in found.items()}

    def _count_together(self, name: str, tokens: tuple[str, ...]) -> tuple[Places, Numbers]:
        """Numbers of the documents in which the tokens stand together, and how often."""
        held = [self._places[name].get(token, _NOWHERE) for token in tokens]
        together = held[0]
        for distance, places in enumerate(held[1:], 1):
            together = np.intersect1d(together, places - distance, assume_unique=True)
        documents, counts = np.unique(together // _DOCUMENT, return_counts=True)
        return documents, counts.astype(np.float64)

    def _find_starting(self, starts: Starts) -> Mask:
        return np.array([matches(starts, document) for document in self._documents], dtype=np.bool_)
