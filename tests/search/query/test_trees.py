"""Any tree that the parser can make is written out and read back as it was."""

from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as st

from app.search.fields import DATE_FIELDS, SCOPES
from app.search.query.limits import Limits
from app.search.query.parser import parse
from app.search.query.printing import print_query
from app.search.query.tree import (
    All,
    And,
    Boosted,
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
from tests.search.versus import CALENDAR

ROOMY = Limits(length=10**6, terms=10**4, depth=50, wildcards=100, fuzzy=100)
WORDS = [
    "flood",
    "AND",
    "Or",
    "near",
    "U.N.",
    "C++",
    "AT&T",
    "covid-19",
    "東京",
    "http://x.y/z?a=1",
    "Re:",
    "title:",
    "repeat2:",
    "a~b",
    "x",
]
DATES = [
    "2019",
    ">2019-04",
    "<=2024-03-01",
    "[2019 TO *]",
    "{2018 TO 2020-06]",
    "*",
    "2019-04-26T10:00:00Z",
    "7d",
]

_words = st.sampled_from(["flood", "river", "U.N.", "covid-19", "O'Brien", "19", "東京", "AND", "a b"])
_bare = st.sampled_from([word for word in WORDS if word != "AND"])
_leaves: st.SearchStrategy[Node] = st.one_of(
    st.just(All()),
    _bare.map(Word),
    st.sampled_from(["elect", "ab", "covid-1", "AND"]).map(Prefix),
    st.sampled_from(["wom?n", "el*ct*", "ab-cd?e"]).map(Pattern),
    st.builds(Fuzzy, st.sampled_from(["Kadafi", "covid-19", "AND"]), st.integers(1, 2)),
    _words.map(Phrase),
    st.builds(Phrase, st.sampled_from(["a b", "AND OR", "the U.N. met"]), st.integers(1, 50)),
    st.builds(Near, st.lists(_words, min_size=2, unique=True).map(tuple), st.integers(0, 50)),
    st.builds(Repeat, _words, st.integers(1, 100)),
    st.builds(
        lambda field, written: parse(f"{field}:{written}", ROOMY, CALENDAR).tree,
        st.sampled_from(DATE_FIELDS),
        st.sampled_from(DATES),
    ),
)


def _flat(kind: type[And] | type[Or], nodes: list[Node]) -> Node:
    """The parser opens up nodes of the same kind inside each other."""
    return kind(
        reduce(lambda some, node: some + (node.nodes if isinstance(node, kind) else (node,)), nodes, ())
    )


def _grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=4)
    return st.one_of(
        several.map(lambda nodes: _flat(And, nodes)),
        several.map(lambda nodes: _flat(Or, nodes)),
        inner.map(lambda node: node.node if isinstance(node, Not) else Not(node)),
        st.builds(Scoped, st.sampled_from(SCOPES), inner),
        st.builds(Boosted, inner, st.sampled_from([0.01, 0.3, 2.0, 99.5, 100.0]) | st.floats(0.01, 0.99)),
    )


@settings(max_examples=1_000, deadline=None)
@given(st.recursive(_leaves, _grown, max_leaves=12))
def test_what_is_printed_reads_back(tree: Node) -> None:
    parsed = parse(print_query(tree), ROOMY, CALENDAR)
    assert parsed.tree == tree
    assert print_query(parsed.tree) == print_query(tree)
