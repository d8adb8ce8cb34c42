"""Measures of ranking quality. All are between 0 and 1, 1 is best.

``ranking``: document ids, best first, none twice. ``judged``: id -> grade; 0 or absent: not relevant.
A query without any relevant document has no measure: leave it out.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


def ndcg(ranking: Sequence[T], judged: Mapping[T, int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain with the grade itself as gain, as trec_eval's ndcg_cut.

    Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002).
    """
    best = sorted(judged.values(), reverse=True)
    return _dcg([judged.get(item, 0) for item in ranking[:depth]]) / _dcg(best[:depth])


def _dcg(gains: Sequence[int]) -> float:
    return math.fsum(max(gain, 0) / math.log2(rank + 2) for rank, gain in enumerate(gains))


def average_precision(ranking: Sequence[T], judged: Mapping[T, int]) -> float:
    """Mean of the precisions at the rank of each relevant document, 0 for one not found.

    Its mean over queries is MAP; see Manning, Raghavan and Schütze, "Introduction to Information
    Retrieval" (2008), 8.4.
    """
    found, total = 0, 0.0
    for rank, item in enumerate(ranking, 1):
        if judged.get(item, 0) > 0:
            found += 1
            total += found / rank
    return total / _relevant(judged)


def recall(ranking: Sequence[T], judged: Mapping[T, int], depth: int) -> float:
    """Share of the relevant documents among the first ``depth``."""
    return sum(judged.get(item, 0) > 0 for item in ranking[:depth]) / _relevant(judged)


def best_first(ranking: Sequence[T], judged: Mapping[T, int]) -> float:
    """1 if a document of the highest grade stands first, else 0."""
    return float(bool(ranking) and judged.get(ranking[0], 0) == max(judged.values()))


def _relevant(judged: Mapping[T, int]) -> int:
    return sum(grade > 0 for grade in judged.values())
