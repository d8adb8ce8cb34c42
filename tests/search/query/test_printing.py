"""The canonical spelling of a query."""

import pytest

from app.search.query.limits import Limits
from app.search.query.parser import parse
from app.search.query.printing import print_query


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
    ],
)
def test_prints(q: str, canonical: str) -> None:
    tree = parse(q, Limits()).tree
    assert print_query(tree) == canonical
    assert parse(canonical, Limits()).tree == tree
