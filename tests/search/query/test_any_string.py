"""Any string gets an answer or a QueryError, and what was read can be written out and read again."""

import random
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import QueryError
from app.search.analysis import Analyzer
from app.search.query.limits import Limits
from app.search.query.parser import Parsed, parse
from app.search.query.printing import print_query
from app.search.resolve import resolve
from benchmarks.queries import PIECES, queries
from tests.search.versus import CALENDAR

LIMITS = Limits()
#: A canonical spelling may be a little longer than what was written, and is read without limits.
ROOMY = Limits(length=10**6, terms=10**4, depth=50)
ANALYZER = Analyzer()
_pieces = st.lists(st.sampled_from(PIECES), max_size=14)
_queries = _pieces.map("".join) | _pieces.map(" ".join) | st.integers().map(
    lambda seed: list(queries(random.Random(seed), 4))[seed % 4]
)  # fmt: skip


def check(q: str) -> Parsed | None:
    parsed: Parsed | None
    try:
        parsed = parse(q, LIMITS, CALENDAR)
        positions = [warning.position for warning in parsed.warnings]
    except QueryError as refused:
        parsed, positions = None, [refused.position]
    assert all(0 <= position <= len(q) for position in positions)
    if parsed is not None:
        assert parse(print_query(parsed.tree), ROOMY, CALENDAR).tree == parsed.tree
    return parsed


@settings(max_examples=2_000, deadline=None)
@given(_queries | st.text(max_size=80))
def test_any_query_is_answered_or_refused_and_reads_back(q: str) -> None:
    check(q)


@settings(max_examples=500, deadline=None)
@given(_queries)
def test_any_tree_read_can_be_resolved(q: str) -> None:
    parsed = check(q)
    if parsed is not None:
        resolve(parsed.tree, ("title", "body"), ANALYZER)


def test_twenty_thousand_queries_are_answered_or_refused() -> None:
    """INP-2, G38; Hypothesis is too slow for such a number. ``make gate`` reads ten times as many."""
    chance = random.Random(20240301)
    short = ("".join(chance.choices(PIECES, k=number % 9)) for number in range(17_000))
    for number, q in enumerate(chain(short, queries(chance, 3_000))):
        try:
            parsed = parse(q, LIMITS, CALENDAR)
        except QueryError:
            continue
        if number % 8 < 2:
            assert parse(print_query(parsed.tree), ROOMY, CALENDAR).tree == parsed.tree, q
