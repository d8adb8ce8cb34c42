"""From the resolved query to Whoosh's query classes."""

from collections.abc import Callable, Iterable, Iterator

from whoosh import matching, query
from whoosh.reading import IndexReader
from whoosh.searching import SearchContext, Searcher

from app.errors import QueryError
from app.search.fields import BY_NAME, Kind
from app.search.resolve import (
    Conjunction,
    Disjunction,
    Everything,
    Negation,
    Nothing,
    Resolved,
    Starts,
    Terms,
)
from app.search.whoosh.schema import forms, words

#: Called now and then; raises when the search has run out of time.
Check = Callable[[], None]


class TermSet(query.Query):
    """Documents that hold any of these terms, each scoring ``boost``.

    Unlike Whoosh's own multi-term queries it checks the deadline while it gathers.
    """

    def __init__(self, terms: frozenset[tuple[str, bytes]], boost: float, check: Check) -> None:
        self.terms_wanted = terms
        self.boost = boost
        self.check = check

    def estimate_size(self, reader: IndexReader) -> int:
        """At most so many documents match; Whoosh begins with the rarest part."""
        return sum(int(reader.doc_frequency(*term)) for term in self.terms_wanted)

    def matcher(self, searcher: Searcher, context: SearchContext) -> matching.Matcher:
        ids: set[int] = set()
        for field, term in self.terms_wanted:
            ids.update(postings(searcher.reader(), field, term))
            self.check()
        if not ids:
            return matching.NullMatcher()
        return matching.ListMatcher(sorted(ids), all_weights=self.boost)


class Without(query.Query):  # Whoosh's own AndNot lets through a first match that it should refuse
    """Documents of ``wanted``, with its scores, that ``refused`` does not match."""

    def __init__(self, wanted: query.Query, refused: query.Query) -> None:
        self.wanted = wanted
        self.refused = refused

    def estimate_size(self, reader: IndexReader) -> int:
        size: int = self.wanted.estimate_size(reader)
        return size

    def matcher(self, searcher: Searcher, context: SearchContext) -> matching.Matcher:
        unscored = self.refused.matcher(searcher, context.set(weighting=None))
        refused = set(unscored.all_ids())
        return matching.FilterMatcher(self.wanted.matcher(searcher, context), refused, exclude=True)


def postings(reader: IndexReader, field: str, term: bytes) -> Iterable[int]:
    """Documents of one segment that hold the term and are not deleted."""
    found: Iterable[int] = reader.postings(field, term).all_ids() if (field, term) in reader else ()
    return found


class Compiler:
    """Compiles for one snapshot of the index, whose terms prefixes stand for."""

    def __init__(self, reader: IndexReader, *, prefix_max_terms: int, check: Check) -> None:
        self._reader = reader
        self._prefix_max_terms = prefix_max_terms
        self._check = check

    def compile(self, resolved: Resolved) -> query.Query:
        """Raises QueryError when a prefix stands for too many terms."""
        match resolved:
            case Everything():
                return query.Every()
            case Nothing():
                return query.NullQuery
            case Terms(names, tokens):
                return query.Or([_terms(name, tokens) for name in names])
            case Starts(names, prefix):
                return query.Or([self._starts(name, prefix) for name in names])
            case Conjunction(parts):
                return self._conjunction(parts)
            case Disjunction(parts):
                return query.Or([self.compile(part) for part in parts])
            case Negation():
                return self._conjunction((resolved,))

    def _conjunction(self, parts: tuple[Resolved, ...]) -> query.Query:
        wanted = [self.compile(part) for part in parts if not isinstance(part, Negation)]
        refused = [self.compile(part.part) for part in parts if isinstance(part, Negation)]
        positive = query.And(wanted) if wanted else query.Every()
        return Without(positive, query.Or(refused)) if refused else positive

    def _starts(self, field: str, prefix: str) -> query.Query:
        name = forms(field) if BY_NAME[field].kind is Kind.TEXT else words(field)
        terms = frozenset((name, term) for term in self._expand(name, prefix))
        return TermSet(terms, BY_NAME[field].boost, self._check)

    def _expand(self, field: str, prefix: str) -> Iterator[bytes]:
        for count, term in enumerate(self._reader.expand_prefix(field, prefix)):
            if count == self._prefix_max_terms:
                raise QueryError(f"{prefix}* stands for more than {count} words: write more letters of it")
            if count % 64 == 0:
                self._check()
            yield term


def _terms(field: str, tokens: tuple[str, ...]) -> query.Query:
    boost = BY_NAME[field].boost
    name = field if BY_NAME[field].kind is Kind.TEXT else words(field)
    if len(tokens) == 1:
        return query.Term(name, tokens[0], boost=boost)
    return query.Phrase(name, list(tokens), boost=boost)
