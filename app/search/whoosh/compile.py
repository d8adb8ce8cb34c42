"""From the resolved query to Whoosh's query classes, for one snapshot of the index."""

from whoosh import query

from app.search import bm25
from app.search.analysis import TAGS
from app.search.fields import BY_NAME, TEXT_FIELDS, Kind
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
from app.search.whoosh.columnar.snapshot import Snapshot
from app.search.whoosh.documents import forms, words, written


def tags_in(snapshot: Snapshot) -> frozenset[str]:
    """The marks of stems that there are in the index: other languages need not be asked for."""
    return frozenset(tag for tag in TAGS if any(_has_tag(snapshot, name, tag) for name in TEXT_FIELDS))


def _has_tag(snapshot: Snapshot, field: str, tag: str) -> bool:
    marked = f"{tag}:".encode()
    return any(segment.terms(field).starting_with(marked) for segment in snapshot.segments)


def compile_query(resolved: Resolved, snapshot: Snapshot) -> query.Query:
    """The query for this snapshot, whose statistics weigh the readings of a word against each other."""
    match resolved:
        case Everything():
            return query.Every()
        case Nothing():
            return query.NullQuery
        case Terms(names):
            return query.Or([_in_field(name, resolved, snapshot) for name in names])
        case Starts(names, prefix):
            return query.Or([_starts(name, prefix) for name in names])
        case Conjunction(parts):
            return query.And([compile_query(part, snapshot) for part in parts])
        case Disjunction(parts):
            return query.Or([compile_query(part, snapshot) for part in parts])
        case Negation(part):
            return query.Not(compile_query(part, snapshot))


def _in_field(field: str, terms: Terms, snapshot: Snapshot) -> query.Query:
    """A part for each language that may have the words, each as if as rare as the least rare of them."""
    name = field if BY_NAME[field].kind is Kind.TEXT else words(field)
    boost = BY_NAME[field].boost
    if not terms.others and not terms.written:
        return _together(name, terms.tokens, boost)
    rarities = {tokens: _rarity(name, tokens, snapshot) for tokens in terms.readings}
    least = min(rarities.values())
    found = query.Or([_together(name, tokens, boost * least / rarity) for tokens, rarity in rarities.items()])
    if not terms.written:
        return found
    as_written = query.And([query.Term(written(field), word) for word in sorted(terms.written)])
    return query.AndMaybe(found, query.ConstantScoreQuery(as_written, bm25.ACCENTS * boost * least))


def _rarity(name: str, tokens: tuple[str, ...], snapshot: Snapshot) -> float:
    holders = (snapshot.document_frequency(name, token.encode()) for token in tokens)
    return sum(bm25.idf(count, snapshot.count) for count in holders)


def _together(name: str, tokens: tuple[str, ...], boost: float) -> query.Query:
    if len(tokens) == 1:
        return query.Term(name, tokens[0], boost=boost)
    return query.Phrase(name, list(tokens), boost=boost)


def _starts(field: str, prefix: str) -> query.Query:
    name = forms(field) if BY_NAME[field].kind is Kind.TEXT else words(field)
    return query.Prefix(name, prefix, boost=BY_NAME[field].boost)
