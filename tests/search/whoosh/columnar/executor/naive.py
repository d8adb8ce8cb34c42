"""What a query means, document by document, without an index. Slow, plain, obviously right."""

import fnmatch
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from whoosh import query

from app.search.whoosh.columnar.columns import GAP, Prepared
from app.search.whoosh.columnar.executor import Weighting
from app.search.whoosh.columnar.queries import AnyTerm, Near, Readings, Repeated

WEIGHTING = Weighting(1.2, 0.75, lambda holders, documents: math.log(documents / (holders + 1)) + 1)


@dataclass(frozen=True)
class Document:
    """``words``: field -> word -> places. ``sets``: field -> terms. Fields of sets are without places."""

    words: dict[str, dict[str, list[int]]]
    sets: dict[str, set[str]]
    numbers: dict[str, int | None]
    deleted: bool

    def terms(self, name: str) -> set[str]:
        return set(self.words.get(name, {})) | self.sets.get(name, set())

    def length(self, name: str) -> int:
        return sum(map(len, self.words.get(name, {}).values()))


def document(prepared: Prepared, deleted: bool) -> Document:
    sets = {name: set(terms) for name, terms in prepared.terms.items()}
    words = {name: _places(values) for name, values in prepared.words.items()}
    return Document(words, sets, dict(prepared.numbers), deleted)


def _places(values: Sequence[Sequence[str]]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    start = 0
    for value in values:
        for offset, word in enumerate(value):
            places.setdefault(word, []).append(start + offset)
        start += len(value) + GAP
    return places


@dataclass
class Naive:
    """All documents of an index, deleted ones among them."""

    documents: Sequence[Document]
    _weights: dict[tuple[str, str], float] = field(default_factory=dict)
    _averages: dict[str, float] = field(default_factory=dict)

    def score(self, asked: query.Query, held: Document) -> float | None:
        """None: it does not match."""
        match asked:
            case query.Term():
                return self._term(asked.fieldname, asked.text, asked.boost, held)
            case query.Phrase():
                return self._phrase(asked, held)
            case AnyTerm():
                wanted = {term.decode() for term in asked.terms_wanted}
                return asked.boost if wanted & held.terms(asked.field_name) else None
            case Near() | Repeated():
                return 0.0 if _is_placed(asked, held.words.get(asked.field_name, {})) else None
            case query.Every():
                return asked.boost if asked.fieldname is None or _has(held, asked.fieldname) else None
            case query.NumericRange():
                return asked.boost if _in_range(asked, held.numbers.get(asked.fieldname)) else None
            case query.MultiTerm():
                return self._multi_term(asked, held)
        return self._compound(asked, held)

    def _compound(self, asked: query.Query, held: Document) -> float | None:
        match asked:
            case query.Not():
                return 0.0 if self.score(asked.query, held) is None else None
            case query.ConstantScoreQuery():
                return None if self.score(asked.child, held) is None else asked.score
            case query.AndNot():
                return self.score(asked.a, held) if self.score(asked.b, held) is None else None
            case query.Require():
                return None if self.score(asked.b, held) is None else self.score(asked.a, held)
            case query.AndMaybe():
                wanted, other = self.score(asked.a, held), self.score(asked.b, held)
                return wanted if wanted is None or other is None else wanted + other
            case query.CompoundQuery():
                return self._many(asked, held)
        return None  # NullQuery

    def _many(self, asked: query.Query, held: Document) -> float | None:
        scores = [self.score(part, held) for part in asked.subqueries]
        found = [score for score in scores if score is not None]
        if not found or (isinstance(asked, query.And) and len(found) < len(scores)):
            return None
        if isinstance(asked, query.DisjunctionMax):
            best = max(found)
            return float(asked.boost * (best + asked.tiebreak * (sum(found) - best)))
        return float(asked.boost * sum(found))

    def _term(self, name: str, text: str, boost: float, held: Document) -> float | None:
        if text not in held.terms(name):
            return None
        if name in held.sets:
            return boost
        k1, b = WEIGHTING.k1, WEIGHTING.b
        frequency = len(held.words[name][text])
        average = self._average(name)
        below = frequency + k1 * (1 - b + b * held.length(name) / average)
        return boost * self._weight(name, text) * frequency * (k1 + 1) / below

    def _average(self, name: str) -> float:
        if name not in self._averages:
            total = sum(other.length(name) for other in self.documents)
            self._averages[name] = total / len(self.documents)
        return self._averages[name]

    def _weight(self, name: str, text: str) -> float:
        if (name, text) not in self._weights:
            holders = sum(text in other.terms(name) for other in self.documents)
            self._weights[name, text] = WEIGHTING.idf(holders, len(self.documents))
        return self._weights[name, text]

    def _phrase(self, asked: query.Phrase, held: Document) -> float | None:
        places = [held.words.get(asked.fieldname, {}).get(word, []) for word in asked.words]
        if not places or not any(_in_order(chosen, asked.slop) for chosen in itertools.product(*places)):
            return None
        return sum(self._term(asked.fieldname, word, asked.boost, held) or 0.0 for word in asked.words)

    def _multi_term(self, asked: query.MultiTerm, held: Document) -> float | None:
        found = [term for term in held.terms(asked.fieldname) if _stands_for(asked, term)]
        if not found:
            return None
        if asked.constantscore or _stands_for_every(asked):
            return float(asked.boost)
        return sum(self._term(asked.fieldname, term, asked.boost, held) or 0.0 for term in found)


def _stands_for_every(asked: query.MultiTerm) -> bool:
    """Whoosh reads these as "has the field"."""
    return (isinstance(asked, query.Prefix) and not asked.text) or (
        isinstance(asked, query.Wildcard) and asked.text == "*"
    )


def _is_placed(asked: Near | Repeated, words: dict[str, list[int]]) -> bool:
    if isinstance(asked, Repeated):
        return len({first for first, _ in _stretches(asked.readings, words)}) >= asked.times
    parts = [_stretches(readings, words) for readings in asked.parts]
    return any(_fits(chosen, asked) for chosen in itertools.product(*parts))


def _stretches(readings: Readings, words: dict[str, list[int]]) -> list[tuple[int, int]]:
    """First and last places of the readings."""
    return [
        (start, start + len(reading) - 1)
        for reading in readings
        for start in words.get(reading[0], [])
        if all(start + offset in words.get(word, []) for offset, word in enumerate(reading))
    ]


def _fits(chosen: Sequence[tuple[int, int]], asked: Near) -> bool:
    if asked.ordered:
        between = [after[0] - before[1] - 1 for before, after in itertools.pairwise(chosen)]
        return min(between) >= 0 and sum(between) <= asked.distance
    return max(first for first, _ in chosen) - min(last for _, last in chosen) - 1 <= asked.distance


def _in_order(places: Sequence[int], slop: int) -> bool:
    return all(1 <= later - earlier <= slop for earlier, later in itertools.pairwise(places))


def _has(held: Document, name: str) -> bool:
    return bool(held.terms(name)) or held.numbers.get(name) is not None


def _in_range(asked: query.NumericRange, number: int | None) -> bool:
    if number is None:
        return False
    low = asked.start is None or (number > asked.start if asked.startexcl else number >= asked.start)
    high = asked.end is None or (number < asked.end if asked.endexcl else number <= asked.end)
    return low and high


def _stands_for(asked: query.MultiTerm, term: str) -> bool:
    match asked:
        case query.Prefix():
            return term.startswith(asked.text)
        case query.Wildcard():
            return fnmatch.fnmatchcase(term, asked.text)
        case query.FuzzyTerm():
            same = asked.text[: asked.prefixlength]
            return term.startswith(same) and distance(asked.text, term) <= asked.maxdist
    text = term.encode()
    low = b"" if asked.start is None else asked.start.encode()
    high = b"\xff" if asked.end is None else asked.end.encode()
    after = text > low if asked.startexcl and asked.start is not None else text >= low
    return after and (text < high if asked.endexcl else text <= high)


@cache
def distance(one: str, other: str) -> int:
    """Edits from one to the other: insert, delete, replace, swap neighbours."""
    if not one or not other:
        return len(one) + len(other)
    ways = [
        distance(one[:-1], other) + 1,
        distance(one, other[:-1]) + 1,
        distance(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    ]
    if one[-2:] == other[-2:][::-1] and len(one) > 1 and len(other) > 1:
        ways.append(distance(one[:-2], other[:-2]) + 1)
    return min(ways)
