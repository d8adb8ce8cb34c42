"""The canonical spelling of a query."""

import pytest

from app.search.query.limits import Limits
from app.search.query.parser import parse
from app.search.query.printing import print_query
from app.search.query.tree import And, Boosted, Node, Not, Or, Scoped, Word

A, B = Word("a"), Word("b")


@pytest.mark.parametrize(
    ("q", "canonical"),
    [
        ("", "*"),
        ("a AND b", "a b"),
        ("a b OR c AND NOT d", "a b OR c -d"),
        ("(a OR b) AND (c)", "(a OR b) c"),
        ("NOT (a b)", "-(a b)"),
        ("“curly quotes”", '"curly quotes"'),
        ("TITLE:x", "title:x"),
        ("authors:(a OR b)", "author:(a OR b)"),
        ("-title:elect*", "-title:elect*"),
        ("title:(-a)", "title:(-a)"),
        ("title:(title:a)", "title:(title:a)"),
        ('"open', '"open"'),
        ("!!!", '""'),
        ("(repeat2:)^0.5", "(repeat2:)^0.5"),
        ("(title:)^2 b", "(title:)^2 b"),
        ("NEAR(a,'b c', d e,3)", 'NEAR(a, "\'b c\'", "d e", 3)'),
        ("near5:“a b”^2.0", "NEAR(a, b, 5)^2"),
        ("Kadafi~ wom?n", "Kadafi~2 wom?n"),
        ("repeat3:word", 'repeat3:"word"'),
        ("((a b))^0.50", "(a b)^0.5"),
    ],
)
def test_prints(q: str, canonical: str) -> None:
    tree = parse(q, Limits()).tree
    assert print_query(tree) == canonical
    assert parse(canonical, Limits()).tree == tree


@pytest.mark.parametrize(
    ("tree", "printed"),
    [
        (Not(Not(A)), "-(-a)"),
        (And((And((A, B)), A)), "(a b) a"),
        (Or((Or((A, B)), A)), "(a OR b) OR a"),
        (Or((And((A, B)), A)), "a b OR a"),
        (Scoped("title", Scoped("body", A)), "title:(body:a)"),
        (Boosted(Boosted(A, 2.0), 2.5), "(a^2)^2.5"),
    ],
)
def test_a_tree_that_no_reader_wrote_is_printed_with_its_parts_told_apart(tree: Node, printed: str) -> None:
    assert print_query(tree) == printed
