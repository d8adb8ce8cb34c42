"""BM25 over arrays.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009):
``idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average))``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from app.search.whoosh.columnar.arrays import Array


@dataclass(frozen=True, slots=True)
class Weighting:
    """The constants of BM25. ``idf(holders, documents)`` weighs a term that so many of so many hold."""

    k1: float
    b: float
    idf: Callable[[int, int], float]


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores one term: ``weight * tf / (tf + fixed + by_length * length)``."""

    weight: float
    fixed: float
    by_length: float

    def scores(self, freqs: Array, lengths: Array) -> Array:
        """float64, one for each frequency and length of field."""
        often = freqs.astype(np.float64)  # once, not in each step
        below = lengths * self.by_length
        below += self.fixed
        below += often
        scores = np.divide(often, below, out=below)
        scores *= self.weight
        return scores


@lru_cache(maxsize=1024)
def scorer(weighting: Weighting, holders: int, documents: int, field_length: int, boost: float) -> Scorer:
    """For a term that ``holders`` of ``documents`` hold in a field that is ``field_length`` words in all."""
    average = field_length / documents or 1.0
    return Scorer(
        weight=boost * weighting.idf(holders, documents) * (weighting.k1 + 1),
        fixed=weighting.k1 * (1 - weighting.b),
        by_length=weighting.k1 * weighting.b / average,
    )
