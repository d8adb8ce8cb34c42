"""From the resolved query to Whoosh's query classes."""

from collections.abc import Callable, Iterable, Iterator

from whoosh import matching, query
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

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

    def matcher(self, searcher: Searcher, context: object = None) -> matching.Matcher:
        ids: set[int] = set()
        for field, term in self.terms_wanted:
            ids.update(postings(searcher.reader(), field, term))
            self.check()
        if not ids:
            return matching.NullMatcher()
        return matching.ListMatcher(sorted(ids), all_weights=self.boost)


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
        """Whoosh's And and Not do not combine in every order; AndNot of two sides does."""
        wanted = [self.compile(part) for part in parts if not isinstance(part, Negation)]
        refused = [self.compile(part.part) for part in parts if isinstance(part, Negation)]
        positive = query.And(wanted) if wanted else query.Every()
        return query.AndNot(positive, query.Or(refused)) if refused else positive

    def _starts(self, field: str, prefix: str) -> query.Query:
        is_text = BY_NAME[field].kind is Kind.TEXT
        asked = (field, forms(field)) if is_text else (words(field),)
        terms = frozenset(self._expand(asked, prefix))
        return TermSet(terms, BY_NAME[field].boost, self._check)

    def _expand(self, asked: Iterable[str], prefix: str) -> Iterator[tuple[str, bytes]]:
        count = 0
        for field in asked:
            for term in self._reader.expand_prefix(field, prefix):
                count += 1
                if count > self._prefix_max_terms:
                    limit = self._prefix_max_terms
                    raise QueryError(
                        f"{prefix}* stands for more than {limit} words: write more letters of it"
                    )
                if count % 64 == 0:
                    self._check()
                yield field, term


def _terms(field: str, tokens: tuple[str, ...]) -> query.Query:
    boost = BY_NAME[field].boost
    name = field if BY_NAME[field].kind is Kind.TEXT else words(field)
    if len(tokens) == 1:
        return query.Term(name, tokens[0], boost=boost)
    return query.Phrase(name, list(tokens), boost=boost)
