"""BM25's constants and inverse document frequency, for every engine that ranks.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009); the idf
is the one that is never negative and near zero for words that stand in every article.
"""

import math

#: How slowly more of the same word stops to count. Chosen on TIME and Cranfield, see ARCHITECTURE.md.
K1 = 2.0
#: How much long articles are held back, 0 to 1.
B = 0.75
#: What an article gains that writes a word with the accents of the query, in idfs of the word.
ACCENTS = 1.0


def idf(holders: int, documents: int) -> float:
    """The weight of a term that ``holders`` of ``documents`` hold: ln(1 + (N - n + 0.5) / (n + 0.5))."""
    return math.log(1 + (documents - holders + 0.5) / (holders + 0.5))
