"""BM25 by the book, for the in-memory engine."""

import math
from collections.abc import Sequence
from functools import cache

from app.search.bm25 import ACCENTS, K1, B, idf
from app.search.fields import BY_NAME
from app.search.memory.document import Indexed, matches
from app.search.resolve import Conjunction, Disjunction, Resolved, Starts, Terms


class Scorer:
    """Scores documents of one corpus.

    Each field is scored by itself and the sum weighted with the boosts of the field table. Tokens
    that stand together count as one term, whose idf is the sum of theirs. The same words in several
    languages count as one term, too, with the least of the idfs: else a word of the archive's minor
    languages would seem rare and outweigh the others. A prefix scores the boosts of the fields it is
    found in; negations and "everything" score nothing.
    """

    def __init__(self, corpus: Sequence[Indexed]) -> None:
        self._corpus = corpus
        self._idf = cache(self._count_idf)
        self._mean_length = cache(self._count_mean_length)

    def score(self, query: Resolved, document: Indexed) -> float:
        """The document's score, 0 or more, for a query that it matches."""
        match query:
            case Terms(fields):
                return sum(self._bm25(field, query, document) for field in fields)
            case Starts(fields, prefix):
                return sum(_prefix_score(field, prefix, document) for field in fields)
            case Conjunction(parts) | Disjunction(parts):
                matching = (part for part in parts if matches(part, document))
                return math.fsum(self.score(part, document) for part in matching)
            case _:
                return 0.0

    def _bm25(self, field: str, terms: Terms, document: Indexed) -> float:
        frequencies = [document.frequency(field, tokens) for tokens in terms.readings]
        if not any(frequencies):
            return 0.0
        damping = K1 * (1 - B + B * document.length(field) / self._mean_length(field))
        saturated = sum(frequency * (K1 + 1) / (frequency + damping) for frequency in frequencies)
        if terms.written and terms.written <= document.written[field]:
            saturated += ACCENTS
        return BY_NAME[field].boost * self._rarity(field, terms) * saturated

    def _rarity(self, field: str, terms: Terms) -> float:
        return min(sum(self._idf(field, token) for token in tokens) for tokens in terms.readings)

    def _count_idf(self, field: str, token: str) -> float:
        holders = sum(document.frequency(field, (token,)) > 0 for document in self._corpus)
        return idf(holders, len(self._corpus))

    def _count_mean_length(self, field: str) -> float:
        """Mean over all documents, those without the field among them, as Whoosh has it."""
        return sum(document.length(field) for document in self._corpus) / len(self._corpus)


def _prefix_score(field: str, prefix: str, document: Indexed) -> float:
    found = any(word.startswith(prefix) for word in document.surfaces[field])
    return BY_NAME[field].boost if found else 0.0
