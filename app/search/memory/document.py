"""A document in the in-memory engine, and whether a query matches it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from app.search.analysis import Analyzer, fold_keyword
from app.search.engine import DateFilter, Document, KeywordFilter, SearchRequest, language_of
from app.search.expansion import stands_for
from app.search.fields import FIELDS, Kind
from app.search.folding import spelling
from app.search.proof import fingerprint
from app.search.resolved import (
    Conjunction,
    Disjunction,
    Everything,
    Leaf,
    Near,
    Negation,
    Nothing,
    Repeated,
    Resolved,
    Terms,
    Weighted,
    Within,
)


@dataclass(frozen=True, slots=True)
class Indexed:
    """A document taken apart, by field name.

    ``runs``: the tokens of each value in their order (a text field is one value): stems in text
    fields, surfaces in keyword fields. ``surfaces``: all surfaces. ``written``: words with accents,
    as written. ``keywords``: folded values. ``spellings``: the same as they are shown.
    """

    id: int
    runs: dict[str, tuple[tuple[str, ...], ...]]
    surfaces: dict[str, frozenset[str]]
    written: dict[str, frozenset[str]]
    keywords: dict[str, frozenset[str]]
    spellings: dict[str, frozenset[str]]
    dates: dict[str, int | None]
    fingerprint: int

    def frequency(self, field: str, tokens: tuple[str, ...]) -> int:
        """How often the tokens stand together in the field."""
        return sum(len(_places(run, (tokens,))) for run in self.runs.get(field, ()))

    def length(self, field: str) -> int:
        return sum(map(len, self.runs.get(field, ())))


def take_apart(document: Document, analyzer: Analyzer) -> Indexed:
    """The document as it is searched."""
    language = language_of(document)
    runs: dict[str, tuple[tuple[str, ...], ...]] = {}
    surfaces: dict[str, frozenset[str]] = {}
    written: dict[str, frozenset[str]] = {}
    for field in FIELDS:
        values = _values(document, field.name, field.kind)
        is_text = field.kind is Kind.TEXT
        words = [analyzer.words(value, language if is_text else "") for value in values]
        part = "stem" if is_text else "surface"
        runs[field.name] = tuple(tuple(getattr(word, part) for word in run) for run in words)
        surfaces[field.name] = frozenset(word.surface for run in words for word in run)
        written[field.name] = frozenset(word.written for run in words for word in run)
    keywords = {name: frozenset(map(fold_keyword, values)) for name, values in document.keywords.items()}
    spellings = {name: frozenset(map(spelling, values)) for name, values in document.keywords.items()}
    return Indexed(
        document.id, runs, surfaces, written, keywords, spellings, dict(document.dates), fingerprint(document)
    )


def _places(run: tuple[str, ...], readings: Iterable[tuple[str, ...]]) -> set[tuple[int, int]]:
    """Where any of the readings stands in the run: its first word and its last."""
    return {
        (start, start + len(tokens) - 1)
        for tokens in readings
        for start in range(len(run))
        if run[start : start + len(tokens)] == tokens
    }


def _values(document: Document, field: str, kind: Kind) -> tuple[str, ...]:
    if kind is Kind.TEXT:
        return (document.texts.get(field, ""),)
    return document.keywords.get(field, ())


def matches(query: Resolved, document: Indexed) -> bool:
    """Whether the document is among those the query asks for."""
    match query:
        case Everything():
            return True
        case Nothing():
            return False
        case Within(field, start, end):
            return _is_within(document, DateFilter(field, start, end))
        case Weighted(part):
            return matches(part, document)
        case Conjunction(parts):
            return all(matches(part, document) for part in parts)
        case Disjunction(parts):
            return any(matches(part, document) for part in parts)
        case Negation(part):
            return not matches(part, document)
        case _:
            return any(_matches_in(field, query, document) for field in query.fields)


def _matches_in(field: str, leaf: Leaf, document: Indexed) -> bool:
    match leaf:
        case Terms():
            return any(document.frequency(field, tokens) for tokens in leaf.readings)
        case Near():
            return is_near(leaf, field, document)
        case Repeated():
            return is_repeated(leaf, field, document)
        case _:
            return any(stands_for(leaf, word) for word in document.surfaces[field])


def is_near(query: Near, field: str, document: Indexed) -> bool:
    """Whether the parts are near each other in the field."""
    return any(
        _fits(chosen, query)
        for run in document.runs.get(field, ())
        for chosen in product(*(_places(run, part.readings) for part in query.parts))
    )


def _fits(chosen: Sequence[tuple[int, int]], query: Near) -> bool:
    """Whether the parts, each from its first word to its last, are near enough."""
    if query.ordered:
        between = [after[0] - before[1] - 1 for before, after in pairwise(chosen)]
        return min(between) >= 0 and sum(between) <= query.distance
    return max(first for first, _ in chosen) - min(last for _, last in chosen) - 1 <= query.distance


def is_repeated(query: Repeated, field: str, document: Indexed) -> bool:
    """Whether the words stand in the field as often as asked."""
    starts = [
        (number, first)
        for number, run in enumerate(document.runs.get(field, ()))
        for first, _ in _places(run, query.terms.readings)
    ]
    return len(set(starts)) >= query.times


def passes(document: Indexed, request: SearchRequest, but_on: str = "") -> bool:
    """Whether the document is within every filter, those on the field ``but_on`` left out."""
    keywords = (keyword for keyword in request.keywords if keyword.field != but_on)
    return (
        document.id > request.since_id
        and (request.ids is None or (document.id in request.ids.ids) is not request.ids.exclude)
        and all(_has_keyword(document, keyword) for keyword in keywords)
        and all(_is_within(document, date) for date in request.dates)
    )


def _has_keyword(document: Indexed, wanted: KeywordFilter) -> bool:
    held = document.keywords.get(wanted.field, frozenset())
    return held.isdisjoint(map(fold_keyword, wanted.values)) == wanted.exclude


def _is_within(document: Indexed, wanted: DateFilter) -> bool:
    date = document.dates.get(wanted.field)
    if date is None:
        return False
    return (wanted.start is None or wanted.start <= date) and (wanted.end is None or date < wanted.end)
