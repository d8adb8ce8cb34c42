"""Whoosh's query classes that do not do as they say, mended, so that the rest can be compared.

In Whoosh 2.7.4

- AndNot lets through a first hit that it should refuse, and Require is AndNot by mistake;
- Not finds deleted documents behind the last one it refuses, and scores 1;
- AndMaybe forgets the optional score after skipping;
- DisjunctionMax takes the score of the next document of a part that does not match this one;
- Or of three or more in a small segment loses hits that score 0;
- FuzzyTerm does not count swapped letters as one edit within a segment, although its readers say so;
- queries that stand for several terms score by one term, two, or more in three different ways.
"""

from abc import abstractmethod
from collections.abc import Iterator

from whoosh import matching, query
from whoosh.reading import IndexReader
from whoosh.searching import SearchContext, Searcher

Scores = dict[int, float]


def mend(asked: query.Query) -> query.Query:
    """The same tree with mended classes in it."""
    if isinstance(asked, query.BinaryQuery):
        return _BINARY[type(asked)](mend(asked.a), mend(asked.b))
    match asked:
        case query.Not():
            return Without(query.Every(), mend(asked.query), score=0.0)
        case query.ConstantScoreQuery():
            return query.ConstantScoreQuery(mend(asked.child), asked.score)
        case query.FuzzyTerm():
            near = Near(asked.fieldname, asked.text, maxdist=asked.maxdist, prefixlength=asked.prefixlength)
            return query.ConstantScoreQuery(near, asked.boost)
        case query.MultiTerm():
            return query.ConstantScoreQuery(asked, asked.boost)
        case query.CompoundQuery():
            return _compound(asked, [mend(part) for part in asked.subqueries])
    return asked


def _compound(asked: query.CompoundQuery, parts: list[query.Query]) -> query.Query:
    match asked:
        case query.And():
            return query.And(parts, boost=asked.boost)
        case query.Or():
            either = query.Or(parts, boost=asked.boost)
            either.matcher_type = query.Or.DEFAULT_MATCHER
            return either
    return Best(parts, asked.boost)


class Near(query.FuzzyTerm):
    def _btexts(self, reader: IndexReader) -> Iterator[bytes]:
        words = IndexReader.terms_within(reader, self.fieldname, self.text, self.maxdist, self.prefixlength)
        return (word.encode() for word in words)


class _Gathered(query.Query):
    """Gathers all hits of its parts in a segment before it combines them."""

    @abstractmethod
    def combine(self, found: list[Scores]) -> Scores: ...

    def __init__(self, *parts: query.Query) -> None:
        self.parts = parts

    def estimate_size(self, reader: IndexReader) -> int:
        size: int = reader.doc_count_all()
        return size

    def matcher(self, searcher: Searcher, context: SearchContext) -> matching.Matcher:
        scores = self.combine([_scores(part.matcher(searcher, context)) for part in self.parts])
        ids = sorted(scores)
        return matching.ListMatcher(ids, [scores[id_] for id_ in ids]) if ids else matching.NullMatcher()


def _scores(matcher: matching.Matcher) -> Scores:
    scores: Scores = {}
    while matcher.is_active():
        scores[matcher.id()] = matcher.score()
        matcher.next()
    return scores


class Without(_Gathered):
    def __init__(self, wanted: query.Query, refused: query.Query, score: float | None = None) -> None:
        super().__init__(wanted, refused)
        self.score = score

    def combine(self, found: list[Scores]) -> Scores:
        wanted, refused = found
        kept = {number: score for number, score in wanted.items() if number not in refused}
        return kept if self.score is None else dict.fromkeys(kept, self.score)


class Both(_Gathered):
    def combine(self, found: list[Scores]) -> Scores:
        wanted, required = found
        return {number: score for number, score in wanted.items() if number in required}


class Optional(_Gathered):
    def combine(self, found: list[Scores]) -> Scores:
        wanted, other = found
        return {number: score + other.get(number, 0.0) for number, score in wanted.items()}


class Best(_Gathered):
    def __init__(self, parts: list[query.Query], boost: float) -> None:
        super().__init__(*parts)
        self.boost = boost

    def combine(self, found: list[Scores]) -> Scores:
        numbers = set().union(*found)
        return {
            number: self.boost * max(scores[number] for scores in found if number in scores)
            for number in numbers
        }


_BINARY = {query.AndNot: Without, query.Require: Both, query.AndMaybe: Optional}
