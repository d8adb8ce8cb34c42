"""A query in analysed terms: its parts, and how they are put together in the simplest form.

Scores: words and phrases by BM25. What is near scores as its parts do by themselves, and what repeats as the
word does, in the fields where they are near or repeat. A prefix, a pattern and a fuzzy word score the same
for every article: the boosts of the fields they are found in. A boost multiplies what its part scores.
Negations, dates and "everything" score nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

#: Names of the field table.
Fields = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No article."""


@dataclass(frozen=True, slots=True)
class Terms:
    """``tokens`` stand next to each other, in this order, in one of ``fields`` (in one value of it).

    All fields are of one kind: in text fields the tokens are stems, in keyword fields surfaces.
    ``others``: or, instead of ``tokens``, one of these, which are the same words in other languages.
    ``written``: an article that has all of these, which are words of it with accents, scores more.
    """

    fields: Fields
    tokens: tuple[str, ...]
    others: tuple[tuple[str, ...], ...] = ()
    written: frozenset[str] = frozenset()

    @property
    def readings(self) -> tuple[tuple[str, ...], ...]:
        """All that the words may be, in any language. They count as one term, as rare as the least rare."""
        return (self.tokens, *self.others)


@dataclass(frozen=True, slots=True)
class Starts:
    """A word whose surface (not stem) begins with ``prefix`` stands in one of ``fields``, all of one kind."""

    fields: Fields
    prefix: str
    position: int = field(default=0, compare=False)

    @property
    def label(self) -> str:
        return self.prefix + "*"


@dataclass(frozen=True, slots=True)
class Like:
    """A word whose surface fits ``pattern`` (``?`` a character, ``*`` any) stands in one of ``fields``."""

    fields: Fields
    pattern: str
    position: int = field(default=0, compare=False)

    @property
    def label(self) -> str:
        return self.pattern


@dataclass(frozen=True, slots=True)
class Close:
    """A word whose surface is within ``edits`` of ``text`` stands in one of ``fields``.

    An edit adds, leaves out or replaces a letter or swaps neighbours; the first letter is the same.
    """

    fields: Fields
    text: str
    edits: int
    position: int = field(default=0, compare=False)

    @property
    def label(self) -> str:
        return f"{self.text}~{self.edits}"


@dataclass(frozen=True, slots=True)
class Near:
    """All of ``parts``, which have the same fields, stand near each other in one field (in one value of it).

    Ordered, the parts come one after the other, with at most ``distance`` other words among them in all;
    else in any order, at most ``distance`` words between any two. Parts may overlap only where unordered.
    """

    parts: tuple[Terms, ...]
    distance: int
    ordered: bool

    @property
    def fields(self) -> tuple[str, ...]:
        return self.parts[0].fields


@dataclass(frozen=True, slots=True)
class Repeated:
    """``terms`` stand, in any of their readings, at least ``times`` times in one field, in all its values."""

    terms: Terms
    times: int

    @property
    def fields(self) -> tuple[str, ...]:
        return self.terms.fields


@dataclass(frozen=True, slots=True)
class Within:
    """The date ``field`` is known and ``start`` <= date < ``end``, in seconds since 1970; None is open."""

    field: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Weighted:
    """``part``, its score multiplied; it is no Weighted, Negation, Within, Everything or Nothing."""

    part: "Resolved"
    factor: float


@dataclass(frozen=True, slots=True)
class Conjunction:
    """All of two or more different parts, none of them a Conjunction, Everything or Nothing."""

    parts: tuple["Resolved", ...]


@dataclass(frozen=True, slots=True)
class Disjunction:
    """One of two or more different parts, none of them a Disjunction, Everything or Nothing."""

    parts: tuple["Resolved", ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """Every article but those of ``part``, which is no Negation, Everything or Nothing."""

    part: "Resolved"


#: Words that stand for several words of the index.
Expanded = Starts | Like | Close
Leaf = Terms | Expanded | Near | Repeated
Resolved = Everything | Nothing | Leaf | Within | Weighted | Conjunction | Disjunction | Negation


def conjunction(parts: Iterable[Resolved]) -> Resolved:
    """All of the parts; of none: everything."""
    flat = _flat(parts, Conjunction)
    if Nothing() in flat:
        return Nothing()
    return _joined(flat, Everything(), Conjunction)


def disjunction(parts: Iterable[Resolved]) -> Resolved:
    """One of the parts; of none: nothing."""
    flat = _flat(parts, Disjunction)
    if Everything() in flat:
        return Everything()
    return _joined(flat, Nothing(), Disjunction)


def negation(part: Resolved) -> Resolved:
    """Every article but those of ``part``."""
    match part:
        case Everything():
            return Nothing()
        case Nothing():
            return Everything()
        case Negation(inner):
            return inner
        case _:
            return Negation(part)


def weighted(part: Resolved, factor: float) -> Resolved:
    """``part`` with its score multiplied; what scores nothing stays as it is."""
    match part:
        case Everything() | Nothing() | Negation() | Within():
            return part
        case Weighted(inner, before):
            return weighted(inner, before * factor)
        case _:
            return part if factor == 1.0 else Weighted(part, factor)


def expanded_leaves(resolved: Resolved) -> Iterator[Expanded]:
    """The prefixes, patterns and fuzzy words in the query, in their order."""
    match resolved:
        case Starts() | Like() | Close():
            yield resolved
        case Conjunction(parts) | Disjunction(parts):
            for part in parts:
                yield from expanded_leaves(part)
        case Negation(part) | Weighted(part):
            yield from expanded_leaves(part)


def _flat(parts: Iterable[Resolved], kind: type[Conjunction] | type[Disjunction]) -> list[Resolved]:
    """The parts, those of nested ones of the same kind among them, each once, in their order."""
    flat: dict[Resolved, None] = {}
    for part in parts:
        flat.update(dict.fromkeys(part.parts if isinstance(part, kind) else (part,)))
    return list(flat)


def _joined(
    parts: list[Resolved], neutral: Resolved, kind: type[Conjunction] | type[Disjunction]
) -> Resolved:
    kept = tuple(part for part in parts if part != neutral)
    if len(kept) < 2:
        return kept[0] if kept else neutral
    return kind(kept)
