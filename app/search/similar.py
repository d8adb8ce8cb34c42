"""Articles like one: the query that its own best words make, the same for every engine.

A word weighs (K1 + 1) f / (K1 + f) · idf, f its frequency in the article with the boosts of the fields:
BM25's weight of a term (see ``bm25``) without the article's length, which is the same for all its words.
The best are asked for with OR, boosted by their weight, as Lucene's MoreLikeThis does with tf · idf.
"""

from collections import defaultdict
from collections.abc import Callable

from app.search.analysis import Analyzer
from app.search.bm25 import K1, idf
from app.search.engine import Document, language_of
from app.search.fields import BY_NAME, TEXT_FIELDS
from app.search.resolved import Resolved, Terms, Weighted, disjunction

#: Words of the article that are asked for.
BEST = 25
#: Words that fewer articles have are its own alone.
_LEAST = 2
#: A word that more than this share of the articles has says nothing.
_MOST = 0.25


def query_like(
    document: Document, analyzer: Analyzer, holders: Callable[[str], int], documents: int
) -> Resolved:
    """The best words of ``document``; ``holders``: how many of all ``documents`` have a stem in one field."""
    frequencies: defaultdict[str, float] = defaultdict(float)
    for field in TEXT_FIELDS:
        for word in analyzer.words(document.texts.get(field, ""), language_of(document)):
            frequencies[word.stem] += BY_NAME[field].boost
    weights: dict[str, float] = {}
    for stem, frequency in frequencies.items():
        held = holders(stem)
        if _LEAST <= held <= max(_LEAST, _MOST * documents):
            weights[stem] = (K1 + 1) * frequency / (K1 + frequency) * idf(held, documents)
    best = sorted(weights, key=lambda stem: (-weights[stem], stem))[:BEST]
    return disjunction(
        [Weighted(Terms(TEXT_FIELDS, (stem,)), weights[stem] / weights[best[0]]) for stem in best]
    )
