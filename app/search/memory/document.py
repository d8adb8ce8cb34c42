"""A document in the in-memory engine, and whether a query matches it."""

from dataclasses import dataclass

from app.search.analysis import Analyzer, fold_keyword
from app.search.engine import DateFilter, Document, KeywordFilter, SearchRequest, language_of
from app.search.fields import FIELDS, Kind
from app.search.folding import spelling
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

    def frequency(self, field: str, tokens: tuple[str, ...]) -> int:
        """How often the tokens stand together in the field."""
        return sum(
            run[start : start + len(tokens)] == tokens
            for run in self.runs.get(field, ())
            for start in range(len(run))
        )

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
    return Indexed(document.id, runs, surfaces, written, keywords, spellings, dict(document.dates))


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
        case Terms(fields):
            return any(document.frequency(field, tokens) for field in fields for tokens in query.readings)
        case Starts(fields, prefix):
            return any(word.startswith(prefix) for field in fields for word in document.surfaces[field])
        case Conjunction(parts):
            return all(matches(part, document) for part in parts)
        case Disjunction(parts):
            return any(matches(part, document) for part in parts)
        case Negation(part):
            return not matches(part, document)


def passes(document: Indexed, request: SearchRequest, but_on: str = "") -> bool:
    """Whether the document is within every filter, those on the field ``but_on`` left out."""
    keywords = (keyword for keyword in request.keywords if keyword.field != but_on)
    return (
        document.id > request.since_id
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
