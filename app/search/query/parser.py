"""Second stage of reading a query: lexemes to a tree, with a warning wherever something was amiss.

    any    = all { "OR" all }
    all    = one { [ "AND" ] one }
    one    = { "NOT" | sign | field ":" } part
    part   = "(" any ")" [ "^" boost ] | phrase | near | repeat | range | word

What stands where it cannot is left out with a warning. Recursion is bounded by the depth of
parentheses, which is checked first. Behind a field of dates stand dates only.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.errors import QueryError
from app.search.fields import DATE_FIELDS
from app.search.query.dates import read_date, read_range
from app.search.query.lexer import ALIASES, Folded, Kind, Lexeme, fold_query, lex
from app.search.query.limits import Limits, QueryWarning
from app.search.query.notes import Notes
from app.search.query.proximity import read_near, read_phrase, read_repeat
from app.search.query.suffixes import read_suffixes, split_suffixes
from app.search.query.tree import All, And, During, Node, Not, Or, Phrase, Scoped
from app.search.query.words import read_word
from app.search.when import Calendar

#: Deeper nesting is refused whatever the setting, for the parser calls itself.
_DEEPEST = 50
_READERS = {
    Kind.PHRASE: read_phrase,
    Kind.NEAR: read_near,
    Kind.REPEAT: read_repeat,
    Kind.WORD: read_word,
}
_STARTS_ONE = frozenset({Kind.NOT, Kind.SIGN, Kind.FIELD, Kind.OPEN, Kind.RANGE, *_READERS})
#: Of a query that does not say when it is asked.
_NO_CLOCK = Calendar()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query understood: its tree, and in what it was read otherwise than written."""

    tree: Node
    warnings: tuple[QueryWarning, ...] = ()


def parse(q: str, limits: Limits, calendar: Calendar = _NO_CLOCK) -> Parsed:
    """Read a query, its dates by ``calendar``.

    Raises QueryError, with the position, only for one that is beyond the limits or has a date that is none;
    InvalidParameter for a time zone that there is not.
    """
    if len(q) > limits.length:
        raise QueryError(f"longer than {limits.length} characters", limits.length)
    folded = fold_query(q)
    lexemes = list(_within_depth(folded, min(limits.depth, _DEEPEST)))
    parser = _Parser(lexemes, Notes(folded, limits, calendar))
    return Parsed(parser.read(), tuple(sorted(parser.notes.warnings, key=lambda warning: warning.position)))


def require_clean(parsed: Parsed) -> None:
    """For strict reading. Raises QueryError for the first warning."""
    if parsed.warnings:
        first = parsed.warnings[0]
        hint = f" ({first.hint})" if first.hint else ""
        raise QueryError(first.message + hint, first.position)


def _within_depth(folded: Folded, limit: int) -> Iterator[Lexeme]:
    """The lexemes, until one stands too deep in parentheses."""
    depth = 0
    for lexeme in lex(folded.text):
        if lexeme.kind is Kind.OPEN:
            depth += 1
        elif lexeme.kind is Kind.CLOSE:
            depth = max(0, depth - 1)
        if depth > limit:
            raise QueryError(
                f"more than {limit} parentheses inside each other", folded.position(lexeme.position)
            )
        yield lexeme


class _Parser:
    """Recursive descent over the lexemes; None stands for a piece of which nothing is left."""

    def __init__(self, lexemes: list[Lexeme], notes: Notes) -> None:
        self._lexemes = lexemes
        self._next = 0
        self._dates: str | None = None  # the field of dates whose group this is
        self.notes = notes

    def read(self) -> Node:
        self.notes.removed_characters()
        if not self._lexemes:
            self.notes.warn("the query is empty", 0, "every article is found")
            return All()
        tree = self._whole()
        if tree is not None:
            return tree
        self.notes.warn("nothing to search for is left: no article is found", 0, "write at least one word")
        return Phrase("")

    def _whole(self) -> Node | None:
        parts: list[Node | None] = [self._any()]
        while (stray := self._take(Kind.CLOSE)) is not None:
            self.notes.warn("this parenthesis was never opened", stray.position, "it is left out")
            parts.append(self._any())
        return _join(And, parts)

    def _any(self) -> Node | None:
        parts = [self._all()]
        while (operator := self._take(Kind.OR)) is not None:
            parts.append(self._all())
            if parts[-1] is None or parts[-2] is None:
                self._dangling(operator)
        return _join(Or, parts)

    def _all(self) -> Node | None:
        parts: list[Node | None] = []
        while (lexeme := self._peek()) is not None and lexeme.kind in _STARTS_ONE | {Kind.AND}:
            if lexeme.kind is Kind.AND:
                self._and(bool(parts))
            else:
                parts.append(self._one())
        return _join(And, parts)

    def _and(self, has_left: bool) -> None:
        operator = self._advance()
        following = self._peek()
        if not has_left or following is None or following.kind not in _STARTS_ONE:
            self._dangling(operator)

    def _one(self) -> Node | None:
        negated, field = self._prefixes()
        if field is None:
            node = self._primary(self._dates)
        elif field in DATE_FIELDS:
            node = self._primary(field)
        else:
            node = self._primary(None)
            node = node if node is None else Scoped(field, node)
        return _negation(node) if negated and node is not None else node

    def _prefixes(self) -> tuple[bool, str | None]:
        """What stands before a primary: whether it is negated in the end, and the innermost field."""
        negated, field = False, None
        while (lexeme := self._peek()) is not None and lexeme.kind in (Kind.NOT, Kind.SIGN, Kind.FIELD):
            self._next += 1
            if lexeme.kind is Kind.NOT:
                negated = not negated
                self._check_operand(lexeme)
            elif lexeme.kind is Kind.SIGN:
                negated ^= self._excludes(lexeme)
                self._check_operand(lexeme)
            else:
                field = self._field(lexeme, field)
        return negated, field

    def _excludes(self, sign: Lexeme) -> bool:
        if len(sign.text) > 1:
            self.notes.warn(f"{sign.text} is left out", sign.position, "write one + or -")
        return sign.text == "-"

    def _field(self, lexeme: Lexeme, outer: str | None) -> str:
        name = lexeme.text[:-1].lower()
        if outer is not None:
            self.notes.warn(f"a field before a field: {outer} is left out", lexeme.position)
        field = ALIASES.get(name, name)
        if field != name:
            self.notes.warn(f"{name}: is read as {field}:", lexeme.position, f"write {field}:")
        self._check_operand(lexeme)
        return field

    def _primary(self, dates: str | None) -> Node | None:
        """What a field, a sign or NOT may stand before; of dates, where ``dates`` is their field."""
        lexeme = self._peek()
        if lexeme is None or lexeme.kind not in _STARTS_ONE:
            return None
        self._next += 1
        if lexeme.kind is Kind.OPEN:
            return self._group(lexeme, dates)
        if dates is not None:
            return self._date(dates, lexeme)
        reader = _READERS.get(lexeme.kind)
        if reader is None:
            raise self.notes.error(
                f"ranges are of dates, like {DATE_FIELDS[0]}:[2019 TO 2020]", lexeme.position
            )
        return reader(lexeme, self.notes)

    def _date(self, field: str, lexeme: Lexeme) -> Node:
        self.notes.count_term(lexeme.position)
        text, tied = split_suffixes(lexeme.text)
        suffixes = read_suffixes(tied, lexeme.position + len(text), self.notes)
        suffixes.warn_of_tilde(self.notes, f"a range is {field}:[2019 TO 2020]")
        read = read_range if lexeme.kind is Kind.RANGE else read_date
        node: During = read(field, text, lexeme.position, self.notes)
        return suffixes.boosted(node)

    def _group(self, opening: Lexeme, dates: str | None) -> Node | None:
        outer, self._dates = self._dates, dates
        node = self._any()
        self._dates = outer
        closing = self._take(Kind.CLOSE)
        if closing is None:
            self.notes.warn("this parenthesis is not closed", opening.position, "it is read to the end")
        elif node is None:
            self.notes.warn("nothing to search for between the parentheses", opening.position)
        if closing is None or node is None:
            return node
        return read_suffixes(closing.text[1:], closing.position + 1, self.notes).boosted(node)

    def _check_operand(self, lexeme: Lexeme) -> None:
        following = self._peek()
        if following is None or following.kind not in _STARTS_ONE:
            self._dangling(lexeme)

    def _dangling(self, operator: Lexeme) -> None:
        hint = f'in quotes it is a word: "{operator.text}"' if operator.text.isalpha() else ""
        self.notes.warn(f"{operator.text} has nothing to work on and is left out", operator.position, hint)

    def _peek(self) -> Lexeme | None:
        return self._lexemes[self._next] if self._next < len(self._lexemes) else None

    def _advance(self) -> Lexeme:
        self._next += 1
        return self._lexemes[self._next - 1]

    def _take(self, kind: Kind) -> Lexeme | None:
        lexeme = self._peek()
        return self._advance() if lexeme is not None and lexeme.kind is kind else None


def _join(kind: type[And] | type[Or], parts: list[Node | None]) -> Node | None:
    """The parts that are left as one node; nodes of the same kind among them are opened up."""
    flat: list[Node] = []
    for part in parts:
        if part is not None:
            flat.extend(part.nodes if isinstance(part, kind) else (part,))
    if len(flat) < 2:
        return flat[0] if flat else None
    return kind(tuple(flat))


def _negation(node: Node) -> Node:
    return node.node if isinstance(node, Not) else Not(node)
