"""A tree written out again: the canonical form of a query."""

import re

from app.search.query.tree import (
    And,
    Boosted,
    During,
    Fuzzy,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Repeat,
    Scoped,
    Word,
)

_BARE = re.compile(r"[^\W_]+")


def print_query(tree: Node) -> str:
    """The query in its shortest plain spelling.

    What the parser read comes back: ``parse(print_query(tree)).tree == tree``.
    """
    match tree:
        case Scoped(field, node):
            return f"{field}:{_operand(node, And, Or, Not, Scoped, During)}"
        case Boosted(node, factor):
            printed = _operand(node, And, Or, Not, Scoped, Boosted, During)
            # Else what is behind the colon would be asked of a field.
            return (
                f"({printed})^{_number(factor)}" if printed.endswith(":") else f"{printed}^{_number(factor)}"
            )
        case Not(node):
            return f"-{_operand(node, And, Or, Not)}"
        case And(nodes):
            return " ".join(_operand(node, Or, And) for node in nodes)
        case Or(nodes):
            return " OR ".join(_operand(node, Or) for node in nodes)
        case _:
            return _leaf(tree)


def _leaf(leaf: Node) -> str:
    match leaf:
        case Word(text) | Pattern(text):
            return text
        case Prefix(text):
            return text + "*"
        case Fuzzy(text, edits):
            return f"{text}~{edits}"
        case Phrase(text, slop):
            return f'"{text}"~{slop}' if slop else f'"{text}"'
        case Near(parts, distance):
            return f"NEAR({', '.join(map(_part, parts))}, {distance})"
        case Repeat(text, times):
            return f'repeat{times}:"{text}"'
        case During(field, written):
            return f"{field}:{written}"
        case _:
            return "*"


def _operand(node: Node, *in_parentheses: type[Node]) -> str:
    printed = print_query(node)
    return f"({printed})" if isinstance(node, in_parentheses) else printed


def _part(text: str) -> str:
    return text if _BARE.fullmatch(text) else f'"{text}"'


def _number(factor: float) -> str:
    return str(int(factor)) if factor.is_integer() else repr(factor)
