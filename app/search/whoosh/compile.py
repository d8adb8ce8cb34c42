"""From the resolved query to Whoosh's query classes, for one snapshot of the index."""

from whoosh import query

from app.search import bm25
from app.search.analysis import TAGS
from app.search.expansion import FUZZY_SAME
from app.search.fields import BY_NAME, TEXT_FIELDS, Kind
from app.search.resolved import (
    Conjunction,
    Disjunction,
    Everything,
    Expanded,
    Leaf,
    Like,
    Near,
    Negation,
    Nothing,
    Repeated,
    Resolved,
    Starts,
    Terms,
    Weighted,
    Within,
)
from app.search.whoosh.columnar import queries
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
        case Conjunction(parts):
            return query.And([compile_query(part, snapshot) for part in parts])
        case Disjunction(parts):
            return query.Or([compile_query(part, snapshot) for part in parts])
        case Negation(part):
            return query.Not(compile_query(part, snapshot))
        case Weighted(part, factor):
            return query.And([compile_query(part, snapshot)], boost=factor)
        case Within(name, start, end):
            return query.NumericRange(name, start, end, endexcl=True, boost=0.0)
        case _:
            return query.Or([_leaf(name, resolved, snapshot) for name in resolved.fields])


def _leaf(field: str, leaf: Leaf, snapshot: Snapshot) -> query.Query:
    """The leaf in one field. Being near or repeated scores nothing itself: the words do."""
    match leaf:
        case Terms():
            return _terms(field, leaf, snapshot)
        case Near(parts, distance, ordered):
            readings = tuple(part.readings for part in parts)
            near = queries.Near(_name(field), readings, distance, ordered)
            return query.And([near, *(_terms(field, part, snapshot) for part in parts)])
        case Repeated(terms, times):
            repeated = queries.Repeated(_name(field), terms.readings, times)
            return query.And([repeated, _terms(field, terms, snapshot)])
        case _:
            return _expanded(field, leaf)


def _name(field: str) -> str:
    """The index's field with words and their places."""
    return field if BY_NAME[field].kind is Kind.TEXT else words(field)


def _terms(field: str, terms: Terms, snapshot: Snapshot) -> query.Query:
    """A part for each language that may have the words, each as if as rare as the least rare of them."""
    name = _name(field)
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


def _expanded(field: str, leaf: Expanded) -> query.Query:
    """By surface: of text fields these are kept apart."""
    boost = BY_NAME[field].boost
    name = forms(field) if BY_NAME[field].kind is Kind.TEXT else words(field)
    match leaf:
        case Starts(_, prefix):
            return query.Prefix(name, prefix, boost=boost)
        case Like(_, pattern):
            return query.Wildcard(name, pattern, boost=boost)
    return query.FuzzyTerm(name, leaf.text, boost=boost, maxdist=leaf.edits, prefixlength=FUZZY_SAME)
