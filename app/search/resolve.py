"""The query in analysed terms: what every engine evaluates and the highlighter marks.

Text fields are asked by stem, in every language, keyword fields by surface. Prefixes, patterns and fuzzy
words are asked by surface in all fields. A word that holds no letter or digit is neutral inside AND and OR;
a query of nothing else finds nothing.
"""

from collections.abc import Callable, Collection, Iterator
from itertools import groupby

from app.search.analysis import TAGS, Analyzer, Word
from app.search.fields import BY_NAME, Kind
from app.search.query.tree import (
    All,
    And,
    Boosted,
    During,
    Fuzzy,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Repeat,
    Scoped,
)
from app.search.query.tree import Near as QueryNear
from app.search.query.tree import Word as QueryWord
from app.search.resolved import (
    Close,
    Everything,
    Fields,
    Like,
    Near,
    Nothing,
    Repeated,
    Resolved,
    Starts,
    Terms,
    Within,
    conjunction,
    disjunction,
    negation,
    weighted,
)
from app.search.segmentation import is_spaceless

#: Letters of no alphabet, without a case, that stand for ``?`` and ``*`` while a pattern is analysed.
_STAND_IN = str.maketrans("?*", "\ua7f7\ua7fb")
_WILDCARD = str.maketrans("\ua7f7\ua7fb", "?*")


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

    def node(self, node: Node, fields: Fields) -> Resolved | None:
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
            case Boosted(inner, factor):
                part = self.node(inner, fields)
                return None if part is None else weighted(part, factor)
            case During(name, _, start, end):
                return Within(name, start, end)
            case _:
                return self._leaf(node, fields)

    def _leaf(self, leaf: Node, fields: Fields) -> Resolved | None:
        match leaf:
            case Prefix(text, place):
                return self._last(text, fields, lambda same, word: Starts(same, word, place))
            case Fuzzy(text, edits, place):
                return self._last(text, fields, lambda same, word: Close(same, word, edits, place))
            case Pattern():
                return self._pattern(leaf, fields)
            case QueryNear(parts, distance):
                return self._near(parts, distance, fields)
            case Repeat(text, times):
                return _any_kind(fields, lambda same: self._repeated(text, times, same))
            case Phrase(text, slop) if slop:
                return _any_kind(fields, lambda same: self._sloppy(text, slop, same))
            case QueryWord(text) | Phrase(text):
                return _any_kind(fields, lambda same: self._terms(text, same))
        raise AssertionError("there is no other kind of leaf")

    def _parts(self, nodes: tuple[Node, ...], fields: Fields) -> list[Resolved]:
        parts = (self.node(node, fields) for node in nodes)
        return [part for part in parts if part is not None]

    def _last(self, text: str, fields: Fields, leaf: Callable[[Fields, str], Resolved]) -> Resolved | None:
        """``covid-1*``: the word covid, and a word that begins with 1."""
        words = self._analyzer.words(text)
        if not words or is_spaceless(words[-1].surface[0]):
            return self._whole(text, fields)  # a character of such a script is a whole word
        last = disjunction([leaf(same, words[-1].surface) for same in _by_kind(fields)])
        return conjunction([*self._wholes(words[:-1], fields), last])

    def _pattern(self, asked: Pattern, fields: Fields) -> Resolved | None:
        """Each of its words, those without a wildcard by themselves."""
        parts: list[Resolved] = []
        for word in self._analyzer.words(asked.text.translate(_STAND_IN)):
            pattern = word.surface.translate(_WILDCARD)
            if pattern == word.surface:
                parts += self._wholes([word], fields)
            elif pattern.strip("*?"):
                parts.append(disjunction(Like(same, pattern, asked.position) for same in _by_kind(fields)))
        return conjunction(parts) if parts else None

    def _near(self, texts: tuple[str, ...], distance: int, fields: Fields) -> Resolved | None:
        return _any_kind(fields, lambda same: self._near_in(texts, distance, same))

    def _near_in(self, texts: tuple[str, ...], distance: int, fields: Fields) -> Resolved | None:
        """Parts that are one word to the analyzer are one; a single one stands for itself."""
        found = (self._terms(text, fields) for text in texts)
        parts = tuple(dict.fromkeys(part for part in found if part is not None))
        if len(parts) < 2:
            return parts[0] if parts else None
        return Near(parts, distance, ordered=False)

    def _repeated(self, text: str, times: int, fields: Fields) -> Resolved | None:
        terms = self._terms(text, fields)
        if terms is None or times < 2:
            return terms
        return Repeated(terms, times)

    def _sloppy(self, text: str, slop: int, fields: Fields) -> Resolved | None:
        """The words of each reading in their order. Readings of the same length are asked as one."""
        terms = self._terms(text, fields)
        if terms is None or len(terms.tokens) < 2:
            return terms
        readings = sorted(terms.readings, key=len)
        return disjunction(_in_order(fields, list(same), slop) for _, same in groupby(readings, len))

    def _whole(self, text: str, fields: Fields) -> Resolved | None:
        return _any_kind(fields, lambda same: self._terms(text, same))

    def _wholes(self, words: list[Word], fields: Fields) -> list[Resolved]:
        found = (self._whole(word.surface, fields) for word in words)
        return [part for part in found if part is not None]

    def _terms(self, text: str, fields: Fields) -> Terms | None:
        """The text as words of fields that are all of one kind; None where it holds none."""
        words = self._analyzer.words(text)
        if not words:
            return None
        if BY_NAME[fields[0]].kind is not Kind.TEXT:
            return Terms(fields, tuple(word.surface for word in words))
        tokens = tuple(word.stem for word in words)
        written = frozenset(word.written for word in words if word.written)
        if not self._tags:
            return Terms(fields, tokens, (), written)
        others = dict.fromkeys(self._analyzer.readings(text, self._tags, shouted=self._shouted))
        others.pop(tokens, None)
        return Terms(fields, tokens, tuple(others), written)


def _in_order(fields: Fields, readings: list[tuple[str, ...]], slop: int) -> Resolved:
    """Readings of one length, word by word."""
    if len(readings[0]) == 1:
        return Terms(fields, readings[0], tuple(readings[1:]))
    columns = [tuple(dict.fromkeys(column)) for column in zip(*readings, strict=True)]
    parts = tuple(Terms(fields, (first,), tuple((word,) for word in more)) for first, *more in columns)
    return Near(parts, slop, ordered=True)


def _any_kind(fields: Fields, resolved: Callable[[Fields], Resolved | None]) -> Resolved | None:
    """In any of the fields, which are asked by kind; None where nothing is asked for."""
    found = [resolved(same) for same in _by_kind(fields)]
    parts = [part for part in found if part is not None]
    return disjunction(parts) if parts or not fields else None


def _is_shouted(tree: Node) -> bool:
    """Whether the query is several words, all in capitals: UN is then no abbreviation."""
    asked = " ".join(_asked(tree))
    return asked.isupper() and len(asked.split()) > 1


def _asked(node: Node) -> Iterator[str]:
    """The texts of the words and phrases in the tree."""
    match node:
        case Scoped(_, inner) | Not(inner) | Boosted(inner):
            yield from _asked(inner)
        case And(nodes) | Or(nodes):
            for part in nodes:
                yield from _asked(part)
        case QueryNear(parts):
            yield from parts
        case All() | During():
            return
        case _:
            yield node.text


def _by_kind(fields: Fields) -> list[tuple[str, ...]]:
    """The fields in at most two groups: text fields and keyword fields."""
    text = tuple(name for name in fields if BY_NAME[name].kind is Kind.TEXT)
    keyword = tuple(name for name in fields if BY_NAME[name].kind is Kind.KEYWORD)
    return [group for group in (text, keyword) if group]
