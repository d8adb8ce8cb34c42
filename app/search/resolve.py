"""The query in analysed terms: what every engine evaluates and the highlighter marks.

Text fields are asked by stem, in every language, keyword fields by surface. A word that holds no
letter or digit is neutral inside AND and OR; a query of nothing else finds nothing.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from app.search.analysis import TAGS, Analyzer, Word
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
    ``others``: or, instead of ``tokens``, one of these, which are the same words in other languages.
    ``written``: an article that has all of these, which are words of it with accents, scores more.
    """

    fields: tuple[str, ...]
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


def resolve(
    tree: Node, search_in: tuple[str, ...], analyzer: Analyzer, tags: Collection[str] = TAGS
) -> Resolved:
    """The tree in analysed terms, in its simplest form; unscoped words are asked of ``search_in``.

    ``tags``: marks of stems that there may be in the index; fewer make a shorter query.
    """
    shouted = bool(tags) and _is_shouted(tree)
    resolved = _Resolver(analyzer, tags, shouted).node(tree, search_in)
    return Nothing() if resolved is None else resolved


class _Resolver:
    """Walks the tree; None stands for what is neutral."""

    def __init__(self, analyzer: Analyzer, tags: Collection[str], shouted: bool) -> None:
        self._analyzer = analyzer
        self._tags = tags
        self._shouted = shouted

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
                return self._starts(text, fields)
            case QueryWord(text) | Phrase(text):
                return self._terms(text, fields)

    def _parts(self, nodes: tuple[Node, ...], fields: tuple[str, ...]) -> list[Resolved]:
        parts = (self.node(node, fields) for node in nodes)
        return [part for part in parts if part is not None]

    def _starts(self, text: str, fields: tuple[str, ...]) -> Resolved | None:
        """``covid-1*``: the word covid, and a word that begins with 1."""
        words = self._analyzer.words(text)
        if not words or is_spaceless(words[-1].surface[0]):
            return self._terms(text, fields)  # a character of such a script is a whole word
        prefix = words[-1].surface
        starts = disjunction([Starts(same, prefix) for same in _by_kind(fields)])
        whole = [self._terms(word.surface, fields) for word in words[:-1]]
        return conjunction([*(part for part in whole if part is not None), starts])

    def _terms(self, text: str, fields: tuple[str, ...]) -> Resolved | None:
        words = self._analyzer.words(text)
        if not words:
            return None
        return disjunction([self._leaf(text, words, same) for same in _by_kind(fields)])

    def _leaf(self, text: str, words: list[Word], fields: tuple[str, ...]) -> Terms:
        if BY_NAME[fields[0]].kind is not Kind.TEXT:
            return Terms(fields, tuple(word.surface for word in words))
        tokens = tuple(word.stem for word in words)
        written = frozenset(word.written for word in words if word.written)
        if not self._tags:
            return Terms(fields, tokens, (), written)
        others = dict.fromkeys(self._analyzer.readings(text, self._tags, shouted=self._shouted))
        others.pop(tokens, None)
        return Terms(fields, tokens, tuple(others), written)


def _is_shouted(tree: Node) -> bool:
    """Whether the query is several words, all in capitals: UN is then no abbreviation."""
    asked = " ".join(_asked(tree))
    return asked.isupper() and len(asked.split()) > 1


def _asked(node: Node) -> Iterator[str]:
    """The texts of the words and phrases in the tree."""
    match node:
        case Scoped(_, inner) | Not(inner):
            yield from _asked(inner)
        case And(nodes) | Or(nodes):
            for part in nodes:
                yield from _asked(part)
        case QueryWord(text) | Phrase(text) | Prefix(text):
            yield text
        case All():
            return


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
