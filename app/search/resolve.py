"""The query in analysed terms: what every engine evaluates and the highlighter marks.

Text fields are asked by stem, keyword fields by surface. A word that holds no letter or digit
is neutral inside AND and OR; a query of nothing else finds nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.search.analysis import Analyzer, Word
from app.search.fields import BY_NAME, Kind
from app.search.query.tree import All, And, Node, Not, Or, Phrase, Prefix, Scoped
from app.search.query.tree import Word as QueryWord
from app.search.segmentation import is_spaceless


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
    """

    fields: tuple[str, ...]
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Starts:
    """A word whose surface (not stem) begins with ``prefix`` stands in one of ``fields``, all of one kind."""

    fields: tuple[str, ...]
    prefix: str


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


Resolved = Everything | Nothing | Terms | Starts | Conjunction | Disjunction | Negation


def resolve(tree: Node, search_in: tuple[str, ...], analyzer: Analyzer) -> Resolved:
    """The tree in analysed terms, in its simplest form; unscoped words are asked of ``search_in``."""
    resolved = _Resolver(analyzer).node(tree, search_in)
    return Nothing() if resolved is None else resolved


class _Resolver:
    """Walks the tree; None stands for what is neutral."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer

    def node(self, node: Node, fields: tuple[str, ...]) -> Resolved | None:
        match node:
            case All():
                return Everything()
            case Scoped(field, inner):
                return self.node(inner, (field,))
            case Not(inner):
                part = self.node(inner, fields)
                return None if part is None else negation(part)
            case And(nodes):
                return conjunction(parts) if (parts := self._parts(nodes, fields)) else None
            case Or(nodes):
                return disjunction(parts) if (parts := self._parts(nodes, fields)) else None
            case Prefix(text):
                return self._starts(self._analyzer.words(text), fields)
            case QueryWord(text) | Phrase(text):
                return _terms(self._analyzer.words(text), fields)

    def _parts(self, nodes: tuple[Node, ...], fields: tuple[str, ...]) -> list[Resolved]:
        parts = (self.node(node, fields) for node in nodes)
        return [part for part in parts if part is not None]

    def _starts(self, words: list[Word], fields: tuple[str, ...]) -> Resolved | None:
        """``covid-1*``: the word covid, and a word that begins with 1."""
        if not words or is_spaceless(words[-1].surface[0]):
            return _terms(words, fields)  # a character of such a script is a whole word
        prefix = words[-1].surface
        starts = disjunction([Starts(same, prefix) for same in _by_kind(fields)])
        whole = [_terms([word], fields) for word in words[:-1]]
        return conjunction([*(part for part in whole if part is not None), starts])


def _terms(words: list[Word], fields: tuple[str, ...]) -> Resolved | None:
    if not words:
        return None
    leaves = [Terms(same, _tokens(words, same[0])) for same in _by_kind(fields)]
    return disjunction(leaves)


def _tokens(words: list[Word], field: str) -> tuple[str, ...]:
    if BY_NAME[field].kind is Kind.TEXT:
        return tuple(word.stem for word in words)
    return tuple(word.surface for word in words)


def _by_kind(fields: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The fields in at most two groups: text fields and keyword fields."""
    text = tuple(name for name in fields if BY_NAME[name].kind is Kind.TEXT)
    keyword = tuple(name for name in fields if BY_NAME[name].kind is Kind.KEYWORD)
    return [group for group in (text, keyword) if group]


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
