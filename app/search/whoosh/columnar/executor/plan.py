"""From a Whoosh query to nodes.

Scores are those of Whoosh 2.7.4 where it does as it says. Where it does not: a boost always counts; a query
that scores a constant does so however many terms it stands for; of DisjunctionMax the best part counts even
where others do not match; Require and AndNot keep what they should; a refused part never adds to a score.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

from whoosh import query

from app.search.whoosh.columnar import queries
from app.search.whoosh.columnar.executor.compounds import And, Best, Constant, Maybe, Not, Or, Scaled
from app.search.whoosh.columnar.executor.errors import UnknownQuery
from app.search.whoosh.columnar.executor.expand import Expander, ExpansionLimits, Runs
from app.search.whoosh.columnar.executor.leaves import All, Nothing, Numbers, Term, TermSet
from app.search.whoosh.columnar.executor.near import Part, near, repeated
from app.search.whoosh.columnar.executor.node import Check, Node
from app.search.whoosh.columnar.executor.phrase import Phrase
from app.search.whoosh.columnar.executor.weighting import Scorer, Weighting, scorer
from app.search.whoosh.columnar.layout import MISSING, Kept
from app.search.whoosh.columnar.segment import Segment
from app.search.whoosh.columnar.snapshot import Snapshot

_GREATEST = 2**63 - 1


class Planner:
    """Plans queries over one snapshot. Without a weighting all scores are 0."""

    def __init__(
        self, snapshot: Snapshot, weighting: Weighting | None, check: Check, limits: ExpansionLimits
    ) -> None:
        self._snapshot = snapshot
        self._segments: Sequence[Segment] = snapshot.segments
        self._weighting = weighting
        self._expand = Expander(snapshot.segments, check, limits)
        self._check = check

    def plan(self, asked: query.Query) -> Node:
        """Raises TooManyTerms, UnknownQuery."""
        self._check()
        if not self._segments:
            return Nothing()
        for kind in type(asked).__mro__:
            planned = _PLANNED.get(kind)
            if planned is not None:
                return planned(self, asked)
        raise UnknownQuery(f"a query of the class {type(asked).__name__} cannot be answered")

    def term(self, asked: query.Term) -> Node:
        text = _encoded(asked.text)
        return Nothing() if text is None else self._term(asked.fieldname, text, asked.boost)

    def both(self, asked: query.And) -> Node:
        return _scaled(_one_or(And, self._parts(asked, And)), asked.boost)

    def either(self, asked: query.Or) -> Node:
        if asked.scale or asked.minmatch:
            raise UnknownQuery("Or with scale or minmatch cannot be answered")
        return _scaled(_one_or(Or, self._parts(asked, Or)), asked.boost)

    def best(self, asked: query.DisjunctionMax) -> Node:
        parts = [self.plan(part) for part in asked.subqueries]
        return _scaled(_one_or(lambda parts: Best(parts, asked.tiebreak), parts), asked.boost)

    def refuse(self, asked: query.Not) -> Node:
        return Not(self.plan(asked.query))

    def without(self, asked: query.AndNot) -> Node:
        return And((self.plan(asked.a), Not(self.plan(asked.b))))

    def require(self, asked: query.Require) -> Node:
        return And((self.plan(asked.a), Constant(self.plan(asked.b), 0.0)))

    def maybe(self, asked: query.AndMaybe) -> Node:
        return Maybe(self.plan(asked.a), self.plan(asked.b))

    def constant(self, asked: query.ConstantScoreQuery) -> Node:
        return Constant(self.plan(asked.child), asked.score)

    def phrase(self, asked: query.Phrase) -> Node:
        if self._kept(asked.fieldname) is Kept.TERMS:
            raise UnknownQuery(f"phrases cannot be searched in the field {asked.fieldname}")
        words = [self.term(query.Term(asked.fieldname, word, boost=asked.boost)) for word in asked.words]
        known = tuple(word for word in words if isinstance(word, Term))
        if len(known) < max(1, len(words)):
            return Nothing()
        return known[0] if len(known) == 1 else Phrase(known, max(0, asked.slop))

    def prefix(self, asked: query.Prefix) -> Node:
        text = _encoded(asked.text)
        if text is None or self._kept(asked.fieldname) is None:
            return Nothing()
        if not text:
            return self._every(asked.fieldname, asked.boost)
        return self._terms(asked, self._expand.prefix(asked.fieldname, text))

    def wildcard(self, asked: query.Wildcard) -> Node:
        if self._kept(asked.fieldname) is None:
            return Nothing()
        if asked.text == "*":
            return self._every(asked.fieldname, asked.boost)
        return self._terms(asked, self._expand.pattern(asked.fieldname, asked.text))

    def fuzzy(self, asked: query.FuzzyTerm) -> Node:
        if self._kept(asked.fieldname) is None or _encoded(asked.text) is None:
            return Nothing()
        distance, same = int(asked.maxdist), asked.prefixlength
        return self._terms(asked, self._expand.fuzzy(asked.fieldname, asked.text, distance, same))

    def term_range(self, asked: query.TermRange) -> Node:
        if self._kept(asked.fieldname) is None:
            return Nothing()
        low = None if asked.start is None else _encoded(asked.start)
        high = None if asked.end is None else _encoded(asked.end)
        if (low is None) != (asked.start is None) or (high is None) != (asked.end is None):
            return Nothing()
        # The term that comes first after another is the other with a byte 0 behind it.
        low = low + b"\0" if low is not None and asked.startexcl else low
        high = high + b"\0" if high is not None and not asked.endexcl else high
        label = f"[{asked.start} TO {asked.end}]"
        return self._terms(asked, self._expand.between(asked.fieldname, low, high, label))

    def numbers(self, asked: query.NumericRange) -> Node:
        low = _lowest(asked.start, asked.startexcl)
        high = _highest(asked.end, asked.endexcl)
        if asked.fieldname not in self._layout.numbers or low > high:
            return Nothing()
        return Numbers(asked.fieldname, low, high, asked.boost)

    def every(self, asked: query.Every) -> Node:
        if asked.fieldname in (None, "", "*"):
            return All(asked.boost)
        return self._every(asked.fieldname, asked.boost)

    def any_term(self, asked: queries.AnyTerm) -> Node:
        if self._kept(asked.field_name) is None:
            return Nothing()
        runs = self._expand.these(asked.field_name, asked.terms_wanted)
        return TermSet(asked.field_name, runs, asked.boost)

    def near(self, asked: queries.Near) -> Node:
        parts = [self._part(asked.field_name, readings) for readings in asked.parts]
        if not all(part.readings for part in parts):
            return Nothing()
        return near(parts, asked.distance, asked.ordered)

    def repeated(self, asked: queries.Repeated) -> Node:
        part = self._part(asked.field_name, asked.readings)
        return repeated(part, asked.times) if part.readings else Nothing()

    def _part(self, field: str, readings: queries.Readings) -> Part:
        """Those readings of which all words are in the index."""
        if self._kept(field) is Kept.TERMS:
            raise UnknownQuery(f"places cannot be searched in the field {field}")
        found = (self._words(field, words) for words in readings)
        return Part(tuple(words for words in found if words))

    def _words(self, field: str, words: Sequence[str]) -> tuple[Term, ...]:
        """None of them where one is not in the index."""
        found = [self.term(query.Term(field, word)) for word in words]
        known = tuple(word for word in found if isinstance(word, Term))
        return known if len(known) == len(words) else ()

    def nothing(self, _asked: query.Query) -> Node:
        return Nothing()

    @property
    def _layout(self) -> Any:
        return self._segments[0].layout

    def _kept(self, field: str) -> Kept | None:
        described = self._layout.field(field)
        return None if described is None else described.kept

    def _parts(self, asked: query.Query, kind: type[And] | type[Or]) -> list[Node]:
        """The parts, and in the place of a part of the same kind its own parts."""
        parts: list[Node] = []
        for part in map(self.plan, asked.subqueries):
            parts += part.parts if isinstance(part, kind) else [part]
        return parts

    def _every(self, field: str, boost: float) -> Node:
        if field in self._layout.numbers:
            return Numbers(field, MISSING + 1, _GREATEST, boost)
        return Nothing() if self._kept(field) is None else TermSet(field, self._expand.every(field), boost)

    def _terms(self, asked: query.MultiTerm, runs: Runs) -> Node:
        """A query that stands for several terms: a constant score, or the sum of those that match."""
        if asked.constantscore or self._weighting is None:
            return TermSet(asked.fieldname, runs, asked.boost)
        texts = {
            segment.terms(asked.fieldname)[number]
            for segment, found in zip(self._segments, runs, strict=True)
            for run in found
            for number in run
        }
        return _one_or(Or, [self._term(asked.fieldname, text, asked.boost) for text in sorted(texts)])

    def _term(self, field: str, text: bytes, boost: float) -> Node:
        known = self._snapshot.term(field, text)
        if known is None:
            return Nothing()
        scores = self._scorer(field, known.holders, boost) if known.words else None
        return Term(field, known, scores, boost)

    def _scorer(self, field: str, holders: int, boost: float) -> Scorer | None:
        if self._weighting is None:
            return None
        length = self._snapshot.field_length(field)
        return scorer(self._weighting, holders, self._snapshot.count, length, boost)


def _one_or(kind: Callable[[tuple[Node, ...]], Node], parts: Sequence[Node]) -> Node:
    """A single part stands for itself."""
    if not parts:
        return Nothing()
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def _scaled(node: Node, boost: float) -> Node:
    return node if boost == 1.0 else Scaled(node, boost)


def _encoded(text: str | bytes) -> bytes | None:
    """As terms are kept; None for what cannot be: half of a surrogate pair."""
    if isinstance(text, bytes):
        return text
    try:
        return text.encode()
    except UnicodeEncodeError:
        return None


def _lowest(start: float | None, exclusive: bool) -> int:
    """The first whole number of a range."""
    if start is None or start <= MISSING:
        return MISSING + 1
    if start > _GREATEST:
        return _GREATEST + 1
    return math.floor(start) + 1 if exclusive else math.ceil(start)


def _highest(end: float | None, exclusive: bool) -> int:
    """The last whole number of a range."""
    if end is None or end > _GREATEST:
        return _GREATEST
    if end <= MISSING:
        return MISSING
    return math.ceil(end) - 1 if exclusive else math.floor(end)


_PLANNED: dict[type, Callable[[Planner, Any], Node]] = {
    query.Term: Planner.term,
    query.And: Planner.both,
    query.Or: Planner.either,
    query.DisjunctionMax: Planner.best,
    query.Not: Planner.refuse,
    query.AndNot: Planner.without,
    query.Require: Planner.require,
    query.AndMaybe: Planner.maybe,
    query.ConstantScoreQuery: Planner.constant,
    query.Phrase: Planner.phrase,
    query.Prefix: Planner.prefix,
    query.Wildcard: Planner.wildcard,
    query.FuzzyTerm: Planner.fuzzy,
    query.TermRange: Planner.term_range,
    query.NumericRange: Planner.numbers,
    query.Every: Planner.every,
    queries.AnyTerm: Planner.any_term,
    queries.Near: Planner.near,
    queries.Repeated: Planner.repeated,
    type(query.NullQuery): Planner.nothing,
}
