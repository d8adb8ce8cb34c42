"""BM25 by the book, for the in-memory engine."""

import math
from collections.abc import Sequence
from functools import cache

from app.search.bm25 import ACCENTS, K1, B, idf
from app.search.expansion import stands_for
from app.search.fields import BY_NAME
from app.search.memory.document import Indexed, is_near, is_repeated, matches
from app.search.resolved import (
    Close,
    Conjunction,
    Disjunction,
    Expanded,
    Like,
    Near,
    Repeated,
    Resolved,
    Starts,
    Terms,
    Weighted,
)


class Scorer:
    """Scores documents of one corpus.

    Each field is scored by itself and the sum weighted with the boosts of the field table. Tokens
    that stand together count as one term, whose idf is the sum of theirs. The same words in several
    languages count as one term, too, with the least of the idfs: else a word of the archive's minor
    languages would seem rare and outweigh the others. A prefix, pattern or fuzzy word scores the boosts of
    the fields it is found in. What is near or repeats scores in those fields where it does, as its words and
    phrases do there by themselves. Negations, dates and "everything" score nothing.
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
            case Starts() | Like() | Close():
                return sum(_expanded_score(field, query, document) for field in query.fields)
            case Near(parts):
                near = [field for field in query.fields if is_near(query, field, document)]
                return sum(self._bm25(field, part, document) for field in near for part in parts)
            case Repeated(terms):
                often = [field for field in query.fields if is_repeated(query, field, document)]
                return sum(self._bm25(field, terms, document) for field in often)
            case Weighted(part, factor):
                return factor * self.score(part, document)
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


def _expanded_score(field: str, query: Expanded, document: Indexed) -> float:
    found = any(stands_for(query, word) for word in document.surfaces[field])
    return BY_NAME[field].boost if found else 0.0
