"""Any string gets an answer or a QueryError, and what was read can be written out and read again."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import QueryError
from app.search.analysis import Analyzer
from app.search.query.limits import Limits
from app.search.query.parser import Parsed, parse
from app.search.query.printing import print_query
from app.search.resolve import resolve

LIMITS = Limits()
#: A canonical spelling may be a little longer than what was written, and is read without limits.
ROOMY = Limits(length=10**6, terms=10**4, depth=50, prefix_letters=1)
PIECES = [
    "a", "word", "elect*", "*", "?", "AND", "OR", "NOT", "(", ")", '"', "“", "-", "+", "title:", "authors:",
    "nosuch:", ":", "~2", "^3", "~", "covid-19", "C++", "U.N.", "O’Brien", "AT&T", "http://x.y", "12:30",
    "東京", "🙂", " ", "  ", "\x00", "\ud800", "\\", "[a TO b]", "&&", "!", "–", "：", "（", "\u200b", "Łódź",
    "''", ".",
    ",", "NEAR(", "{", "%",
]  # fmt: skip
ANALYZER = Analyzer()
_queries = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
_spaced = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)


def check(q: str) -> Parsed | None:
    parsed: Parsed | None
    try:
        parsed = parse(q, LIMITS)
        positions = [warning.position for warning in parsed.warnings]
    except QueryError as refused:
        parsed, positions = None, [refused.position]
    assert all(0 <= position <= len(q) for position in positions)
    if parsed is not None:
        assert parse(print_query(parsed.tree), ROOMY).tree == parsed.tree
    return parsed


@settings(max_examples=2_000, deadline=None)
@given(_queries | _spaced | st.text(max_size=80))
def test_any_query_is_answered_or_refused_and_reads_back(q: str) -> None:
    check(q)


@settings(max_examples=500, deadline=None)
@given(_queries | _spaced)
def test_any_tree_read_can_be_resolved(q: str) -> None:
    parsed = check(q)
    if parsed is not None:
        resolve(parsed.tree, ("title", "body"), ANALYZER)


def test_two_hundred_thousand_queries_are_answered_or_refused() -> None:
    """INP-2; Hypothesis is too slow for such a number, so the choice is a plain seeded one."""
    chance = random.Random(20240301)
    for number in range(200_000):
        q = "".join(chance.choices(PIECES, k=number % 9))
        try:
            parsed = parse(q, LIMITS)
        except QueryError:
            continue
        if number % 4 == 0:
            assert parse(print_query(parsed.tree), ROOMY).tree == parsed.tree, q
