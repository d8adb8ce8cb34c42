"""A tree written out again: the canonical form of a query."""

from app.search.query.tree import All, And, Node, Not, Or, Phrase, Prefix, Scoped, Word


def print_query(tree: Node) -> str:
    """The query in its shortest plain spelling.

    What the parser read comes back: ``parse(print_query(tree)).tree == tree``.
    """
    match tree:
        case All():
            return "*"
        case Word(text):
            return text
        case Prefix(text):
            return text + "*"
        case Phrase(text):
            return f'"{text}"'
        case Scoped(field, node):
            return f"{field}:{_operand(node, And, Or, Not, Scoped)}"
        case Not(node):
            return f"-{_operand(node, And, Or, Not)}"
        case And(nodes):
            return " ".join(_operand(node, Or, And) for node in nodes)
        case Or(nodes):
            return " OR ".join(_operand(node, Or) for node in nodes)


def _operand(node: Node, *in_parentheses: type[Node]) -> str:
    printed = print_query(node)
    return f"({printed})" if isinstance(node, in_parentheses) else printed
